"""The shared port: patience once after a loss, stop in between, old bytes, inquiries asked again."""

from dataclasses import dataclass, field

import pytest

from pos.devices.link import LinkError
from pos.devices.port import REOPEN_S, Inquiries, LineSilentError, Port, PortTiming
from pos.devices.tl3500.timing import Timing
from pos.errors import DeviceError, Reason

QUICK = PortTiming(quiet_s=0.3, settle_s=1.0, reopen_s=(0.01, 0.01, 0.01), pause_slice_s=0.005)


def never() -> bool:
    return False


@dataclass
class Plug:
    """A port that is there or not, with bytes lying on its line; time passes only while it is read."""

    missing: int = 0  # so many tries fail
    lying: list[bytes] = field(default_factory=list)
    tries: int = 0
    closed: int = 0
    now_s: float = 0.0
    noted: list[str] = field(default_factory=list)
    heard: list[bytes] = field(default_factory=list)

    def port(self) -> Port:
        return Port(self.open, QUICK, lambda: self.now_s, lambda event, _facts: self.noted.append(event))

    def open(self) -> "Plug":
        self.tries += 1
        if self.missing:
            self.missing -= 1
            raise LinkError("no such port")
        return self

    def read(self, timeout_s: float) -> bytes:
        self.now_s += 0.1
        return self.lying.pop(0) if self.lying else b""

    def drain(self) -> bytes:
        return b""

    def write(self, content: bytes) -> None:
        return

    def close(self) -> None:
        self.closed += 1


def lost(plug: Plug) -> Port:
    port = plug.port()
    port.connect(never, plug.heard.append)
    port.lose()
    plug.tries = 0
    return port


def test_the_waits_are_those_of_the_specification() -> None:
    assert REOPEN_S == (0.5, 1.0, 2.0, 5.0, 10.0)
    assert Timing().port == PortTiming()


def test_a_port_that_was_never_there_is_tried_once() -> None:
    plug = Plug(missing=9)
    with pytest.raises(LinkError):
        plug.port().connect(never, plug.heard.append)
    assert (plug.tries, plug.noted) == (1, ["no port"])


def test_after_a_loss_it_is_waited_for_once_and_then_tried_once_a_call() -> None:
    plug = Plug()
    port = lost(plug)
    plug.missing = 99
    with pytest.raises(LinkError):
        port.connect(never, plug.heard.append)
    assert plug.tries == 4
    with pytest.raises(LinkError):
        port.connect(never, plug.heard.append)
    assert plug.tries == 5
    plug.missing = 0
    port.connect(never, plug.heard.append)
    assert plug.noted == ["opened", "lost", *["no port"] * 5, "reopened"]


def test_stop_ends_the_waiting() -> None:
    plug = Plug()
    port = lost(plug)
    plug.missing = 99
    with pytest.raises(LinkError):
        port.connect(lambda: True, plug.heard.append)
    assert plug.tries == 1


def test_what_lay_on_the_line_after_a_loss_is_heard_before_anything_is_said() -> None:
    plug = Plug(lying=[b"old"])
    port = lost(plug)
    plug.missing = 1
    plug.lying = [b"late", b"", b"later"]
    port.connect(never, plug.heard.append)
    assert plug.heard == [b"late", b"later"]
    assert port.is_open


def test_a_line_that_never_falls_silent_does_not_hold_the_counter_up() -> None:
    plug = Plug()
    port = lost(plug)
    before, plug.lying = plug.now_s, [b"x"] * 1_000
    port.connect(never, plug.heard.append)
    assert plug.now_s - before < 2.0


def test_a_port_that_dies_while_it_settles_is_given_back() -> None:
    plug = Plug()
    port = lost(plug)

    def dies(_timeout_s: float) -> bytes:
        raise LinkError("gone again")

    plug.read = dies  # type: ignore[method-assign, assignment]
    closed = plug.closed
    with pytest.raises(LinkError):
        port.connect(never, plug.heard.append)
    assert plug.closed - closed == plug.tries
    assert not port.is_open
    with pytest.raises(LinkError):
        _ = port.link


@dataclass
class Speaker:
    """A conversation that counts its losses."""

    is_open: bool = True
    losses: int = 0

    def lose(self) -> None:
        self.is_open = False
        self.losses += 1


def asked(speaker: Speaker, *answers: object, stopped: bool = False) -> tuple[object, int]:
    """What an inquiry says, and how often it was asked."""
    left = list(answers)

    def ask() -> object:
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return Inquiries(speaker, "COM3").inquire(ask, lambda: stopped), len(answers) - len(left)


def test_a_dead_open_line_is_asked_once_more() -> None:
    speaker = Speaker()
    assert asked(speaker, LinkError("dead"), "yes") == ("yes", 2)
    assert speaker.losses == 1


@pytest.mark.parametrize(
    ("speaker", "answers", "stopped"),
    [
        (Speaker(is_open=False), (LinkError("no port"), "yes"), False),
        (Speaker(), (LineSilentError("mute"), "yes"), False),
        (Speaker(), (LinkError("dead"), "yes"), True),
        (Speaker(), (LinkError("dead"), LinkError("still dead"), "yes"), False),
    ],
)
def test_what_cannot_be_reached_is_said(speaker: Speaker, answers: tuple[object, ...], stopped: bool) -> None:
    with pytest.raises(DeviceError) as caught:
        asked(speaker, *answers, stopped=stopped)
    assert (caught.value.reason, caught.value.facts["port"]) == (Reason.TERMINAL_UNREACHABLE, "COM3")
