"""Stories share the templates and the clock of the use cases."""

from pathlib import Path

import pytest

from tests.story.stage import Stage
from tests.support.clocks import WallClock
from tests.use_cases.conftest import clock, founded_folder, opened_folder

__all__ = ["clock", "founded_folder", "opened_folder"]


@pytest.fixture
def stage(opened_folder: Path, tmp_path: Path, clock: WallClock) -> Stage:
    return Stage(opened_folder, tmp_path, clock)
