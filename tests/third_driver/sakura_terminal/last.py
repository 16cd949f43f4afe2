"""The terminal's newest transaction (30), as facts for `judge`; and what a refusal's code means."""

from typing import Final

from pos.domain.payment import Declined, ResultCode
from pos.ports import LastResult, Stop

from .fields import Result, result_in
from .talk import RESULT, Talk

LAST, NO_LAST = "30", "31"
OK: Final = "000"
UNFINISHED: Final = "404"  # 処理未了; the final result may follow
REFUSALS: Final = {
    "L09": (ResultCode.DEFICIENT, "balance short"),
    "C11": (ResultCode.CENTER_ERROR, "refused by the centre"),
    "C12": (ResultCode.COMMUNICATION_ERROR, "centre unreachable before the charge"),
}


def last_result(talk: Talk, stop: Stop) -> LastResult:
    """One that is 処理未了 is not told: it proves nothing. Raises LinkError, AnswerError."""
    offset_s = talk.offset_s(talk.state(stop))
    telegram = talk.ask(LAST, (RESULT, NO_LAST))
    if telegram.command == NO_LAST:
        return LastResult(None, offset_s)
    result = result_in(telegram.number, telegram.body)
    if result.code == OK:
        return LastResult(result.record(), offset_s)
    if result.code in REFUSALS:
        return LastResult(result.record(), offset_s, declined(result))
    talk.note("no proof", {"code": result.code})
    return LastResult(None, offset_s)


def declined(result: Result) -> Declined:
    """What a code of `REFUSALS` says."""
    native, message = REFUSALS[result.code]
    return Declined(native, result.code, message, result.balance_before, result.slip)
