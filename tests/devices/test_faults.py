"""Every fault of the simulated terminal ends in the right word, over a real pty and a real process.

The simulator's books are the truth: what the driver says must fit them, and what it could not say
must be found by asking afterwards; the next customer is never hurt by the fault before.
"""

from collections.abc import Callable

import pytest

from pos.devices.simulator_process import SimulatorProcess
from pos.domain.payment import (
    AbortCause,
    Aborted,
    Approved,
    Declined,
    NotCharged,
    Outcome,
    ResultCode,
    Unknown,
    UnknownCause,
)
from pos.errors import DeviceError
from tests.devices.bench import Till, till_on

TillAt = Callable[..., tuple[Till, SimulatorProcess]]


def word(outcome: Outcome) -> str:
    """The outcome in short: its kind and its cause or code."""
    match outcome:
        case Approved():
            return "approved"
        case Declined(code=code):
            return f"declined {code}"
        case Aborted(cause=cause):
            return f"aborted {cause.value}"
        case Unknown(cause=cause):
            return f"unknown {cause.value}"


PAID, FREE = 1, 0
CASES = [
    ("none", "", "approved", PAID),
    ("balance_short", "", "declined 6B", FREE),
    ("reject", 'code = "71"', "declined 71", FREE),
    ("reject", 'code = "ZZ"', "unknown unknown_code", FREE),
    ("touch_again", "", "approved", PAID),
    ("other_card", "", "approved", PAID),
    ("touch_again_only", "", "declined 6F", FREE),
    ("no_card", "", "aborted no_card", FREE),
    ("reply_lost", "", "unknown no_answer", PAID),
    ("ack_lost", "", "approved", PAID),
    ("ack_lost", "count = 3", "approved", PAID),
    ("nak", "", "approved", PAID),
    ("nak", "count = 3", "aborted busy", FREE),
    ("busy", "seconds = 10", "unknown not_acknowledged", FREE),
    ("dead", "seconds = 40", "unknown not_acknowledged", FREE),
    ("wrong_bcc", "", "approved", PAID),
    ("wrong_bcc", "count = 3", "unknown no_answer", PAID),
    ("reply_truncated", "", "approved", PAID),
    ("reply_duplicate", "", "approved", PAID),
    ("reply_wrong_amount", "", "unknown wrong_answer", PAID),
    ("reply_wrong_terminal", "", "unknown wrong_answer", PAID),
    ("reply_late", "seconds = 30", "unknown no_answer", PAID),
    ("power_loss_before_debit", "seconds = 4", "unknown line_lost", FREE),
    ("power_loss_after_debit", "seconds = 4", "unknown line_lost", PAID),
    ("garbage_before", "", "approved", PAID),
    ("split_bytes", "", "approved", PAID),
    ("card_removed", "", "approved", PAID),
    ("unfinished_paid", "seconds = 30", "approved", PAID),
    ("our_ack_lost", "", "approved", PAID),
    ("gap", "byte = 100\nseconds = 1", "approved", PAID),
    ("glued", "", "approved", PAID),
    ("length_max", "", "approved", PAID),
    ("control_bytes", "", "approved", PAID),
    ("reply_wrong_sequence", "", "unknown wrong_answer", PAID),
    ("unknown_command", "", "approved", PAID),
    ("noise", 'phase = "after_ack"', "approved", PAID),
    ("silent", 'phase = "during_answer"\nseconds = 20', "unknown no_answer", PAID),
    ("cable_pulled", 'phase = "during_answer"\nseconds = 4', "unknown line_lost", PAID),
    ("port_refused", 'phase = "after_debit"\nseconds = 4', "unknown line_lost", PAID),
]


@pytest.mark.parametrize(("fault", "more", "said", "paid"), CASES)
def test_fault_ends_in_the_right_word(till: TillAt, fault: str, more: str, said: str, paid: int) -> None:
    desk, simulator = till(f'[[step]]\n[[step]]\nfault = "{fault}"\n{more}\n')
    first, _ = desk.charge(500)
    assert isinstance(first, Approved)

    outcome, intent = desk.charge(300)

    assert word(outcome) == said
    assert [each.amount for each in simulator.books().charges] == [500] + [300] * paid
    if isinstance(outcome, Unknown):
        desk.clear_when_back()
        verdict = desk.recover(intent)
        assert isinstance(verdict, Approved if paid else NotCharged), verdict

    after, _ = desk.charge(300)  # the same amount again: nothing old may answer for it

    assert isinstance(after, Approved)
    assert after.record.sequence == f"{paid + 2:012d}"
    assert simulator.books().total == 500 + 300 * paid + 300


def test_the_answer_before_ours_is_no_answer(till: TillAt) -> None:
    desk, simulator = till('[[step]]\n[[step]]\nfault = "reply_previous"\n')
    desk.charge(300)
    outcome, _ = desk.charge(300)
    assert isinstance(outcome, Approved)
    assert outcome.record.sequence == "000000000002"
    assert simulator.books().total == 600


def test_a_silent_terminal_is_unknown(till: TillAt) -> None:
    desk, simulator = till('[[step]]\nfault = "silent"\nseconds = 1000\n')
    outcome, _ = desk.charge()
    assert word(outcome) == "unknown no_answer"
    assert simulator.books().charges == ()


def test_balance_short_tells_the_visitor(till: TillAt) -> None:
    desk, _ = till('[[step]]\nfault = "balance_short"\n')
    outcome, _ = desk.charge()
    assert outcome == Declined(ResultCode.DEFICIENT, "6B", "잔액부족")
    assert "balance_short" in [each.notice.value for each in desk.told]
    assert desk.noted == [outcome]


CANCELS = [
    ("none", "", "approved", PAID),
    ("no_card", "", "aborted no_card", FREE),
    ("reply_lost", "", "unknown no_answer", PAID),
    ("wrong_bcc", "", "approved", PAID),
    ("power_loss_before_debit", "seconds = 4", "unknown line_lost", FREE),
    ("power_loss_after_debit", "seconds = 4", "unknown line_lost", PAID),
]


@pytest.mark.parametrize(("fault", "more", "said", "moved"), CANCELS)
def test_a_cancellation_too(till: TillAt, fault: str, more: str, said: str, moved: int) -> None:
    desk, simulator = till(f'[[step]]\n[[step]]\nfault = "{fault}"\n{more}\n')
    sold, _ = desk.charge(500)
    assert isinstance(sold, Approved)

    outcome, intent = desk.cancel(sold.record)

    assert word(outcome) == said
    assert simulator.books().total == (0 if moved else 500)
    if isinstance(outcome, Unknown):
        desk.clear_when_back()
        assert isinstance(desk.recover(intent), Approved if moved else NotCharged)


def test_only_the_last_transaction_is_cancelled(till: TillAt) -> None:
    desk, simulator = till()
    first, _ = desk.charge(500)
    desk.charge(300)
    assert isinstance(first, Approved)
    outcome, _ = desk.cancel(first.record)
    assert word(outcome) == f"aborted {AbortCause.NOT_SENT.value}"
    assert simulator.books().total == 800


def test_cancelled_twice_is_refused(till: TillAt) -> None:
    desk, simulator = till()
    sold, _ = desk.charge(500)
    assert isinstance(sold, Approved)
    undone, _ = desk.cancel(sold.record)
    assert isinstance(undone, Approved)
    again, _ = desk.cancel(undone.record)  # the newest transaction is the cancellation itself
    assert word(again) == "declined 0"
    assert simulator.books().total == 0


def test_back_under_another_name(till: TillAt) -> None:
    """Its old name stays dead; under the new one the truth is found."""
    desk, simulator = till('[[step]]\nfault = "renamed"\nphase = "after_debit"\nseconds = 4\n')
    before = desk.last()
    outcome, intent = desk.charge(300, before=before)
    assert word(outcome) == "unknown line_lost"
    with pytest.raises(DeviceError):
        desk.terminal.clear_output(stop=lambda: False)
    moved = till_on(f"{simulator.address}-2")
    moved.clear_when_back()
    assert isinstance(moved.recover(intent), Approved)
    moved.terminal.close()
    assert [each.amount for each in simulator.books().charges] == [300]


def test_what_was_declined_is_in_the_books(till: TillAt) -> None:
    desk, simulator = till('[[step]]\nfault = "balance_short"\n[[step]]\n')
    desk.charge(300)
    sold, _ = desk.charge(500)
    assert isinstance(sold, Approved)
    assert isinstance(desk.cancel(sold.record)[0], Approved)
    books = simulator.books()
    assert [(each.amount, each.code) for each in books.declined] == [(300, "6B")]
    assert [each.cancels for each in books.cancels] == [books.charges[0].sequence]
    assert (books.reversed, books.total) == ((), 0)


def test_over_tcp(till: TillAt) -> None:
    desk, simulator = till('[[step]]\n[[step]]\nfault = "power_loss_after_debit"\nseconds = 4\n', tcp=True)
    paid, _ = desk.charge(500)
    assert isinstance(paid, Approved)
    outcome, intent = desk.charge(300)
    assert outcome == Unknown(UnknownCause.LINE_LOST, getattr(outcome, "message", ""))
    desk.clear_when_back()
    assert isinstance(desk.recover(intent), Approved)
    assert simulator.books().total == 800
