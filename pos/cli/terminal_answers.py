"""What `madoguchi terminal …` answers, as one JSON object or in words."""

import json
import sys
from dataclasses import asdict, dataclass

from pos.domain.money import Yen
from pos.domain.payment import (
    Aborted,
    Approved,
    Declined,
    Direction,
    NotCharged,
    Outcome,
    TransactionRecord,
    Unknown,
)
from pos.ports import DailyLog, DailyLogKind, DailyTotal
from pos.wording import BRANDS
from pos.wording import command_line as words
from pos.wording.trials import code_text, trial_text


@dataclass(frozen=True, slots=True)
class Answer:
    """What the command says, in both of its forms. Amounts in yen, None where not known."""

    outcome: str
    message: str
    amount: int | None = None
    balance_before: int | None = None
    balance_after: int | None = None
    code: str = ""
    sequence: str = ""
    approval_no: str = ""
    terminal_no: str = ""
    brand: str = ""
    version: str = ""  # of the terminal's own software


@dataclass(frozen=True, slots=True)
class Totals:
    """What `daily-log` says; amounts in yen."""

    outcome: str
    message: str
    kind: str  # reporting | settlement
    terminal_no: str
    totals: tuple[DailyTotal, ...]
    slip: tuple[str, ...]


def answer_of(outcome: Outcome | NotCharged, amount: Yen | None, direction: Direction) -> Answer:
    """The answer that an outcome is; `amount` is what was asked."""
    told = trial_text(outcome, direction)
    asked = None if amount is None else amount.amount
    match outcome:
        case Approved(record):
            return answer_of_record(record, "承認" if record.direction is Direction.CHARGE else "取消済")
        case Declined(code=code, balance=balance):
            known = None if balance is None else balance.amount
            return Answer("declined", told, asked, known, known, code)
        case Aborted(cause=cause, code=code):
            return Answer("aborted", told, asked, code=code or cause.value)
        case NotCharged():
            return Answer("aborted", told, asked, code="NOT_CHARGED")
        case Unknown(cause=cause):
            return Answer("unknown", told, asked, code=cause.value)


def answer_of_record(record: TransactionRecord, word: str) -> Answer:
    """One transaction of the terminal, introduced by `word`."""
    return Answer(
        "approved",
        f"{word} {BRANDS[record.brand]} {record.amount} 端末通番 {record.sequence}",
        record.amount.amount,
        None if record.balance_before is None else record.balance_before.amount,
        None if record.balance_after is None else record.balance_after.amount,
        sequence=record.sequence,
        approval_no=record.approval_no,
        terminal_no=record.terminal_no,
        brand=record.brand.value,
    )


def totals_of(log: DailyLog) -> Totals:
    """The terminal's totals, one line each in words."""
    title = words.SETTLED if log.kind is DailyLogKind.SETTLEMENT else words.REPORTED
    lines = [f"  {each.label or BRANDS[each.brand]} {each.count}件 {each.amount}" for each in log.totals]
    message = "\n".join([f"{title} 端末 {log.terminal_no}", *(lines or [f"  {words.NO_TOTALS}"])])
    return Totals("approved", message, log.kind.name.lower(), log.terminal_no, log.totals, log.slip)


def nothing() -> Answer:
    """There is no transaction to speak of."""
    return Answer("declined", "端末に承認済みの取引がありません。", code="NO_TRANSACTION")


def _as_json(answer: Answer | Totals) -> dict[str, object]:
    said = asdict(answer)
    if isinstance(answer, Totals):
        said["totals"] = [
            {
                "brand": each.brand.value,
                "label": each.label,
                "count": each.count,
                "amount": each.amount.amount,
            }
            for each in answer.totals
        ]
    return said


def print_answer(answer: Answer | Totals, *, as_json: bool, driver: str = "") -> None:
    """One JSON object on one line, or words; `driver` tells whose codes they are."""
    if as_json:
        sys.stdout.write(json.dumps(_as_json(answer), ensure_ascii=False) + "\n")
        return
    sys.stdout.write(answer.message + "\n")
    if isinstance(answer, Totals):
        return
    before, after = answer.balance_before, answer.balance_after
    moved = () if before == after else (("取引前残高", before), ("取引後残高", after))
    for label, value in (("金額", answer.amount), *moved):
        if value is not None:
            sys.stdout.write(f"  {label} {Yen(value)}\n")
    labels = (("端末の版", answer.version), ("端末コード", code_text(answer.code, driver)))
    sys.stdout.write("".join(f"  {label} {value}\n" for label, value in labels if value))
