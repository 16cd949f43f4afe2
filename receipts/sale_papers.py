"""What 領収書, ご利用明細, 公用交付票 and 取消票 say (domain.md 2.7, 2.10); all their wording."""

from pos.domain.brands import BRAND_NAMES, Brand
from pos.domain.catalog import TaxClass
from pos.domain.days import japanese_date
from pos.domain.money import Yen, tax_rounded_down, total
from pos.domain.payment import Method, TransactionRecord
from pos.domain.receipt import ReceiptSnapshot, Reprint, Series
from pos.domain.sale import SaleLine
from receipts.blocks import (
    Addressee,
    Block,
    Box,
    Boxes,
    Column,
    Document,
    Field,
    Fields,
    Figure,
    Heading,
    Issuer,
    Row,
    Sentence,
    Sum,
    Sums,
    Table,
    Tone,
)
from receipts.phrases import METHOD_NAMES, PRACTICE, PRACTICE_SENTENCE, TAX_NAMES, moment, titled

TITLES = {
    Series.RECEIPT: "領収書",
    Series.STATEMENT: "ご利用明細",
    Series.OFFICIAL_USE: "公用交付票",
    Series.CANCELLATION: "取消票",
}
NUMBER_NAMES = {
    Series.RECEIPT: "領収番号",
    Series.STATEMENT: "明細番号",
    Series.OFFICIAL_USE: "交付番号",
    Series.CANCELLATION: "取消番号",
}
NOT_A_RECEIPT = "この明細は、電子マネー等でお支払いいただいた内容のお知らせです。領収書ではありません。"
SETTLED_BY_STAFF = "この取引は、決済端末の記録ではなく、職員の確認により確定したものです。"


def sale_paper(snapshot: ReceiptSnapshot, reprint: Reprint | None) -> Document:
    """The paper of the snapshot's series; with `reprint` it is marked 再発行."""
    series = snapshot.number.series
    blocks = [*_body(snapshot), _foot(snapshot, reprint)]
    if snapshot.practice:
        blocks = [PRACTICE_SENTENCE, *blocks]
    return Document(
        title=titled(TITLES[series], snapshot.practice),
        number=f"{NUMBER_NAMES[series]} {snapshot.number}",
        date=japanese_date(snapshot.business_date),
        blocks=tuple(blocks),
        marks=_marks(snapshot, reprint),
        watermark=PRACTICE if snapshot.practice else "",
        tone=Tone.RED if series is Series.CANCELLATION else Tone.PLAIN,
    )


def _marks(snapshot: ReceiptSnapshot, reprint: Reprint | None) -> tuple[str, ...]:
    practice = (PRACTICE,) if snapshot.practice else ()
    again = (f"再発行 {reprint.copy}回目",) if reprint else ()
    return (*practice, *again)


def _body(snapshot: ReceiptSnapshot) -> list[Block]:
    match snapshot.number.series:
        case Series.RECEIPT:
            return _receipt(snapshot)
        case Series.STATEMENT:
            return _statement(snapshot)
        case Series.OFFICIAL_USE:
            return _official_use(snapshot)
        case Series.CANCELLATION:
            return _cancellation(snapshot)


def _receipt(snapshot: ReceiptSnapshot) -> list[Block]:
    return [
        Addressee(snapshot.addressee, "様"),
        Figure("領収金額", str(snapshot.total)),
        Sentence(f"但し {snapshot.office.purpose}"),
        Sentence("上記の金額を領収いたしました。"),
        _lines(snapshot.lines),
        Sums((Sum("合計", str(snapshot.total), Tone.STRONG), *_taxes(snapshot.lines), *_cash(snapshot))),
        _issuer(snapshot, stamp="収納印"),
    ]


def _statement(snapshot: ReceiptSnapshot) -> list[Block]:
    return [
        *_named(snapshot),
        Figure("ご利用金額", str(snapshot.total)),
        Sentence(NOT_A_RECEIPT, Tone.STRONG),
        _lines(snapshot.lines),
        Sums((Sum("合計", str(snapshot.total), Tone.STRONG), *_taxes(snapshot.lines))),
        Heading("お支払い"),
        *_terminal(snapshot),
        _issuer(snapshot),
    ]


def _official_use(snapshot: ReceiptSnapshot) -> list[Block]:
    asked = (Field("官公署名", snapshot.body), Field("事由", snapshot.ground))
    copies = sum(line.copies for line in snapshot.lines)
    return [
        Fields(asked),
        Figure("交付金額", str(snapshot.total)),
        Sentence("公用のため、料金を徴収せずに交付しました。"),
        _lines(snapshot.lines, listed=True),
        Sums(
            (
                Sum("交付数", f"{copies:,}"),
                Sum("料金表による額", str(snapshot.listed_total)),
                Sum("免除した額", str(snapshot.listed_total - snapshot.total), Tone.STRONG),
            )
        ),
        _issuer(snapshot),
        Boxes((Box("受領者（署名）"), Box("交付者"))),
    ]


def _cancellation(snapshot: ReceiptSnapshot) -> list[Block]:
    cash = snapshot.method is Method.CASH
    payee = (Box("返金受領者（署名）"),) if cash else ()
    told = (Field("取り消した番号", snapshot.cancels_number), Field("取消の理由", snapshot.ground))
    sums = (Sum("合計", str(snapshot.total), Tone.STRONG), *_taxes(snapshot.lines))
    return [
        *_named(snapshot),
        Figure("返金額" if cash else "取消金額", str(abs(snapshot.total)), Tone.RED),
        Sentence("次の取引を取り消しました。", Tone.RED),
        Fields(told),
        _lines(snapshot.lines),
        Sums(sums),
        *_paid_back(snapshot, cash),
        _issuer(snapshot),
        Boxes((*payee, Box("担当者", snapshot.clerk_name), Box("承認者", snapshot.approver_name))),
    ]


def _paid_back(snapshot: ReceiptSnapshot, cash: bool) -> list[Block]:
    if cash:
        return [Sentence("上記の返金額を現金でお返ししました。")]
    return [Heading("電子マネーの取消"), *_terminal(snapshot)]


def _named(snapshot: ReceiptSnapshot) -> list[Block]:
    return [Addressee(snapshot.addressee, "様")] if snapshot.addressee else []


def _lines(lines: tuple[SaleLine, ...], *, listed: bool = False) -> Table:
    amount = Column("料金表額" if listed else "金額", right=True)
    columns = (
        Column("品目", flexible=True),
        Column("数量", right=True),
        Column("単価", right=True),
        amount,
    )
    return Table(columns, tuple(_line(line, listed) for line in lines))


def _line(line: SaleLine, listed: bool) -> Row:
    amount = line.listed_amount if listed else line.amount
    cells = (line.title, f"{line.copies:,}{line.unit.value}", str(line.unit_price), str(amount))
    return Row(cells, detail=str(line.sheet))


def _taxes(lines: tuple[SaleLine, ...]) -> tuple[Sum, ...]:
    """Per tax class what was charged; tax inside rounded down once per paper and rate."""
    sums: list[Sum] = []
    for tax_class in TaxClass:
        amounts = [line.amount for line in lines if line.tax_class is tax_class]
        if amounts:
            sums.extend(_tax(tax_class, total(amounts)))
    return tuple(sums)


def _tax(tax_class: TaxClass, charged: Yen) -> list[Sum]:
    sums = [Sum(TAX_NAMES[tax_class], str(charged))]
    if tax_class.rate:
        sums.append(Sum("内消費税等", str(tax_rounded_down(charged, tax_class.rate))))
    return sums


def _cash(snapshot: ReceiptSnapshot) -> tuple[Sum, ...]:
    given = (("預り金", snapshot.tendered), ("お釣り", snapshot.change))
    return tuple(Sum(label, str(amount)) for label, amount in given if amount is not None)


def _terminal(snapshot: ReceiptSnapshot) -> list[Block]:
    if snapshot.record is not None:
        return [Fields(_record(snapshot.record), paired=True)]
    if snapshot.method is None:
        return []
    rows = [Field("支払方法", METHOD_NAMES[snapshot.method])]
    if snapshot.settled_brand is not Brand.UNKNOWN:
        rows.append(Field("ブランド", BRAND_NAMES[snapshot.settled_brand]))
    return [Fields(tuple(rows), paired=True), Sentence(SETTLED_BY_STAFF)]


def _record(record: TransactionRecord) -> tuple[Field, ...]:
    known = (
        ("支払方法", METHOD_NAMES[Method.E_MONEY]),
        ("ブランド", BRAND_NAMES[record.brand]),
        ("端末識別番号", record.terminal_no),
        ("端末通番", record.sequence),
        ("承認番号", record.approval_no),
        ("カード番号", f"****{record.card_last4}" if record.card_last4 else ""),
        ("端末の時刻", moment(record.at)),
        ("取引前残高", "" if record.balance_before is None else str(record.balance_before)),
        ("取引後残高", "" if record.balance_after is None else str(record.balance_after)),
    )
    return tuple(Field(label, value) for label, value in known if value)


def _issuer(snapshot: ReceiptSnapshot, *, stamp: str = "") -> Issuer:
    """The 出納員 stands only where cash went over the counter, the T-number where anything was paid."""
    office = snapshot.office
    cash = snapshot.method is Method.CASH
    paid = snapshot.number.series is not Series.OFFICIAL_USE
    lines = (
        office.issuer,
        office.name,
        f"{office.cashier_title} {office.cashier_name}".strip() if cash else "",
        f"登録番号 {office.invoice_number}" if paid and office.invoice_number else "",
    )
    return Issuer(tuple(line for line in lines if line), stamp)


def _foot(snapshot: ReceiptSnapshot, reprint: Reprint | None) -> Fields:
    known = (
        ("受付番号", snapshot.application_no),
        ("取引番号", str(snapshot.sale_number)),
        ("発行日時", moment(snapshot.issued_at)),
        *_reprinted(reprint),
        ("窓口", snapshot.office.counter_name),
        ("担当", snapshot.clerk_name),
        ("記録番号", snapshot.chain.code),
    )
    return Fields(tuple(Field(label, value) for label, value in known if value), paired=True, tone=Tone.SMALL)


def _reprinted(reprint: Reprint | None) -> tuple[tuple[str, str], ...]:
    if reprint is None:
        return ()
    return (("再発行日時", moment(reprint.at)), ("再発行の理由", reprint.reason), ("再発行者", reprint.by))
