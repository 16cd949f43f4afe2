"""The conformance suite, started as the guide tells the author of a driver; and two mistakes it finds."""

import os
import re
import subprocess
import sys
from pathlib import Path

SITES = "tests.third_driver.conformance_site"
TREE = Path(__file__).parents[2]
WORDS, COUNTER = "tests/conformance/test_words.py", "tests/conformance/test_counter.py"
WITHIN_S = 110.0


def started(site: str, packages: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "MADOGUCHI_SITE": f"{SITES}:{site}", "PYTHONPATH": str(packages)}
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments],
        cwd=TREE,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def failed_in(running: subprocess.Popen[str]) -> tuple[set[str], str]:
    """The tests that failed, and all that pytest said."""
    with running:
        try:
            said, _ = running.communicate(timeout=WITHIN_S)
        except subprocess.TimeoutExpired:
            running.kill()
            raise
    assert running.returncode in (0, 1), said
    return set(re.findall(r"^FAILED \S+?::(\S+.*?\])", said, re.MULTILINE)), said


def test_the_driver_passes_and_its_simulator_plays_everything(installed: Path) -> None:
    """Both halves at once: they wait for the simulator most of the time."""
    halves = [started("SITE", installed, file) for file in (WORDS, COUNTER)]
    for failed, said in [failed_in(half) for half in halves]:
        assert failed == set(), said
        assert "skipped" not in said
        assert re.search(r"^\d{2} passed", said, re.MULTILINE), said


def test_a_timeout_taken_for_a_no_is_found(installed: Path) -> None:
    failed, said = failed_in(started("HASTY", installed, WORDS, "-k", "late or pays"))
    assert failed == {"test_every_happening_ends_in_its_word[sakura-hasty-late reply]"}, said


def test_an_amount_that_nobody_checks_is_found(installed: Path) -> None:
    failed, said = failed_in(started("BLIND", installed, WORDS, "-k", "wrong or pays"))
    assert failed == {"test_every_happening_ends_in_its_word[sakura-blind-wrong amount]"}, said
