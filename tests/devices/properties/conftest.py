"""No property here has a deadline of its own: a machine that does other work is no finding."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("unhurried", deadline=None)


@pytest.fixture(autouse=True, scope="package")
def unhurried() -> Iterator[None]:
    usual = settings.get_current_profile_name()
    settings.load_profile("unhurried")
    yield
    settings.load_profile(usual)
