"""The line itself: unplugged, missing, taken by another, dead and back; and no card number anywhere."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from time import monotonic

import pytest

from pos.devices.link import READ_SLICE_S, LinkError, SerialLink
from pos.devices.simulator.books import card_number
from pos.devices.simulator.tl3500.wire import ACK, Asked, Ear
from pos.devices.simulator_process import SimulatorProcess, start_simulator
from pos.domain.evidence import Intent
from pos.domain.payment import AbortCause, Aborted, Approved, NotCharged, Outcome, Unknown, UnknownCause
from pos.errors import DeviceError, Reason
from pos.ports import LastResult, Phase, Progress
from tests.devices.bench import PACE, Till, till_on
from tests.devices.wiring import frame, slip

TillAt = Callable[..., tuple[Till, SimulatorProcess]]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs a pty")


@pytest.fixture
def pair() -> Iterator[tuple[int, str]]:
    """A bare pty: our end, and the name of the other."""
    master, slave = os.openpty()
    tty = pytest.importorskip("tty")  # POSIX only
    tty.setraw(slave)
    yield master, os.ttyname(slave)
    os.close(slave)
    try:
        os.close(master)
    except OSError:
        return  # unplugged by the test


def test_a_missing_port(tmp_path: Path) -> None:
    till = till_on(str(tmp_path / "no-such-port"))
    outcome, _ = till_charge_without_asking(till)
    assert isinstance(outcome, Aborted)
    assert outcome.cause is AbortCause.NOT_SENT
    with pytest.raises(DeviceError) as caught:
        till.last()
    assert caught.value.reason is Reason.TERMINAL_UNREACHABLE
    assert caught.value.facts["port"] == str(tmp_path / "no-such-port")


@pytest.mark.parametrize("port", ["nonsense://x", "socket://127.0.0.1:1", "socket://", "COM77"])
def test_an_impossible_port_is_a_link_error(port: str) -> None:
    with pytest.raises(LinkError):
        SerialLink(port, 115_200)


def test_a_port_that_another_holds(till: TillAt) -> None:
    desk, simulator = till()
    desk.last()
    with pytest.raises(LinkError):
        SerialLink(simulator.address, 115_200)
    other = till_on(simulator.address)
    outcome, _ = till_charge_without_asking(other)
    assert isinstance(outcome, Aborted)
    paid, _ = desk.charge()
    assert isinstance(paid, Approved)
    assert simulator.books().total == 300


def test_the_port_is_given_back(till: TillAt) -> None:
    desk, simulator = till()
    desk.last()
    desk.terminal.close()
    desk.terminal.close()
    with closing(till_on(simulator.address).terminal) as other:
        assert other.check_health(stop=lambda: False).ok


def test_unplugged_while_waiting_for_a_card(till: TillAt, tmp_path: Path) -> None:
    desk, simulator = till('[[step]]\n[[step]]\nfault = "no_card"\n')
    desk.charge(500)
    told: list[Progress] = []

    def unplug(progress: Progress) -> None:
        told.append(progress)
        if progress.phase is Phase.WAIT_CARD:
            simulator.kill()

    desk.tell = unplug  # type: ignore[method-assign]
    outcome, intent = desk.charge(300)
    assert isinstance(outcome, Unknown)
    assert outcome.cause is UnknownCause.LINE_LOST

    with start_simulator(tmp_path / "simulator", pace=PACE) as again:  # the same terminal comes back
        assert again.address == simulator.address
        desk.clear_when_back()
        assert isinstance(desk.recover(intent), NotCharged)
        assert again.books().total == 500


@pytest.mark.parametrize("cut", [0, 1, 34, 35, 100, 193])
def test_unplugged_inside_the_answer(pair: tuple[int, str], cut: int) -> None:
    """After `cut` bytes of the answer the cable is pulled: never Declined, never Aborted."""
    master, name = pair

    def terminal() -> None:
        ear = Ear()
        while True:
            for heard in ear.hear(os.read(master, 100)):
                if isinstance(heard, Asked) and heard.job == "E":
                    os.write(master, ACK + frame("e"))
                elif isinstance(heard, Asked):
                    os.write(master, ACK + frame("@", b"R") + frame("b", slip(1, 300))[:cut])
                    os.close(master)
                    return

    thread = threading.Thread(target=terminal)
    thread.start()
    desk = till_on(name)
    outcome, _ = till_charge_without_asking(desk)
    thread.join()
    desk.terminal.close()
    assert isinstance(outcome, Unknown)
    assert outcome.cause is UnknownCause.LINE_LOST


def test_a_dead_idle_line_is_reopened_before_anything_is_sent(till: TillAt, tmp_path: Path) -> None:
    desk, simulator = till()
    desk.last()
    simulator.kill()
    with start_simulator(tmp_path / "simulator", pace=PACE) as again:
        outcome, _ = till_charge_without_asking(desk)
        assert isinstance(outcome, Approved)
        assert again.books().total == 300


def test_a_read_waits_one_slice_and_takes_all(pair: tuple[int, str]) -> None:
    master, name = pair
    with closing(SerialLink(name, 115_200)) as link:
        started = monotonic()
        assert link.read(10.0) == b""
        assert READ_SLICE_S * 0.5 < monotonic() - started < READ_SLICE_S + 1.0
        os.write(master, b"x" * 194)
        got = link.read(1.0)
        assert len(got) in (1, 194)  # pyserial saw it waiting, or woke for the first byte
        while len(got) < 194:
            got += link.read(1.0)
        assert link.drain() == b""
        assert link.read(0.0) == b""
        link.write(b"hello")
        assert os.read(master, 10) == b"hello"
        os.close(master)
        with pytest.raises(LinkError):
            link.read(1.0)


def test_no_card_number_is_shown_anywhere(
    till: TillAt, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    desk, simulator = till(
        '[[step]]\n[[step]]\nfault = "reply_wrong_amount"\n[[step]]\nfault = "wrong_bcc"\n'
    )
    shown: list[object] = [desk.charge(300), desk.charge(400), desk.charge(500), desk.last()]
    shown += [desk.terminal.read_value(stop=lambda: False, tell=desk.tell), desk.told, desk.noted, desk.heard]
    shown += [content for _, _, content, _ in desk.heard.said]
    shown += [simulator.books(), caplog.text]
    shown += [each.read_text("utf-8") for each in tmp_path.rglob("*.*") if each.is_file()]
    everything = repr(shown)
    assert any(card_number(index)[-4:] in everything for index in range(3))
    for index in range(20):
        assert card_number(index) not in everything
        assert card_number(index)[:12] not in everything


def till_charge_without_asking(till: Till) -> tuple[Outcome, Intent]:
    """A charge whose mark is "no transaction yet": nothing is asked before it."""
    return till.charge(300, before=LastResult(None, 0))
