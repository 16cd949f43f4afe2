"""契約: the acquirer's rules per brand that are in force now, as a table."""

from dataclasses import replace
from typing import Final

from PySide6.QtWidgets import QHeaderView, QWidget

from pos.domain.brands import Brand, BrandRule, CancelRule, Contract, UnknownMeans
from pos.domain.money import Yen
from pos.ui.widgets.layout import column, text
from pos.ui.widgets.tables import Column, RowsTable
from pos.wording import BRANDS, CANCEL_RULES

NO_FILE: Final = "契約のファイルは設定されていません。すべてのブランドに同じ上限と取消の規則を使います。"
MEANS: Final[dict[UnknownMeans, str]] = {
    UnknownMeans.NOT_A_SALE: "売上でない",
    UnknownMeans.SALE: "売上とみなす",
    UnknownMeans.REDO: "売上でない・やり直す",
}
Row = tuple[BrandRule, Yen]  # with the cap that holds for it


class ContractView(QWidget):
    """Read only: the contract is a file, `terminal.contract`."""

    def __init__(self) -> None:
        super().__init__()
        self.summary = text("", wrap=True)
        self.table: RowsTable[Row] = RowsTable("契約のブランドごとの規則", _columns())
        self.table.setWordWrap(True)  # no condition of a 取消 is cut off
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.setLayout(column(self.summary, self.table, gap=12, stretch={1: 1}))
        self.setFocusProxy(self.table)

    def show_contract(self, contract: Contract) -> None:
        names = [f"決済事業者: {contract.acquirer}"] if contract.acquirer else [NO_FILE]
        if contract.contact:
            names.append(f"問合せ先: {contract.contact}")
        self.summary.setText("\n".join(names))
        self.table.show_rows(contract_rows(contract))


def contract_rows(contract: Contract) -> tuple[Row, ...]:
    """One row per listed brand, then one for all others."""
    others = replace(contract.others or BrandRule(Brand.UNKNOWN, cancel=contract.cancel), brand=Brand.UNKNOWN)
    every = (*contract.rules, others)
    return tuple((rule, rule.cap_within(contract.cap)) for rule in every)


def cancel_words(rule: BrandRule) -> str:
    """取消: whether, and under which conditions."""
    if rule.cancel is CancelRule.NEVER:
        return CANCEL_RULES[rule.cancel]
    days = rule.cancel_within_days
    limits = [
        "" if days is None else "当日中" if days == 0 else f"{days}日以内",
        "同じ端末" if rule.cancel_same_terminal else "",
        "カード未使用" if rule.cancel_card_unused else "",
    ]
    return "・".join([CANCEL_RULES[rule.cancel], *filter(None, limits)])


def _columns() -> tuple[Column[Row], ...]:
    return (
        Column("ブランド", lambda each: _name(each[0]), width=128),
        Column("取扱い", lambda each: "○" if each[0].accepted else "× なし", width=72),
        Column("1回の上限", lambda each: str(each[1]), figures=True, width=100),
        Column("取消", lambda each: cancel_words(each[0])),
        Column("処理未了は", lambda each: MEANS[each[0].unknown_means], width=152),
        Column("調査の期限", lambda each: _inquiry(each[0]), width=112),
        Column("残高照会", lambda each: "○" if each[0].balance_inquiry else "―", width=92),
    )


def _name(rule: BrandRule) -> str:
    return "そのほか" if rule.brand is Brand.UNKNOWN else BRANDS[rule.brand]


def _inquiry(rule: BrandRule) -> str:
    return "定めなし" if rule.inquiry_days is None else f"{rule.inquiry_days}日以内"
