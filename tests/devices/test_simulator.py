"""The simulator as a process: its address, its memory, its end."""

import ast
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import pos.devices.simulator
from pos.devices.simulator.books import Books, card_number
from pos.devices.simulator.doors import PtyDoor
from pos.devices.simulator.engine import PROTOCOLS
from pos.devices.simulator.tl3500.wire import Asked, Ear, check, told
from pos.devices.simulator.voice import Back
from pos.devices.simulator_process import TerminalBooks, start_simulator
from pos.devices.tl3500.codec import Decoder, Frame, encode
from pos.domain.payment import Approved
from pos.errors import DeviceError, Reason
from tests.devices.bench import PACE, till_on
from tests.devices.conftest import StartSimulator
from tests.devices.wiring import START, frame, slip

FOLDER = Path(pos.devices.simulator.__file__).parent
posix = pytest.mark.skipif(os.name != "posix", reason="signals and ptys of POSIX")


def run(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "pos.devices.simulator", "tl3500", *words],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_it_shares_no_code_with_the_drivers() -> None:
    drivers = ("pos.devices.tl3500", "pos.devices.zvt", "pos.devices.link", "pos.devices.port")
    for file in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [each.name for each in node.names] if isinstance(node, ast.Import) else []
            assert not any(name.startswith(drivers) for name in names), file


def test_both_codecs_agree() -> None:
    content = slip(12, 300)
    theirs = frame("b", content)
    (decoded,) = Decoder().feed(theirs)
    assert isinstance(decoded, Frame)
    assert encode(decoded) == theirs
    assert Ear().hear(theirs) == [Asked("b", content, theirs)]
    assert check(theirs[:-1]) == theirs[-1]


def test_half_a_frame_of_a_dead_sender_does_not_spoil_the_next() -> None:
    whole = encode(Frame("", "20261123101500", "A", b""))
    ear = Ear()
    assert ear.hear(whole[:20], 10.0) == []
    (asked,) = ear.hear(whole, 20.0)
    assert isinstance(asked, Asked)
    assert asked.job == "A"
    assert ear.hear(whole[:20], 30.0) == []
    assert len(ear.hear(whole[20:], 31.0)) == 1  # a slow sender is heard out


def test_its_ear_survives_damage() -> None:
    good = told("T", START, "A", b"")
    ear = Ear()
    assert ear.hear(b"\x06\xff" + good[:20]) == [b"\x06"]
    assert [each for each in ear.hear(good[20:] + good[:-1] + b"\xff" + good) if each] == [
        Asked("A", b"", good), Asked("A", b"", good),
    ]  # fmt: skip


@posix
def test_it_says_where_it_is_and_stops_on_sigterm(tmp_path: Path) -> None:
    link = tmp_path / "tty"
    with run("--link", str(link)) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == f"ready {link}\n"
        assert link.is_symlink()
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""
    assert not link.is_symlink()


@posix
@pytest.mark.parametrize("name", ["note", "folder", "link"])
def test_what_stands_under_its_name_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / "note").write_text("mine")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "note")
    with run("--link", str(tmp_path / name)) as process:
        assert process.wait(10) == 2
        assert process.stderr is not None
        assert str(tmp_path / name) in process.stderr.read()
    assert (tmp_path / "note").read_text() == "mine"
    assert (tmp_path / "folder").is_dir()
    assert (tmp_path / "link").readlink() == tmp_path / "note"


@posix
def test_a_link_left_behind_is_replaced_and_nothing_beside_it(tmp_path: Path) -> None:
    (tmp_path / "tty.new").write_text("mine")
    link = tmp_path / "tty"
    link.symlink_to("/dev/pts/no-such")
    door = PtyDoor(link)
    door.open()
    assert link.is_char_device()
    second = PtyDoor(link)  # as after a kill: the number of the old pty is in use again
    second.open()
    door.close()
    assert link.is_char_device()  # no longer the first one's to take away
    second.close()
    assert [path.name for path in tmp_path.iterdir()] == ["tty.new"]
    assert (tmp_path / "tty.new").read_text() == "mine"


def test_it_ends_with_its_parent() -> None:
    with run("--listen", "127.0.0.1:0") as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline().startswith("ready socket://127.0.0.1:")
        process.stdin.close()
        assert process.wait(10) == 0


@pytest.mark.parametrize(
    "words",
    [
        ["--listen", "here"],
        ["--listen", "127.0.0.1:999999"],
        ["--listen", "127.0.0.1:" + "9" * 5000],
        ["--link", "x", "--scenario", "no-such-file"],
    ],
)
def test_wrong_words_are_named(words: list[str]) -> None:
    with run(*words) as process:
        assert process.wait(10) == 2
        assert process.stderr is not None
        assert process.stderr.read().startswith("simulator: ")


@pytest.mark.parametrize("words", [["--listen", "x" * 100 + ":0"], ["--link", "x" * 10_000]])
def test_a_place_that_cannot_be_is_named(words: list[str]) -> None:
    with run(*words) as process:
        assert process.wait(10) == 1
        assert process.stderr is not None
        assert process.stderr.read().startswith("simulator: ")


def test_a_taken_address_is_named() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        run("--listen", f"127.0.0.1:{taken.getsockname()[1]}") as process,
    ):
        assert process.wait(10) == 1


def test_a_simulator_that_does_not_come_up(tmp_path: Path) -> None:
    scenario = tmp_path / "bad.toml"
    scenario.write_text("nonsense = 1")
    with pytest.raises(DeviceError) as caught:
        start_simulator(tmp_path / "simulator", scenario)
    assert caught.value.reason is Reason.TERMINAL_UNREACHABLE


def test_its_memory_survives_a_kill(simulator: StartSimulator, tmp_path: Path) -> None:
    first = simulator('[[step]]\n[[step]]\nfault = "balance_short"\n')
    till = till_on(first.address)
    paid, _ = till.charge(500)
    till.terminal.close()
    first.kill()
    assert isinstance(paid, Approved)

    with start_simulator(tmp_path / "simulator", tmp_path / "scenario.toml", pace=PACE) as again:
        till = till_on(again.address)
        assert till.last().record == paid.record
        short, _ = till.charge(300)  # the scenario goes on where it was
        assert not isinstance(short, Approved)
        till.terminal.close()
        books = again.books()
    assert (books.total, len(books.charges), books.cancels) == (500, 1, ())
    assert books.charges[0].card_last4 == card_number(0)[-4:]
    assert card_number(0) not in (tmp_path / "simulator" / "terminal-books.json").read_text("utf-8")


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_each_protocol_has_its_own_books(tmp_path: Path, protocol: str) -> None:
    with start_simulator(tmp_path, protocol=protocol, tcp=True) as simulator:
        assert simulator.address.startswith("socket://127.0.0.1:")
        assert simulator.books() == TerminalBooks((), (), 0)
    with pytest.raises(DeviceError):
        start_simulator(tmp_path, protocol="abacus")


def test_books_of_an_older_version_are_read(tmp_path: Path) -> None:
    books = Books(tmp_path / "books.json")
    books.charge(books.issue_card("T", 500), 300, START)
    stored = json.loads((tmp_path / "books.json").read_text("utf-8"))
    for new in ("receipt", "code", "by_itself"):
        for movement in stored["movements"]:
            del movement[new]
    del stored["inquiries_done"], stored["settled"]
    (tmp_path / "books.json").write_text(json.dumps(stored), "utf-8")
    assert Books.load(tmp_path / "books.json").total == 300


@posix
def test_how_a_pty_goes_and_comes_back(tmp_path: Path) -> None:
    link, other = tmp_path / "tty", tmp_path / "tty-2"
    door = PtyDoor(link)
    door.open()
    door.hang_up(Back.SAME)
    assert not link.is_symlink()
    door.open()
    door.hang_up(Back.REFUSED)
    with pytest.raises(OSError, match="directory"):
        os.open(link, os.O_RDWR)
    door.open()
    assert link.is_char_device()
    door.hang_up(Back.RENAMED)
    door.open()
    assert not link.is_symlink()
    assert other.is_char_device()
    door.hang_up(Back.REFUSED)
    again = PtyDoor(other)  # killed while it refused to be opened
    again.open()
    assert other.is_char_device()
    again.close()


@posix
def test_a_new_name_that_is_taken(tmp_path: Path) -> None:
    (tmp_path / "terminal-2").write_text("mine")
    scenario = tmp_path / "scenario.toml"
    scenario.write_text('[[inquiry]]\nof = "status"\nfault = "renamed"\nphase = "before_ack"\nseconds = 0\n')
    with run("--link", str(tmp_path / "terminal"), "--scenario", str(scenario)) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith("ready ")
        port = os.open(tmp_path / "terminal", os.O_RDWR | os.O_NOCTTY)
        os.write(port, told("", START, "A", b""))
        assert process.wait(10) == 2
        assert "terminal-2" in process.stderr.read()
        os.close(port)
    assert (tmp_path / "terminal-2").read_text() == "mine"


def test_a_foreign_book_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "books.json"
    file.write_text("[]")
    with pytest.raises(ValueError, match="no book"):
        Books.load(file)
