"""ZVT drivers with one rule broken each: the campaign must catch every one of them."""

from dataclasses import replace
from typing import Final

import pytest

from pos.devices.simulator.scenario import Fault
from pos.devices.zvt.codec import Apdu
from pos.devices.zvt.commands import is_reply
from pos.devices.zvt.found import Found
from pos.devices.zvt.money import MoneyRequest
from pos.devices.zvt.results import Expected
from pos.domain.payment import Declined, Outcome, ResultCode, Unknown, UnknownCause
from tests.devices.campaign.breaking import Break

NO: Final = Declined(ResultCode.CENTER_ERROR, "05", "")


def timeout_is_declined(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(MoneyRequest, "_nothing_more", lambda _self: NO)


def sends_the_charge_again(patch: pytest.MonkeyPatch) -> None:
    nothing_more = MoneyRequest._nothing_more

    def again(self: MoneyRequest) -> Outcome:
        if self._found.has_result or self._found.lines:
            return nothing_more(self)
        self._found.lines.append("once")
        self._found.card_seen = False
        self._line.send(self._command, is_reply)
        self._await_accept()
        return self._wait()

    patch.setattr(MoneyRequest, "_nothing_more", again)


def takes_any_amount(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Expected, "_misfit", lambda _self, _record: "")


def takes_any_terminal(patch: pytest.MonkeyPatch) -> None:
    misfit = Expected._misfit
    patch.setattr(Expected, "_misfit", lambda self, record: misfit(replace(self, terminal_no=""), record))


def aborts_without_asking(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(MoneyRequest, "_prove", lambda _self, if_nothing_moved, _otherwise: if_nothing_moved)


def takes_late_answers_for_the_newer_sale(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Expected, "_is_old", lambda _self, _trace: False)
    patch.setattr(Expected, "_comes_next", lambda _self, _trace: True)


def confirms_before_noting(patch: pytest.MonkeyPatch) -> None:
    note = MoneyRequest._note

    def hasty(self: MoneyRequest, outcome: Outcome) -> None:
        self._confirm()
        note(self, outcome)

    patch.setattr(MoneyRequest, "_note", hasty)


def never_sees_a_reversal(patch: pytest.MonkeyPatch) -> None:
    """04 FF 05, a reversal's 04 0F and 06 1E behind an approval mean nothing to it."""
    settled = Found.settled

    def blind(self: Found, *, stopped: bool) -> Outcome | None:
        self.reversing = False
        self.stands = self.stands or self.approved is not None
        return settled(self, stopped=stopped)

    patch.setattr(Found, "settled", blind)


def approved_whether_confirmed_or_not(patch: pytest.MonkeyPatch) -> None:
    settled = Found.settled

    def hopeful(self: Found, *, stopped: bool) -> Outcome | None:
        self.stands = self.approved is not None
        return settled(self, stopped=stopped)

    patch.setattr(Found, "settled", hopeful)


def refuses_what_it_approved(patch: pytest.MonkeyPatch) -> None:
    """06 1E is always a no, whatever came before."""

    def final(self: MoneyRequest, _apdu: Apdu) -> None:
        self._found.ended, self._found.approved = True, None
        self._found.refusal, self._found.certain = NO, True

    patch.setattr(MoneyRequest, "_take_abort", final)


def a_lost_line_is_declined(patch: pytest.MonkeyPatch) -> None:
    run = MoneyRequest.run

    def hopeful(self: MoneyRequest) -> Outcome:
        outcome = run(self)
        lost = isinstance(outcome, Unknown) and outcome.cause is UnknownCause.LINE_LOST
        return NO if lost else outcome

    patch.setattr(MoneyRequest, "run", hopeful)


def never_confirms(patch: pytest.MonkeyPatch) -> None:
    """No 80 00 00 for the result, and still sold."""

    def silent(self: MoneyRequest) -> None:
        self._found.stands = True

    patch.setattr(MoneyRequest, "_confirm", silent)


BREAKS: Final[dict[str, Break]] = {
    "a timeout is declined": Break(timeout_is_declined, (Fault.REPLY_LOST,)),
    "the charge is sent again": Break(sends_the_charge_again, (Fault.REPLY_LOST,)),
    "any amount is ours": Break(takes_any_amount, (Fault.REPLY_WRONG_AMOUNT,)),
    "any terminal is ours": Break(takes_any_terminal, (Fault.REPLY_WRONG_TERMINAL,)),
    "中止 without asking": Break(
        aborts_without_asking,
        (
            Fault.ACK_LOST,
            Fault.REPLY_LATE,
            Fault.CARD_REMOVED,
        ),
    ),
    "a late answer settles the newer sale": Break(
        takes_late_answers_for_the_newer_sale,
        (
            Fault.REPLY_LATE,
            Fault.REPLY_PREVIOUS,
        ),
    ),
    "confirmed before it is noted": Break(confirms_before_noting, (Fault.NONE,)),
    "a reversal is not seen": Break(never_sees_a_reversal, (Fault.OUR_ACK_LOST,)),
    "approved, whether confirmed or not": Break(approved_whether_confirmed_or_not, (Fault.OUR_ACK_LOST,)),
    "06 1E is always a no": Break(
        refuses_what_it_approved,
        (
            Fault.OUR_ACK_LOST,
            Fault.PAPER_OUT,
        ),
    ),
    "a lost line is a no": Break(
        a_lost_line_is_declined,
        (
            Fault.POWER_LOSS_AFTER_DEBIT,
            Fault.CABLE_PULLED,
        ),
    ),
    "never confirms": Break(never_confirms, (Fault.NONE,)),
}
