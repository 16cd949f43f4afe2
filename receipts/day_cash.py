"""The cash section of 日計表: 金種, counted against expected, 過不足 (domain.md 2.5, 2.9, §4)."""

from pos.domain.money import ZERO, Yen
from pos.domain.report import CashResult, DayReport
from receipts.blocks import Block, Column, Field, Fields, Row, Sentence, Sum, Sums, Table, Tone
from receipts.phrases import signed


def cash_blocks(report: DayReport) -> list[Block]:
    """Of an open day only the change fund: what is expected stays unsaid until it is counted."""
    fund = Sum("つり銭準備金", str(report.change_fund))
    cash = report.cash
    if report.closed_at is None or cash is None:
        return [Sums((fund,)), Sentence("現金の在高は、精算で金種を数えたあとに記載します。")]
    tone = Tone.STRONG if cash.difference == ZERO else Tone.RED
    sums = (
        fund,
        Sum("理論在高", str(cash.expected)),
        *((Sum("実在高（初回）", str(cash.first.total)),) if cash.attempts > 1 else ()),
        Sum("実在高", str(cash.counted), Tone.STRONG),
        Sum("過不足", signed(cash.difference), tone),
    )
    return [_pieces(cash), Sums(sums), *_reason(cash)]


def _reason(cash: CashResult) -> list[Block]:
    counted = Field("計数の回数", f"{cash.attempts}回")
    reason = (Field("過不足の理由", cash.reason),) if cash.reason else ()
    return [Fields((counted, *reason))]


def _pieces(cash: CashResult) -> Table:
    """One count, or the first beside the final one where it was counted again."""
    again = cash.attempts > 1
    first = (Column("初回枚数", right=True),) if again else ()
    final = "最終" if again else ""
    columns = (Column("金種"), *first, Column(f"{final}枚数", right=True), Column(f"{final}金額", right=True))
    before = dict(cash.first.pieces)
    rows = tuple(
        Row((str(Yen(value)), *((f"{before.get(value, 0):,}",) if again else ()), *_piece(value, number)))
        for value, number in cash.final.pieces
    )
    counted = Row(("実在高", *[""] * len(first), "", str(cash.final.total)), tone=Tone.STRONG)
    return Table(columns, rows, (counted,))


def _piece(value: int, number: int) -> tuple[str, str]:
    return (f"{number:,}", str(Yen(value * number)))
