"""Ending a request on the terminal and asking what it remembers of it (terminals.md §4.5-4.6)."""

from pos.devices.port import AnswerError, LineSilentError
from pos.devices.zvt.results import Expected
from pos.devices.zvt.talk import Talk
from pos.domain.evidence import Intent, follows, judge
from pos.domain.payment import Approved, Declined, NotCharged, Outcome, Unknown, UnknownCause
from pos.ports import LastResult


def prove(talk: Talk, expected: Expected, if_nothing_moved: Outcome, otherwise: UnknownCause) -> Outcome:
    """`if_nothing_moved` where the terminal's last transaction proves it; what it shows, where it shows
    ours; `otherwise` where it does not answer. Without a transaction before ours, or where it tells none
    now, it proves nothing. Raises LinkError.

    Always from standby: an end that was heard may be that of an earlier request, said once more.
    """
    intent = expected.intent
    try:
        talk.stand_by()
        last = talk.last_result()
    except (LineSilentError, AnswerError) as silent:
        return Unknown(otherwise, str(silent))
    if _refused_since(intent, last):
        return if_nothing_moved
    verdict = judge(intent, last.record, talk.now(), last.refusal)
    if isinstance(verdict, NotCharged | Declined):
        return if_nothing_moved
    problem = expected.not_the_original(verdict.record) if isinstance(verdict, Approved) else ""
    return Unknown(UnknownCause.NO_EVIDENCE, problem) if problem else verdict


def _refused_since(intent: Intent, last: LastResult) -> bool:
    """The only transaction since the mark was refused, whatever it was to be: a refused reversal often
    tells neither its amount nor what it was to take back."""
    record, mark = last.record, intent.mark
    if last.refusal is None or record is None or mark is None or record.terminal_no != mark.terminal_no:
        return False
    return follows(mark.sequence, record.sequence)
