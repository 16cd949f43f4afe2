"""The SAKURA driver, installed as a site installs it, with its simulator on the line."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.conformance.happenings import Happening
from tests.conformance.site import Stand, open_at
from tests.third_driver.conformance_site import SITE
from tests.third_driver.installed import install
from tests.third_driver.simulator import Own, Simulator

Played = tuple[Stand, Simulator]


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = install(tmp_path_factory.mktemp("site-packages"))
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        yield folder


@pytest.fixture
def play(request: pytest.FixtureRequest) -> Iterator[Callable[..., Played]]:
    """A driver at a simulator that plays what it is given."""
    request.getfixturevalue("installed")
    with ExitStack() as running:

        def start(*happenings: Happening | Own, first_slip: int = 1) -> Played:
            simulator = running.enter_context(Simulator(happenings, first_slip))
            at = open_at(SITE, simulator.address)
            running.callback(at.terminal.close)
            at.other_end = simulator
            return at, simulator

        yield start
