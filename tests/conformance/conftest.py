"""The suite runs once per site: ours, and the one named by MADOGUCHI_SITE (module:attribute)."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path

import pytest

from tests.conformance.happenings import Happening
from tests.conformance.ours import OURS
from tests.conformance.site import Site, Stand, stand


def _sites() -> list[Site]:
    named = os.environ.get("MADOGUCHI_SITE", "")
    if not named:
        return list(OURS)
    module, _, attribute = named.partition(":")
    return [getattr(import_module(module), attribute)]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Once per site; whole sales only with those that ask for them."""
    if "site" in metafunc.fixturenames:
        whole = metafunc.module.__name__.endswith("test_counter")
        sites = [each for each in _sites() if each.through_counter or not whole]
        metafunc.parametrize("site", sites, ids=[each.name for each in sites], indirect=True)


@pytest.fixture
def site(request: pytest.FixtureRequest) -> Site:
    made: Site = request.param
    return made


@pytest.fixture
def stand_at(site: Site, tmp_path: Path) -> Iterator[Callable[..., Stand]]:
    """A driver at its terminal, which plays the happenings in order."""
    with ExitStack() as running:

        def start(*happenings: Happening) -> Stand:
            missing = sorted(site.cannot.intersection(happenings))
            if missing:
                pytest.skip(f"{site.name} cannot play {missing[0]!r}")
            return running.enter_context(stand(site, tmp_path / "terminal", *happenings))

        yield start
