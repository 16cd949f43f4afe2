"""A stored sale in the words of the list and its details."""

from pos.domain.payment import Approved, Method, Settlement
from pos.domain.sale import Sale, SaleKind, SaleState
from pos.wording import BRANDS, METHODS, SALE_KINDS, conclusion_text, sale_state_text


def contents(sale: Sale) -> str:
    """What was sold, in one line."""
    return "、".join(f"{line.title}×{abs(line.copies)}" for line in sale.lines)


def method(sale: Sale) -> str:
    """現金, the brand, or ― for official use."""
    payment = sale.payment
    if payment is None:
        return "―"
    if isinstance(payment.conclusion, Approved):
        return BRANDS[payment.conclusion.record.brand]
    return METHODS[payment.method]


def state(sale: Sale) -> str:
    """成立, 不成立, 処理未了, or that it was cancelled."""
    return "取消済" if sale.cancelled_by is not None else sale_state_text(sale.state)


def can_be_cancelled(sale: Sale) -> bool:
    """Worth offering 取消; the rule itself is the use case's."""
    settled = sale.state is SaleState.SETTLED and sale.cancelled_by is None
    return settled and sale.kind is SaleKind.SALE


def details(sale: Sale) -> str:
    """Everything a clerk asks about a sale."""
    lines = [f"取引番号 {sale.number}　{SALE_KINDS[sale.kind]}　{state(sale)}"]
    lines += [f"{sale.business_date:%Y/%m/%d}　{sale.created_at:%H:%M:%S}　担当 {sale.clerk}", ""]
    for line in sale.lines:
        sheet = f"　{line.sheet}" if str(line.sheet) else ""
        lines.append(f"{line.title}　{line.copies}{line.unit.value}　{line.amount}{sheet}")
    lines += ["", f"合計 {sale.total}"]
    lines += [f"{name} {value}" for name, value in _named(sale) if value]
    return "\n".join([*lines, *_payment(sale)])


def _named(sale: Sale) -> tuple[tuple[str, str], ...]:
    reason = "取消の理由" if sale.kind is SaleKind.CANCELLATION else "公用の事由"
    return (
        ("受付番号", sale.application_no),
        ("宛名", sale.addressee),
        (reason, sale.ground),
        ("官公署名", sale.body),
        ("承認者", str(sale.approver or "")),
    )


def _payment(sale: Sale) -> list[str]:
    payment = sale.payment
    if payment is None:
        return []
    lines = ["", f"{method(sale)}　{payment.amount}　{conclusion_text(payment.conclusion)}"]
    if payment.method is Method.CASH and payment.tendered is not None:
        lines.append(f"預り金 {payment.tendered}　お釣り {payment.change}")
    if isinstance(payment.conclusion, Approved):
        record = payment.conclusion.record
        lines.append(f"端末 {record.terminal_no}　通番 {record.sequence}　承認番号 {record.approval_no}")
        lines.append(f"カード末尾 {record.card_last4}　残高 {record.balance_before}→{record.balance_after}")
    if isinstance(payment.conclusion, Settlement):
        settled = payment.conclusion
        lines.append(f"確定 {settled.staff}　承認 {settled.approver}　{settled.reason}　{settled.evidence}")
    return lines
