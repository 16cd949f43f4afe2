"""処理未了票 that were never made: the slip goes into the visitor's hand at once."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from pos.ui.desk import Desk
from pos.ui.sale import unknown_jobs as jobs
from pos.ui.sale.unknown_words import SLIP_PRINTED, SLIP_SAVED

if TYPE_CHECKING:
    from pos.issuing import IssuedPaper


def give_slips(desk: Desk, then: Callable[[], None]) -> None:
    """Make those that are missing, say so, and `then` draw anew."""
    due = jobs.without_slip(desk.situation.guides)
    if due and desk.staff is not None:
        job = partial(jobs.missing_slips, desk.counter, due, desk.staff)
        desk.lane.run(job, done=partial(_given, desk, then), failed=desk.tell)


def _given(desk: Desk, then: Callable[[], None], made: "tuple[IssuedPaper, ...]") -> None:
    if made and desk.is_open:
        desk.note(SLIP_PRINTED if all(each.printed for each in made) else SLIP_SAVED)
        desk.refresh(then)
