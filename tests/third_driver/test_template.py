"""The skeleton of the guide: it is found, it has the shape of a driver, and it is safe as it stands."""

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.config import TerminalSettings
from pos.devices import open_terminal
from pos.domain.brands import Brand
from pos.domain.money import Yen
from pos.domain.payment import AbortCause, Aborted, Direction, Outcome, TransactionRecord
from pos.errors import DeviceError, Reason, RefusedError
from pos.ports import CancelRequest, ChargeRequest, DailyLogKind, PaymentTerminal
from pos.system import now
from tests.conformance.site import Heard, never

TREE = Path(__file__).parents[2]
TEMPLATE = TREE / "docs" / "driver-template"
CHECKED = """
from example_terminal import open_driver
from example_terminal.terminal import ExampleTerminal
from pos.devices.drivers import OpenDriver, Wiring
from pos.devices.link import OpenLink
from pos.ports import PaymentTerminal


def made(wiring: Wiring, link: OpenLink) -> PaymentTerminal:
    terminal: PaymentTerminal = ExampleTerminal(wiring, link)
    return terminal


door: OpenDriver = open_driver
"""


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, heard: Heard) -> Iterator[PaymentTerminal]:
    """The template under the entry point of its own pyproject.toml."""
    group = "madoguchi.terminals"
    points = tomllib.loads((TEMPLATE / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"][group]
    info = tmp_path / "example_terminal-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: example-terminal\nVersion: 0.1.0\n", "utf-8")
    lines = [f"[{group}]", *(f"{name} = {value}" for name, value in points.items())]
    (info / "entry_points.txt").write_text("\n".join(lines), "utf-8")
    for folder in (TEMPLATE, tmp_path):
        monkeypatch.syspath_prepend(str(folder))
    opened: PaymentTerminal | None = open_terminal(
        TerminalSettings(driver="example"), clock=now, conversation=heard, address=str(tmp_path / "no-port")
    )
    assert opened is not None
    yield opened
    opened.close()
    opened.close()


def test_every_money_request_ends_before_its_first_byte(terminal: PaymentTerminal) -> None:
    at, record = now(), TransactionRecord(
        Direction.CHARGE, "T", "1", Yen(300), now(), Brand.UNKNOWN, "", ""
    )  # fmt: skip
    noted: list[Outcome] = []
    outcomes = [
        terminal.subtract_value(
            ChargeRequest(Yen(amount), at, None), stop=never, tell=print, received=noted.append
        )
        for amount in (0, 300, 20_001)
    ]
    cancel = CancelRequest(Yen(300), record, at, None)
    outcomes.append(terminal.cancel_value(cancel, stop=never, tell=print, received=noted.append))
    assert [each.cause for each in outcomes if isinstance(each, Aborted)] == [AbortCause.NOT_SENT] * 4
    assert noted == []


def test_every_question_says_that_nobody_answers(terminal: PaymentTerminal) -> None:
    for ask in (
        terminal.check_health,
        terminal.query_last_successful_transaction_result,
        terminal.clear_output,
    ):
        with pytest.raises(DeviceError) as silent:
            ask(stop=never)
        assert silent.value.reason is Reason.TERMINAL_UNREACHABLE
    with pytest.raises(RefusedError):
        terminal.read_value(stop=never, tell=print)
    with pytest.raises(RefusedError):
        terminal.access_daily_log(DailyLogKind.REPORTING, stop=never)


def test_it_promises_nothing_and_records_what_is_asked(terminal: PaymentTerminal, heard: Heard) -> None:
    can = terminal.capabilities
    assert not any((can.last_result, can.read_balance, can.abort, can.auto_reversal, can.last_shows_cancel))
    terminal.subtract_value(ChargeRequest(Yen(300), now(), None), stop=never, tell=print, received=print)
    assert [(each[0], each[1]) for each in heard.said] == [("begin", "subtract_value"), ("end", "aborted")]


def test_it_is_a_payment_terminal_to_mypy(tmp_path: Path) -> None:
    """Checked as its author checks it, with Madoguchi beside it."""
    (tmp_path / "checked.py").write_text(CHECKED, "utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent"]
    said = subprocess.run(
        [*command, str(tmp_path / "checked.py"), str(TEMPLATE / "example_terminal")],
        cwd=TREE,
        env={**os.environ, "MYPYPATH": str(TEMPLATE)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stdout + said.stderr
