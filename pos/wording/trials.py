"""What a trial at the command line says: of a charge, a cancellation, a balance; no visitor stands there."""

# ruff: noqa: E501 - a sentence stays on one line

from collections.abc import Mapping
from typing import Final

from pos.domain.payment import (
    AbortCause,
    Aborted,
    Approved,
    Declined,
    Direction,
    NotCharged,
    Outcome,
    ResultCode,
    Unknown,
    UnknownCause,
)
from pos.errors import OperatingError, Reason
from pos.ports import Health, Notice, Phase, Progress
from pos.wording.conversation_words import NOT_IN_TABLE, TL3500_CODES, ZVT_CODES
from pos.wording.outcomes import RESULTS, UNKNOWNS
from pos.wording.own_notes import in_japanese, is_about_the_line
from pos.wording.progress import notice_text, phase_text
from pos.wording.reasons import say
from pos.wording.words import HEALTH, PARTS

UNREACHABLE: Final = "決済端末につながりません（接続先 {port}）。電源とケーブル、接続先（ポート）と端末の種類を確かめてください。"
OVER_CAP: Final = "{amount}は1回の上限{cap}を超えています。端末には送っていません。お金は動いていません。"
OTHER_AMOUNT: Final = "端末の直前の取引は、その金額ではありません。取消は送っていません。"
NOTHING_MOVED: Final = "お金は動いていません。"
UNREACHED: Final = "決済端末につながらず、指示を送れませんでした。電源とケーブル、接続先（ポート）と端末の種類を確かめてください。"
_DONE: Final[Mapping[Direction, str]] = {
    Direction.CHARGE: "引去りが成立しました。",
    Direction.CANCEL: "取消が成立しました。",
}
_CAUSES: Final[Mapping[AbortCause, str]] = {
    AbortCause.NOT_SENT: UNREACHED,
    AbortCause.STOPPED: "中止しました。",
    AbortCause.NO_CARD: "時間内にカードがかざされませんでした。",
    AbortCause.BUSY: "決済端末がほかの処理をしていて、始められませんでした。端末の画面を確かめてから、もう一度行ってください。",
}
_PROVED: Final = "端末の記録から、お金が動いていないことを確かめました。"
_CANCEL_REFUSED: Final = "端末がこの取消を受け付けませんでした。"
_CANCEL_NEXT: Final = "元の取引は取り消されていません。"
_UNKNOWN: Final = (
    "お金が動いたかどうか分かりません。もう一度行う前に、terminal last か端末の画面で確かめてください。"
)
_OURS: Final = frozenset(
    {*map(str, AbortCause), *map(str, UnknownCause), *map(str, Reason), "NOT_CHARGED", "NO_TRANSACTION"}
)
_CODES: Final = {"tl3500": TL3500_CODES, "zvt": ZVT_CODES}
_FIRST: Final[Mapping[str, str]] = {
    "charge": "端末に金額を送っています。",
    "cancel": "端末に取消を求めています。",
    "balance": "端末に残高照会を求めています。",
}
_PRINTING: Final = "端末の伝票の文面を受け取りました。"


def health_text(health: Health) -> str:
    """One sentence of the whole, the parts that the terminal tells, and its clock."""
    number = f"端末識別番号 {health.terminal_no} の" if health.terminal_no.strip() else ""
    verdict = "正常です" if health.ok else "異常があります"
    parts = "、".join(f"{PARTS.get(name, name)}={HEALTH.get(state, state)}" for name, state in health.parts)
    told = f"（{parts}）" if parts else ""
    return f"{number}端末は{verdict}{told}。時計の差 {health.clock_offset_s}秒"


def trial_text(outcome: Outcome | NotCharged, direction: Direction) -> str:
    """What happened, and whether money moved; the next step is the technician's, not a clerk's."""
    match outcome:
        case Approved():
            return _DONE[direction]
        case Declined() as declined:
            return _declined(declined, direction)
        case Aborted(cause=AbortCause.NOT_SENT, message=message, code="") if message:
            told = in_japanese(message)
            reached = not is_about_the_line(message)
            return f"{told}。{NOTHING_MOVED}" if reached else f"{UNREACHED}{NOTHING_MOVED}（{told}）"
        case Aborted(cause=cause):
            return f"{_CAUSES[cause]}{NOTHING_MOVED}"
        case Unknown(cause=cause, message=message):
            told = f"（{in_japanese(message)}）" if message else ""
            return f"{UNKNOWNS[cause]}{_UNKNOWN}{told}"
        case NotCharged():
            return _PROVED


def proved_text(note: str) -> str:
    """The proof that nothing moved, and what the terminal had said before."""
    return f"{_PROVED}（{in_japanese(note)}）" if note else _PROVED


def trial_trouble(error: OperatingError) -> str:
    """A trouble outside the window: nobody waits there with cash."""
    detail = str(error.facts.get("detail", ""))
    told = f"（{in_japanese(detail)}）" if detail else ""
    match error.reason:
        case Reason.TERMINAL_UNREACHABLE:
            return f"{UNREACHABLE.format(port=error.facts.get('port', '') or '―')}{told}"
        case Reason.AMOUNT_OVER_CAP:
            return OVER_CAP.format(amount=error.facts["amount"], cap=error.facts["cap"])
        case Reason.CANCEL_NOT_LAST:
            return OTHER_AMOUNT
        case _:
            return f"{say(error)}{told}"


def code_text(code: str, driver: str) -> str:
    """A terminal's own code with its meaning; "" for what is a word of ours, not the terminal's."""
    if not code or code in _OURS:
        return ""
    table = _CODES.get(driver)
    return code if table is None else f"{code} {table.get(code, NOT_IN_TABLE)}"


def progress_text(operation: str, progress: Progress) -> str:
    """One line of progress; a touch is asked for once."""
    notice = progress.notice
    if progress.phase is Phase.WAIT_CARD and notice in (Notice.NONE, Notice.TOUCH):
        return notice_text(Notice.TOUCH) + "。"
    return f"{_phase(operation, progress.phase)} {notice_text(notice)}".rstrip()


def _phase(operation: str, phase: Phase) -> str:
    match phase:
        case Phase.LINK_SEND:
            return _FIRST.get(operation, _FIRST["charge"])
        case Phase.PRINTING:
            return _PRINTING
        case Phase.RECOVERING:
            return "端末に結果を問い合わせています。"
        case _:
            return phase_text(phase)


def _declined(declined: Declined, direction: Direction) -> str:
    balance = f"（残高{declined.balance}）" if declined.balance is not None else ""
    cancelling = direction is Direction.CANCEL
    plain = cancelling and declined.result in (ResultCode.NONE, ResultCode.COMMAND_ERROR)
    what = _CANCEL_REFUSED if plain else RESULTS[declined.result]
    after = f"{NOTHING_MOVED}{_CANCEL_NEXT if cancelling else ''}"
    return f"{what.removesuffix('。')}{balance}。{after}"
