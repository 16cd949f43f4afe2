"""What the counter opens by its settings: terminal, printer, drawer."""

import os
import stat
from pathlib import Path

import pytest

from pos.config import TerminalSettings
from pos.devices import open_drawer, open_printer, open_terminal
from pos.devices.drawer import KICK, EscPosDrawer
from pos.devices.link import LinkError
from pos.domain.brands import CancelRule
from pos.domain.money import Yen
from pos.errors import DeviceError, Reason, SettingsError
from pos.system import now
from tests.devices.wiring import PaperTerminal

posix = pytest.mark.skipif(os.name != "posix", reason="lp is of POSIX")


def test_no_terminal_and_unknown_ones() -> None:
    assert open_terminal(TerminalSettings(driver="none"), clock=now) is None
    for wrong in (TerminalSettings(driver="abacus", port="COM3"), TerminalSettings(driver="tl3500", port="")):
        with pytest.raises(SettingsError):
            open_terminal(wrong, clock=now)


def test_a_terminal_tells_what_it_can() -> None:
    settings = TerminalSettings(driver="tl3500", id="T9", port="COM3", payment_cap=Yen(5_000))
    terminal = open_terminal(settings, clock=now)
    assert terminal is not None
    assert terminal.id == "T9"
    assert terminal.capabilities.maximum_amount == Yen(5_000)
    assert terminal.capabilities.cancel is CancelRule.LAST_ONLY
    assert terminal.capabilities.last_result
    terminal.close()


def fake_lp(folder: Path, script: str) -> None:
    lp = folder / "lp"
    lp.write_text(f"#!/bin/sh\n{script}\n")
    lp.chmod(lp.stat().st_mode | stat.S_IXUSR)


@posix
def test_a_paper_goes_to_the_named_printer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_lp(tmp_path, f'echo "$@" > {tmp_path}/said')
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    paper = tmp_path / "R8-01-000001.pdf"
    paper.write_bytes(b"%PDF")
    printer = open_printer("window 1; rm -rf")
    assert printer.available
    printer.print_pdf(paper)
    assert (tmp_path / "said").read_text() == f"-d window 1; rm -rf -- {paper}\n"


@posix
def test_a_printer_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"%PDF")
    fake_lp(tmp_path, 'echo "lp: The printer or class does not exist." >&2; exit 1')
    for path in (str(tmp_path), str(tmp_path / "empty")):
        monkeypatch.setenv("PATH", f"{path}{os.pathsep}/nowhere")
        with pytest.raises(DeviceError) as caught:
            open_printer("none").print_pdf(paper)
        assert caught.value.reason is Reason.PRINTER_UNAVAILABLE
        assert caught.value.facts["detail"]
    with pytest.raises(DeviceError, match=r"gone\.pdf"):
        open_printer("none").print_pdf(tmp_path / "gone.pdf")


def test_no_printer_keeps_files() -> None:
    printer = open_printer("")
    assert not printer.available
    with pytest.raises(DeviceError):
        printer.print_pdf(Path("x.pdf"))


def test_a_drawer_is_kicked_by_one_pulse() -> None:
    heard: list[bytes] = []
    printer = PaperTerminal({})
    printer.write = heard.append  # type: ignore[method-assign, assignment]
    EscPosDrawer(printer.open).open_drawer()
    assert heard == [KICK]
    open_drawer("").open_drawer()


def test_a_drawer_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DeviceError) as caught:
        open_drawer(str(tmp_path / "no-port")).open_drawer()
    assert caught.value.reason is Reason.PRINTER_UNAVAILABLE
    assert isinstance(caught.value.__cause__, LinkError)
