"""端末: is it there, how are its parts, what can it do."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from pos.errors import OperatingError
from pos.ports import Capabilities, Health
from pos.ui.desk import Desk
from pos.ui.lane import StopSwitch
from pos.ui.page import Function
from pos.ui.situation import TerminalLight
from pos.ui.widgets.keys import Key
from pos.ui.widgets.layout import column, row, text
from pos.ui.widgets.tables import Column, RowsTable
from pos.wording import CANCEL_RULES, HEALTH, PARTS, say

if TYPE_CHECKING:
    from pos.ports import PaymentTerminal

Part = tuple[str, str]
CLOCK_TOLERANCE_S = 120
BROKEN = "！ 端末に異常があります。現金で受け取ってください。"
NO_TERMINAL = "この窓口には決済端末が設定されていません。"


class TerminalPanel(QWidget):
    """checkHealth in words."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.summary = text("", "heading", wrap=True)
        self.abilities = text("", wrap=True)
        columns = (
            Column[Part]("項目", lambda part: part[0]),
            Column[Part]("状態", lambda part: part[1], width=320),
        )
        self.table: RowsTable[Part] = RowsTable("端末の状態", columns)
        self.check_key = Key("端末を確かめる", self.check, kind="primary", key="F12")
        self.setLayout(column(
            text("端末", "title"), self.summary, self.table, self.abilities, row(None, self.check_key),
            gap=12, stretch={2: 1},
        ))  # fmt: skip

    def enter(self) -> None:
        terminal = self._desk.counter.terminal
        self.table.show_rows(())
        self.check_key.setEnabled(terminal is not None)
        self.summary.setText(NO_TERMINAL if terminal is None else "「端末を確かめる」を押してください。")
        self.abilities.setText("" if terminal is None else abilities(terminal.capabilities))

    def functions(self) -> dict[int, Function]:
        has_one = self._desk.counter.terminal is not None
        return {12: Function("確かめる", self.check, has_one and not self._desk.working)}

    def check(self) -> None:
        terminal = self._desk.counter.terminal
        if terminal is None:
            return
        self.summary.setText("端末に問い合わせています…")
        self._desk.run(lambda: _ask(terminal), self._show, self._silent)

    def _show(self, health: Health) -> None:
        self._desk.set_light(TerminalLight.READY if health.ok else TerminalLight.STOPPED)
        self._desk.take_situation(self._desk.situation)
        self.summary.setText("✓ 端末は使えます。" if health.ok else BROKEN)
        self.table.show_rows(health_rows(health))

    def _silent(self, error: OperatingError) -> None:
        self.summary.setText(f"！ {say(error)}")
        self.table.show_rows(())
        self._desk.tell(error)


def _ask(terminal: "PaymentTerminal") -> Health:
    return terminal.check_health(stop=StopSwitch())


def health_rows(health: Health) -> tuple[Part, ...]:
    """Number, version, clock and parts as rows."""
    offset = health.clock_offset_s
    clock = f"{offset:+d}秒" + ("（！ 合わせてください）" if abs(offset) > CLOCK_TOLERANCE_S else "")
    parts = ((PARTS.get(name, name), HEALTH.get(state, state)) for name, state in health.parts)
    fixed = (("端末識別番号", health.terminal_no or "―"), ("版", health.version or "―"), ("時計の差", clock))
    return (*fixed, *parts)


def abilities(can: Capabilities) -> str:
    """What this terminal can do, in a sentence each."""
    yes = {True: "できます", False: "できません"}
    return "\n".join((
        f"前回取引の照会: {yes[can.last_result]}　残高照会: {yes[can.read_balance]}　中止: {yes[can.abort]}",
        f"取消: {CANCEL_RULES[can.cancel]}　1回の上限: {can.maximum_amount}",
    ))  # fmt: skip
