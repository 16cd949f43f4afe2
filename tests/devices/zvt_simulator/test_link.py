"""The line of the simulated ZVT terminal: broken frames, pauses, repeats, a counter that is gone."""

from pos.devices.simulator.zvt.wire import NAK, framed
from tests.devices.zvt_simulator.counter import (
    PAY,
    REGISTER,
    REGISTER_QUIET,
    Counter,
    but,
    registered,
)


def test_a_broken_frame_is_not_acknowledged() -> None:
    counter = registered()
    counter.line.clear()
    counter.put(framed(bytes.fromhex(PAY))[:-1] + b"\xff")
    counter.wait(0.0)
    assert counter.line == [NAK]


def test_a_pause_inside_a_frame_breaks_it() -> None:
    counter = registered()
    counter.line.clear()
    frame = framed(bytes.fromhex(PAY))
    counter.put(frame[:9])
    counter.wait(0.1)
    assert counter.line == []
    counter.wait(0.2)
    assert counter.line == [NAK]
    counter.put(frame[9:])
    counter.wait(60.0)
    assert counter.total == 0


def test_half_an_apdu_of_a_connection_that_is_gone_is_forgotten() -> None:
    counter = registered(tcp=True)
    counter.put(bytes.fromhex(PAY)[:5])
    counter.put(b"")
    assert counter.ask("05 01 03 123456") == ["800000", "060f0100"]


def test_what_nobody_acknowledges_is_said_three_times() -> None:
    counter = Counter(acknowledges=False)
    counter.ask(REGISTER_QUIET, lambda _control: "")
    assert counter.heard.count("800000") == 3
    assert counter.heard.count("060f0a19002952500042490392") == 3


def test_a_counter_that_says_no_to_progress_still_pays() -> None:
    counter = registered(by=REGISTER)
    counter.ask(PAY, but(m04ff="84 83 00"))
    assert counter.total == 1250
    assert counter.controls()[-1] == "060f"
