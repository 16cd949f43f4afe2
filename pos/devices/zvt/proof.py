"""Ending a request on the terminal and asking what it remembers of it (terminals.md §4.5-4.6)."""

from pos.devices.port import AnswerError, LineSilentError
from pos.devices.zvt.found import Found
from pos.devices.zvt.talk import Talk
from pos.domain.evidence import Intent, judge
from pos.domain.payment import Declined, NotCharged, Outcome, Unknown, UnknownCause


def prove(
    talk: Talk, intent: Intent, found: Found, if_nothing_moved: Outcome, otherwise: UnknownCause
) -> Outcome:
    """`if_nothing_moved` where the terminal's last transaction proves it; what it shows, where it shows
    ours; `otherwise` where it does not answer. Raises LinkError.
    """
    try:
        if not talk.idle:
            talk.stand_by()
        last = talk.last_result()
    except (LineSilentError, AnswerError) as silent:
        return Unknown(otherwise, str(silent))
    if intent.mark is None and last.record is None and found.ended and not found.reversing:
        return if_nothing_moved  # it never had a transaction, and said that this is none either
    verdict = judge(intent, last.record, talk.now(), last.refusal)
    return if_nothing_moved if isinstance(verdict, NotCharged | Declined) else verdict
