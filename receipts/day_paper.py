"""What 日計表 (精算) and 点検表 (an open day) say (domain.md §4); all their wording."""

from pos.domain.catalog import PaperSize
from pos.domain.days import japanese_date
from pos.domain.money import Yen, total
from pos.domain.payment import PaymentState
from pos.domain.report import DayReport
from receipts.blocks import (
    Block,
    Box,
    Boxes,
    Column,
    Document,
    Field,
    Fields,
    Heading,
    Row,
    Sentence,
    Sum,
    Sums,
    Table,
    Tone,
)
from receipts.day_cash import cash_blocks
from receipts.phrases import (
    NONE,
    PRACTICE,
    PRACTICE_SENTENCE,
    brand_name,
    method_name,
    moment,
    titled,
)

STATE_NAMES = {PaymentState.REQUESTED: "結果待ち", PaymentState.UNKNOWN: "処理未了"}
DAY_COLUMNS = 80


def day_paper(report: DayReport) -> Document:
    """日計表 where the day is closed, 点検表 (no expected cash) while it is open."""
    is_open = report.closed_at is None
    practice: list[Block] = [PRACTICE_SENTENCE] if report.practice else []
    return Document(
        title=titled("点検表" if is_open else "日計表", report.practice),
        number="精算前" if report.z_number is None else f"精算番号 {report.z_number}",
        date=japanese_date(report.business_date, weekday=True),
        blocks=(*practice, *_blocks(report)),
        marks=(PRACTICE,) if report.practice else (),
        watermark=PRACTICE if report.practice else "",
        columns=DAY_COLUMNS,
        page_numbers=True,
    )


def _blocks(report: DayReport) -> list[Block]:
    return [
        _head(report),
        Heading("1 収納の合計"),
        _summary(report),
        Heading("2 科目別"),
        _or_none(_accounts(report)),
        Heading("3 図面等の種別・サイズ別"),
        _or_none(_sheets(report)),
        Heading("4 支払方法別"),
        _or_none(_methods(report)),
        Heading("5 取消"),
        _or_none(_cancellations(report)),
        Heading("6 公用交付"),
        _official_use(report),
        Heading("7 現金"),
        *cash_blocks(report),
        Heading("8 処理未了"),
        *_unsettled(report),
        *_signatures(report),
        _proof(report),
    ]


def _proof(report: DayReport) -> Fields:
    chain = report.chain
    return Fields((Field("記録番号", chain.code), Field("記録の連鎖値", chain.head)), tone=Tone.SMALL)


def _head(report: DayReport) -> Fields:
    closed = "" if report.closed_at is None else moment(report.closed_at)
    known = (
        ("所属", report.office.name),
        ("窓口", f"{report.office.counter_name}（{report.counter_id}）"),
        ("会計年度", str(report.fiscal_year)),
        ("営業日番号", str(report.day)),
        ("開局", moment(report.opened_at)),
        ("開局者", report.opened_by),
        ("精算", closed),
        ("精算者", report.closed_by or ""),
        ("確認者", report.witness or ""),
        ("作成", moment(report.made_at)),
    )
    return Fields(tuple(Field(label, value) for label, value in known if value), paired=True)


def _summary(report: DayReport) -> Sums:
    numbers = NONE if not report.receipt_first else f"{report.receipt_first} ～ {report.receipt_last}"
    return Sums(
        (
            Sum("取引件数", f"{report.sales:,}件"),
            Sum("収納額", str(report.total), Tone.STRONG),
            Sum("累計（通算）", str(report.grand_total)),
            Sum("領収書の番号", numbers),
        )
    )


def _or_none(table: Table) -> Block:
    return table if table.rows else Sentence(NONE)


def _accounts(report: DayReport) -> Table:
    columns = (
        Column("科目コード"),
        Column("歳入科目", flexible=True),
        Column("件数", right=True),
        Column("金額", right=True),
    )
    rows = tuple(Row((r.code, r.name, f"{r.sales:,}", str(r.amount))) for r in report.accounts)
    amount = str(total([r.amount for r in report.accounts]))
    return Table(columns, rows, (Row(("計", "", "", amount), tone=Tone.STRONG),), lead=2)


def _sheets(report: DayReport) -> Table:
    columns = (
        Column("種別", flexible=True),
        Column("サイズ"),
        Column("有料", right=True),
        Column("公用", right=True),
        Column("計", right=True),
        Column("金額", right=True),
    )
    rows = tuple(
        _sheet_row(r.product_name, r.size.value, r.charged_copies, r.official_copies, r.amount)
        for r in report.sheets
    )
    charged = sum(r.charged_copies for r in report.sheets)
    official = sum(r.official_copies for r in report.sheets)
    both = _sheet_row("計", "", charged, official, total([r.amount for r in report.sheets]), Tone.STRONG)
    return Table(columns, rows, (both,), lead=2)


def _sheet_row(
    name: str, size: str, charged: int, official: int, amount: Yen, tone: Tone = Tone.PLAIN
) -> Row:
    shown = "" if size == PaperSize.NONE else size
    cells = (name, shown, f"{charged:,}", f"{official:,}", f"{charged + official:,}", str(amount))
    return Row(cells, tone=tone)


def _methods(report: DayReport) -> Table:
    columns = (
        Column("支払方法", flexible=True),
        Column("ブランド", flexible=True),
        Column("件数", right=True),
        Column("金額", right=True),
        Column("取消", right=True),
        Column("取消額", right=True),
        Column("差引", right=True),
    )
    of = report.methods
    rows = tuple(
        _method_row(
            method_name(r.method), brand_name(r.brand), r.payments, r.amount, r.cancellations, r.cancelled
        )
        for r in of
    )
    both = _method_row(
        "計",
        "",
        sum(r.payments for r in of),
        total([r.amount for r in of]),
        sum(r.cancellations for r in of),
        total([r.cancelled for r in of]),
        Tone.STRONG,
    )
    return Table(columns, rows, (both,), lead=2)


def _method_row(
    method: str, brand: str, count: int, amount: Yen, undone: int, back: Yen, tone: Tone = Tone.PLAIN
) -> Row:
    cells = (method, brand, f"{count:,}", str(amount), f"{undone:,}", str(back), str(amount + back))
    return Row(cells, tone=tone)


def _cancellations(report: DayReport) -> Table:
    columns = (
        Column("取消番号"),
        Column("元の番号"),
        Column("日時"),
        Column("方法", flexible=True),
        Column("担当", flexible=True),
        Column("承認", flexible=True),
        Column("金額", right=True),
    )
    rows = tuple(
        Row(
            (
                r.number,
                r.original_number,
                moment(r.at),
                method_name(r.method),
                r.clerk_name,
                r.approver_name,
                str(-r.amount),
            ),
            detail=f"理由 {r.reason}",
        )
        for r in report.cancellations
    )
    back = str(-total([r.amount for r in report.cancellations]))
    count = f"{len(rows):,}件"
    return Table(columns, rows, (Row(("計", count, "", "", "", "", back), tone=Tone.STRONG),), lead=2)


def _official_use(report: DayReport) -> Sums:
    return Sums((Sum("交付件数", f"{report.official_issues:,}件"), Sum("免除した額", str(report.waived))))


def _unsettled(report: DayReport) -> list[Block]:
    columns = (
        Column("営業日"),
        Column("取引番号", right=True),
        Column("要求日時"),
        Column("端末", flexible=True),
        Column("状態", flexible=True),
        Column("金額", right=True),
    )
    rows = tuple(
        Row(
            (
                f"{r.business_date:%Y/%m/%d}",
                str(r.sale_number),
                moment(r.requested_at),
                r.terminal_id,
                STATE_NAMES[PaymentState(r.state)] if r.state in set(STATE_NAMES) else r.state,
                str(r.amount),
            ),
            detail=f"支払ID {r.payment_id}",
        )
        for r in report.unsettled
    )
    if not rows:
        return [Sentence(NONE)]
    open_sum = str(total([r.amount for r in report.unsettled]))
    both = Row(("計", f"{len(rows):,}件", "", "", "", open_sum), tone=Tone.STRONG)
    note = Sentence("処理未了は収納額に含みません。結果が確定した日の収納となります。")
    return [Table(columns, rows, (both,), lead=2), note]


def _signatures(report: DayReport) -> list[Block]:
    if report.closed_at is None:
        return []
    boxes = (Box("出納員", report.closed_by or ""), Box("確認者", report.witness or ""), Box("課長"))
    return [Boxes(boxes)]
