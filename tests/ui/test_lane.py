"""The lane: one job after the other off the GUI thread, everything home in the GUI thread."""

import threading

import pytest
from pytestqt.qtbot import QtBot

from pos.errors import OperatingError, Reason, RefusedError
from pos.ui.lane import Lane, StopSwitch


@pytest.fixture
def bugs() -> list[str]:
    return []


@pytest.fixture
def lane(qtbot: QtBot, bugs: list[str]) -> Lane:  # noqa: ARG001 - Qt must be there
    return Lane(lambda number, _error: bugs.append(number))


def fail(_error: OperatingError) -> None:
    pytest.fail("not expected")


def test_jobs_run_in_order_off_the_gui_thread(lane: Lane, qtbot: QtBot) -> None:
    seen: list[tuple[int, str, str]] = []

    def job(number: int) -> tuple[int, str]:
        return number, threading.current_thread().name

    def done(result: tuple[int, str]) -> None:
        seen.append((*result, threading.current_thread().name))

    with qtbot.waitSignal(lane.idle):
        for number in range(5):
            lane.run(lambda n=number: job(n), done=done, failed=fail)  # type: ignore[misc]
    assert [each[0] for each in seen] == [0, 1, 2, 3, 4]
    assert {each[1] for each in seen} == {"till_0"}
    assert {each[2] for each in seen} == {threading.main_thread().name}
    lane.close()


def test_a_refusal_is_told_and_a_bug_is_numbered(
    lane: Lane, qtbot: QtBot, bugs: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    told: list[Reason] = []

    def refuse() -> None:
        raise RefusedError(Reason.BASKET_EMPTY)

    def break_down() -> None:
        raise ZeroDivisionError

    with qtbot.waitSignal(lane.idle):
        lane.run(refuse, done=lambda _none: None, failed=lambda error: told.append(error.reason))
        lane.run(break_down, done=lambda _none: None, failed=fail)
    assert told == [Reason.BASKET_EMPTY]
    assert len(bugs) == 1
    assert bugs[0] in caplog.text
    assert "ZeroDivisionError" in caplog.text
    lane.close()


def test_progress_comes_home_before_the_result(lane: Lane, qtbot: QtBot) -> None:
    seen: list[object] = []
    tell = lane.posts(seen.append)

    def job() -> str:
        tell("one")
        tell("two")
        return "end"

    with qtbot.waitSignal(lane.idle):
        lane.run(job, done=seen.append, failed=fail)
    assert seen == ["one", "two", "end"]
    lane.close()


def test_the_gui_runs_while_a_job_waits(lane: Lane, qtbot: QtBot) -> None:
    """The job waits for what only the GUI thread can do: were the GUI blocked, it would never end."""
    gate = threading.Event()
    tell = lane.posts(gate.set)

    def job() -> bool:
        tell()
        return gate.wait(10)

    results: list[bool] = []
    with qtbot.waitSignal(lane.idle):
        lane.run(job, done=results.append, failed=fail)
    assert results == [True]
    lane.close()


def test_close_lets_the_job_in_hand_finish(lane: Lane) -> None:
    stop, ended = StopSwitch(), threading.Event()

    def job() -> None:
        while not stop():
            threading.Event().wait(0.001)
        ended.set()

    lane.run(job, done=lambda _none: None, failed=fail)
    stop.turn()
    lane.close()
    assert ended.is_set()
