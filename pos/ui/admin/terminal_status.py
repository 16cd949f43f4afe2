"""端末の状態: what it can do (Capabilities) and how its parts are (checkHealth), in words."""

from textwrap import wrap
from typing import Final

from PySide6.QtWidgets import QWidget

from pos.ports import Capabilities, DailyLogKind, Health
from pos.ui.widgets.layout import column, row, text
from pos.ui.widgets.tables import Column, RowsTable
from pos.wording import CANCEL_RULES, HEALTH, PARTS

Part = tuple[str, str]
CLOCK_TOLERANCE_S: Final = 120
VERSION_WIDTH: Final = 16  # characters, even if all are M, that fit beside the label at 1280 px
CAN: Final = {True: "できます", False: "できません"}
DAILY_LOGS: Final[dict[DailyLogKind, str]] = {
    DailyLogKind.NONE: "できません",
    DailyLogKind.REPORTING: "中間計だけ",
    DailyLogKind.SETTLEMENT: "日計だけ",
    DailyLogKind.REPORTING_SETTLEMENT: "中間計と日計",
}


class StatusView(QWidget):
    """Two tables beside each other: abilities, and the present state once the terminal was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.summary = text("", "heading", wrap=True)
        self.abilities: RowsTable[Part] = _table("端末にできること", "できること", 208)
        self.health: RowsTable[Part] = _table("端末の今の状態", "今の状態", 200)
        tables = row(self.abilities, self.health, gap=12, stretch={0: 1, 1: 1})
        self.setLayout(column(self.summary, tables, gap=12, stretch={1: 1}))
        self.setFocusProxy(self.abilities)

    def show_abilities(self, can: Capabilities | None) -> None:
        self.abilities.show_rows(() if can is None else ability_rows(can))

    def show_health(self, health: Health | None) -> None:
        self.health.show_rows(() if health is None else health_rows(health))


def ability_rows(can: Capabilities) -> tuple[Part, ...]:
    """Every capability that the driver declares, in words."""
    return (
        ("前回取引の照会", CAN[can.last_result]),
        ("取消", CANCEL_RULES[can.cancel]),
        ("取消も照会に出る", "はい" if can.last_shows_cancel else "いいえ"),
        ("取引前の残高", "分かります" if can.balance_before else "分かりません"),
        ("残高照会", CAN[can.read_balance]),
        ("集計", DAILY_LOGS[can.daily_log]),
        ("途中の中止", CAN[can.abort]),
        ("端末の自動取消", "あります" if can.auto_reversal else "ありません"),
        ("売上票の印字", "端末が印字" if can.prints_itself else "端末は印字しない"),
        ("端末の練習モード", "あります" if can.training_mode else "ありません"),
        ("1回の上限", str(can.maximum_amount)),
    )


def health_rows(health: Health) -> tuple[Part, ...]:
    """Number, version, clock and parts as rows."""
    offset = health.clock_offset_s
    clock = f"{offset:+d}秒" + ("（！ 合わせる）" if abs(offset) > CLOCK_TOLERANCE_S else "")
    parts = ((PARTS.get(name, name), HEALTH.get(state, state)) for name, state in health.parts)
    number = ("端末識別番号", health.terminal_no or "―")
    return (number, *_version_rows(health.version), ("時計の差", clock), *parts)


def _version_rows(version: str) -> tuple[Part, ...]:
    """A long one goes on in the next row: a technician reads it out to the maker."""
    first, *rest = wrap(version, VERSION_WIDTH) or ["―"]
    return (("版", first), *(("", each) for each in rest))


def _table(name: str, title: str, width: int) -> RowsTable[Part]:
    columns = (
        Column[Part](title, lambda part: part[0], width=width),
        Column[Part]("", lambda part: part[1]),
    )
    table = RowsTable(name, columns)
    table.verticalHeader().setDefaultSectionSize(36)  # all abilities at one look
    return table
