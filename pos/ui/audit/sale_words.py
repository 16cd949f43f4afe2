"""A stored sale in the words of the list and its details."""

from collections.abc import Mapping

from pos.domain.books import brand_of
from pos.domain.brands import Brand
from pos.domain.payment import Approved, Method, Settlement, TransactionRecord
from pos.domain.sale import Sale, SaleKind, SaleState
from pos.ui.widgets.facts import Fact
from pos.wording import BRANDS, METHODS, SALE_KINDS, conclusion_text, sale_state_text


def contents(sale: Sale) -> str:
    """What was sold, in one line."""
    return "、".join(f"{line.title}×{abs(line.copies)}" for line in sale.lines)


def method(sale: Sale) -> str:
    """現金, the brand, or ― for official use."""
    payment = sale.payment
    if payment is None:
        return "―"
    brand = brand_of(payment)
    return METHODS[payment.method] if brand is None or brand is Brand.UNKNOWN else BRANDS[brand]


def state(sale: Sale) -> str:
    """成立, 不成立, 処理未了, or that it was cancelled."""
    return "取消済" if sale.cancelled_by is not None else sale_state_text(sale.state)


def can_be_cancelled(sale: Sale) -> bool:
    """Worth offering 取消; the rule itself is the use case's."""
    settled = sale.state is SaleState.SETTLED and sale.cancelled_by is None
    return settled and sale.kind is SaleKind.SALE


def details(sale: Sale, names: Mapping[str, str]) -> list[Fact]:
    """Everything a clerk asks about a sale, people by `names`; what is empty is left out."""
    facts = [
        ("取引番号", f"{sale.number}　{SALE_KINDS[sale.kind]}　{state(sale)}"),
        ("時刻", f"{sale.created_at:%Y/%m/%d %H:%M:%S}"),
        ("担当", names.get(sale.clerk, sale.clerk)),
        ("", ""),
    ]
    for line in sale.lines:
        facts.append((f"{line.title}　{line.copies}{line.unit.value}", str(line.amount)))
        if str(line.sheet):
            facts.append(("　図面", str(line.sheet)))
    facts += [
        ("合計", str(sale.total)),
        ("", ""),
        *((name, words) for name, words in _named(sale, names) if words),
    ]
    return [*facts, *_payment(sale, names)]


def _named(sale: Sale, names: Mapping[str, str]) -> tuple[Fact, ...]:
    reason = "取消の理由" if sale.kind is SaleKind.CANCELLATION else "公用の事由"
    return (
        ("受付番号", sale.application_no),
        ("宛名", sale.addressee),
        (reason, sale.ground),
        ("官公署名", sale.body),
        ("承認者", names.get(sale.approver or "", sale.approver or "")),
    )


def _payment(sale: Sale, names: Mapping[str, str]) -> list[Fact]:
    payment = sale.payment
    if payment is None:
        return []
    facts = [(method(sale), str(payment.amount)), ("結果", conclusion_text(payment.conclusion))]
    if payment.method is Method.CASH and payment.tendered is not None:
        facts += [("預り金", str(payment.tendered)), ("お釣り", str(payment.change))]
    if isinstance(payment.conclusion, Approved):
        facts += _record(payment.conclusion.record)
    if isinstance(payment.conclusion, Settlement):
        settled = payment.conclusion
        facts += [
            (what, names.get(who, who))
            for what, who in (("確定", settled.staff), ("承認", settled.approver))
            if who
        ]
        facts += [("理由", settled.reason), ("証拠", settled.evidence)]
    return facts


def balance_words(record: TransactionRecord) -> str:
    """Before → after, as far as the terminal tells them; "" where it tells neither."""
    known = [str(each) for each in (record.balance_before, record.balance_after) if each is not None]
    return " → ".join(known)


def _record(record: TransactionRecord) -> list[Fact]:
    balance = balance_words(record)
    pairs = (
        ("端末識別番号", record.terminal_no),
        ("端末通番", record.sequence),
        ("承認番号", record.approval_no),
        ("カード末尾", record.card_last4),
        ("カード残高", balance),
    )
    return [pair for pair in pairs if pair[1]]
