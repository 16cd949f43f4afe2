"""What became of a payment, in words a clerk can repeat to the visitor."""

# ruff: noqa: E501 - a sentence stays on one line

from typing import Final

from pos.domain.payment import (
    AbortCause,
    Aborted,
    Approved,
    CashTaken,
    Conclusion,
    Declined,
    NotCharged,
    PaymentState,
    ResultCode,
    Settlement,
    Unknown,
    UnknownCause,
)
from pos.domain.sale import SaleState

PAYMENT_STATES: Final[dict[PaymentState, str]] = {
    PaymentState.REQUESTED: "処理中",
    PaymentState.APPROVED: "成立",
    PaymentState.DECLINED: "不成立",
    PaymentState.ABORTED: "中止",
    PaymentState.UNKNOWN: "処理未了",
    PaymentState.NOT_CHARGED: "引去りなし",
}

SALE_STATES: Final[dict[SaleState, str]] = {
    SaleState.PROMISED: "処理未了",
    SaleState.SETTLED: "成立",
    SaleState.ABANDONED: "不成立",
}

ABORTS: Final[dict[AbortCause, str]] = {
    AbortCause.NOT_SENT: "決済端末につながらず、金額を送れませんでした。お金は動いていません。現金で受け取るか、端末を確かめてからやり直してください。",
    AbortCause.STOPPED: "中止しました。お金は動いていません。支払方法を選び直してください。",
    AbortCause.NO_CARD: "時間内にカードがかざされませんでした。お金は動いていません。もう一度行うか、現金で受け取ってください。",
    AbortCause.BUSY: "決済端末がほかの処理中です。お金は動いていません。端末の画面を確かめてから、もう一度行ってください。",
}

UNKNOWNS: Final[dict[UnknownCause, str]] = {
    UnknownCause.NO_ANSWER: "端末から返事がありません。",
    UnknownCause.LINE_LOST: "処理の途中で端末との接続が切れました。",
    UnknownCause.NOT_ACKNOWLEDGED: "端末が受け取ったかどうか確かめられません。",
    UnknownCause.WRONG_ANSWER: "端末の返事が、送った金額や取引と合いません。",
    UnknownCause.UNKNOWN_CODE: "端末から知らない結果が返りました。",
    UnknownCause.INTERRUPTED: "処理の途中でこのパソコンが止まりました。",
    UnknownCause.BUSY: "端末がほかの処理をしていて、まだ答えられません。",
    UnknownCause.NO_EVIDENCE: "端末の記録からは、引き去ったかどうか分かりません。",
}

RESULTS: Final[dict[ResultCode, str]] = {
    ResultCode.NONE: "端末がこの支払を受け付けませんでした。",
    ResultCode.NO_CARD: "カードが読めませんでした。",
    ResultCode.RELEASE: "端末側で取り消されました。",
    ResultCode.CENTER_ERROR: "決済センターが受け付けませんでした。",
    ResultCode.COMMAND_ERROR: "端末が指示を受け付けませんでした。",
    ResultCode.RESET: "端末が再起動しました。",
    ResultCode.COMMUNICATION_ERROR: "端末とセンターの通信に失敗しました。",
    ResultCode.LOG_OVERFLOW: "端末の記録がいっぱいです。端末の日計を行ってください。",
    ResultCode.DAILY_LOG_OVERFLOW: "端末の日計記録がいっぱいです。端末の日計を行ってください。",
    ResultCode.DEFICIENT: "残高不足です。",
    ResultCode.OVER_DEPOSIT: "カードの上限額を超えます。",
}
_DECLINED_NEXT: Final = "お金は動いていません。別のカードか現金で受け取ってください。"


def payment_state_text(state: PaymentState) -> str:
    return PAYMENT_STATES[state]


def sale_state_text(state: SaleState) -> str:
    return SALE_STATES[state]


def abort_text(cause: AbortCause) -> str:
    return ABORTS[cause]


def unknown_text(cause: UnknownCause) -> str:
    return UNKNOWNS[cause]


def conclusion_text(conclusion: Conclusion | None) -> str:
    """What happened, whether money moved, and what to do next."""
    match conclusion:
        case None:
            return "結果はまだ分かりません。"
        case Approved():
            return "支払が成立しました。"
        case CashTaken():
            return "現金の受け渡しを記録しました。"
        case Declined() as declined:
            return _declined_text(declined)
        case Aborted(cause=cause):
            return ABORTS[cause]
        case Unknown(cause=cause):
            return f"{UNKNOWNS[cause]}お金が動いたかどうか分かりません。"
        case NotCharged():
            return "お金が動いていないことを確かめました。もう一度会計できます。"
        case Settlement(charged=charged):
            return f"職員が「{'引去りあり' if charged else '引去りなし'}」と確定しました。"


def _declined_text(declined: Declined) -> str:
    balance = f"（残高{declined.balance}）" if declined.balance is not None else ""
    code = f" 端末コード {declined.code}" if declined.code and declined.result is ResultCode.NONE else ""
    return f"{RESULTS[declined.result].removesuffix('。')}{balance}。{_DECLINED_NEXT}{code}"
