"""The simulator as a process: its address, its memory, its end, its scenario files."""

import ast
import os
import re
import signal
import socket
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

import pos.devices.simulator
from pos.devices.simulator.books import Books, card_number
from pos.devices.simulator.doors import PtyDoor
from pos.devices.simulator.engine import PROTOCOLS, support_of
from pos.devices.simulator.scenario import OLD_WORDS, Fault, Inquiry, Message, Phase, ScenarioError, Step
from pos.devices.simulator.scenario_file import load_scenario
from pos.devices.simulator.tl3500.support import SUPPORT
from pos.devices.simulator.tl3500.wire import Asked, Ear, check, told
from pos.devices.simulator_process import start_simulator
from pos.devices.tl3500.codec import Decoder, Frame, encode
from pos.domain.payment import Approved
from pos.errors import DeviceError, Reason
from tests.devices.bench import PACE, till_on
from tests.devices.conftest import StartSimulator
from tests.devices.wiring import START, frame, slip

FOLDER = Path(pos.devices.simulator.__file__).parent
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "simulator.md"
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


def test_a_foreign_book_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "books.json"
    file.write_text("[]")
    with pytest.raises(ValueError, match="no book"):
        Books.load(file)


def documented() -> dict[Fault, tuple[str, str]]:
    """The fault table of docs/simulator.md: what each protocol's column says."""
    rows = [
        line.split("|")[1:4] for line in DOCUMENT.read_text("utf-8").splitlines() if line.startswith("| `")
    ]
    table: dict[Fault, tuple[str, str]] = {}
    for names, tl3500, zvt in rows:
        if tl3500.strip() not in ("●", "–"):
            continue
        for name in re.findall(r"`(\w+)`", names):
            assert Fault(name) not in table, name
            table[Fault(name)] = (tl3500.strip(), zvt.strip())
    return table


def test_the_document_has_every_fault_of_every_protocol() -> None:
    signs = {True: "●", False: "–"}
    supports = [support_of(protocol) for protocol in PROTOCOLS]
    served = {fault: tuple(signs[fault in each.faults] for each in supports) for fault in Fault}
    assert documented() == served


def test_the_document_has_every_phase_key_and_message() -> None:
    text = DOCUMENT.read_text("utf-8")
    words = set(re.findall(r"`(\w+)`", text))
    assert {*Phase, *Message, *Inquiry} <= words
    assert {field.name for field in fields(Step)} <= words
    assert set(OLD_WORDS) <= words


def test_the_examples_of_the_document(tmp_path: Path) -> None:
    examples = re.findall(r"```toml\n# (\w+)\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    scenarios = {}
    for protocol, text in examples:
        file = tmp_path / f"{protocol}.toml"
        file.write_text(text, "utf-8")
        scenarios[protocol] = load_scenario(file, support_of(protocol))
    tl3500, zvt = scenarios["tl3500"], scenarios["zvt"]
    assert [each.fault.value for each in tl3500.steps] == [
        "none",
        "reply_lost",
        "cable_pulled",
        "byte_flipped",
    ]
    assert tl3500.steps[0] == Step(card="T", balance=5_000)
    assert tl3500.steps[2].happens(Phase.DURING_ANSWER)
    assert tl3500.steps[3].damages(Message.ANSWER)
    assert [(each.of, each.after) for each in tl3500.inquiries] == [(Inquiry.LAST, 2)] * 2
    assert zvt.steps[0].damages(Message.COMPLETION)
    assert not zvt.auto_reversal


@pytest.mark.parametrize(
    "wrong",
    [
        "[[step]]\nfault = 'explodes'",
        "[[step]]\nspeed = 3",
        "[[step]]\nbalance = '500'",
        "[[step]]\nbalance = true",
        "[[step]]\nseconds = -1",
        "[[step]]\nbyte = -1",
        "[[step]]\ncode = '残高'",
        "[[step]]\nfault = ['none']",
        "[[step]]\nfault = 'wrong_check'\non = 'completion'",  # ZVT's
        "[[step]]\nfault = 'reply_lost'\non = 'ack'",
        "[[step]]\nfault = 'power_loss'\nphase = 'lunch'",
        "[[step]]\nfault = 'dead'\nphase = 'after_debit'",
        "[[step]]\nfault = 'reply_wrong_currency'",  # ZVT's
        "[[step]]\nfault = 'last_older'",
        "[[step]]\nof = 'last'",
        "[[inquiry]]\nof = 'balance'\nfault = 'last_none'",
        "[[inquiry]]\nfault = 'unwell'",
        "[[inquiry]]\nfault = 'other_card'",
        "[[inquiry]]\nof = 'totals'",  # ZVT's
        "step = 3",
        "step = [3]",
        "clock_offset_s = 99999999999",
        "terminal = '端末'",
        "[[step]]\ncard = 'Z'",
        "[[step]",
        "delay_s = [3, 1]",
        "delay_s = 3",
        "terminal = 'LONGER THAN FOURTEEN'",
        "speed = 3",
    ],
)
def test_a_wrong_scenario_names_its_file(tmp_path: Path, wrong: str) -> None:
    file = tmp_path / "scenario.toml"
    file.write_text(wrong)
    with pytest.raises(ScenarioError, match=r"scenario\.toml"):
        load_scenario(file, SUPPORT)
