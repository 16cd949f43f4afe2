"""TL3500 drivers with one rule broken each: the campaign must catch every one of them."""

from typing import Final

import pytest

from pos.devices.simulator.scenario import Fault
from pos.devices.tl3500 import money
from pos.devices.tl3500.codec import Frame
from pos.devices.tl3500.money import MoneyRequest
from pos.domain.payment import (
    Approved,
    Declined,
    Outcome,
    ResultCode,
    TransactionRecord,
    Unknown,
    UnknownCause,
)
from tests.devices.campaign.breaking import Break

NO: Final = Declined(ResultCode.CENTER_ERROR, "", "")


def timeout_is_declined(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(MoneyRequest, "_nothing_came", lambda _self: NO)


def sends_the_charge_again(patch: pytest.MonkeyPatch) -> None:
    def again(self: MoneyRequest) -> Outcome:
        if self._early:
            return Unknown(UnknownCause.NO_ANSWER)
        self._card_seen, self._early = False, True
        frame = self._talk.request(self._job, self._content)
        self._talk.line.send(frame, self._claims, self._talk.set_aside)
        return self._wait()

    patch.setattr(MoneyRequest, "_nothing_came", again)


def takes_any_amount(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(MoneyRequest, "_checked", lambda _self, record: Approved(record))


def takes_any_terminal(patch: pytest.MonkeyPatch) -> None:
    meaning = MoneyRequest._meaning

    def careless(self: MoneyRequest, frame: Frame) -> Outcome | None:
        known, self._talk.numbers.terminal_no = self._talk.numbers.terminal_no, frame.terminal_no
        try:
            return meaning(self, frame)
        finally:
            self._talk.numbers.terminal_no = known

    patch.setattr(MoneyRequest, "_meaning", careless)


def aborts_without_asking(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(MoneyRequest, "_prove", lambda _self, if_nothing_moved, _otherwise: if_nothing_moved)


def takes_late_answers_for_the_newer_sale(patch: pytest.MonkeyPatch) -> None:
    def never(_record: TransactionRecord, _mark: object) -> bool:
        return False

    def always(_mark: str, _sequence: str) -> bool:
        return True

    patch.setattr(money, "is_old", never)
    patch.setattr(money, "follows", always)


def confirms_before_noting(patch: pytest.MonkeyPatch) -> None:
    note = MoneyRequest._note

    def hasty(self: MoneyRequest, frame: Frame, outcome: Outcome) -> Outcome:
        self._talk.acknowledge(frame)
        return note(self, frame, outcome)

    patch.setattr(MoneyRequest, "_note", hasty)


def every_no_is_final(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(MoneyRequest, "_is_unproven", lambda *_anything: False)


def a_lost_line_is_aborted(patch: pytest.MonkeyPatch) -> None:
    run = MoneyRequest.run

    def hopeful(self: MoneyRequest) -> Outcome:
        outcome = run(self)
        lost = isinstance(outcome, Unknown) and outcome.cause is UnknownCause.LINE_LOST
        return NO if lost else outcome

    patch.setattr(MoneyRequest, "run", hopeful)


BREAKS: Final[dict[str, Break]] = {
    "a timeout is declined": Break(timeout_is_declined, (Fault.REPLY_LOST,)),
    "the charge is sent again": Break(
        sends_the_charge_again,
        (
            Fault.REPLY_LOST,
            Fault.TOUCH_AGAIN,
        ),
    ),
    "any amount is ours": Break(takes_any_amount, (Fault.REPLY_WRONG_AMOUNT,)),
    "any terminal is ours": Break(takes_any_terminal, (Fault.REPLY_WRONG_TERMINAL,)),
    "中止 without asking": Break(
        aborts_without_asking,
        (
            Fault.NAK,
            Fault.REPLY_LATE,
            Fault.TOUCH_AGAIN,
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
    "every no is final": Break(
        every_no_is_final,
        (
            Fault.TOUCH_AGAIN,
            Fault.OTHER_CARD,
        ),
    ),
    "a lost line is a no": Break(a_lost_line_is_aborted, (Fault.POWER_LOSS_AFTER_DEBIT,)),
}
