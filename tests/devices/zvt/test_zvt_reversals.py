"""取消 by the receipt number."""

from dataclasses import replace

import pytest

from pos.domain.brands import Brand, CancelRule
from pos.domain.money import Yen
from pos.domain.payment import (
    AbortCause,
    Aborted,
    Approved,
    Declined,
    Direction,
    TransactionRecord,
    Unknown,
)
from pos.ports import LastResult
from tests.devices.zvt.paper import (
    DONE,
    FINE,
    MARK,
    START,
    TERMINAL,
    abort,
    at_paper,
    message,
    status,
)

ORIGINAL = TransactionRecord(
    Direction.CHARGE, TERMINAL, "000007", Yen(500), START, Brand.OTHER, "", "", receipt_no="0007"
)


def test_a_reversal_names_the_receipt() -> None:
    back = status(8, 500, cancels=7)
    till, paper = at_paper(m0630=[FINE, back, DONE])
    outcome, _ = till.cancel(ORIGINAL)
    assert isinstance(outcome, Approved)
    assert outcome.record.direction is Direction.CANCEL
    assert outcome.record.cancels == "000007"
    assert bytes.fromhex("063006123456870007") in b"".join(paper.raw)


@pytest.mark.parametrize(
    "answer", [status(8, 500, cancels=6), status(8, 400, cancels=7), status(9, 500, cancels=7)]
)
def test_another_reversal_than_ours_is_unknown(answer: str) -> None:
    till, _ = at_paper(m0630=[FINE, answer, DONE])
    outcome, _ = till.cancel(ORIGINAL)
    assert isinstance(outcome, Unknown)


@pytest.mark.parametrize("code", [0xB4, 0xB5])
def test_a_refused_reversal(code: int) -> None:
    till, _ = at_paper(m0630=[FINE, message("040f", f"27{code:02x}29{TERMINAL}"), abort(code)])
    outcome, _ = till.cancel(ORIGINAL)
    assert isinstance(outcome, Declined)
    assert outcome.code == f"{code:02X}"


def test_a_refused_reversal_that_became_a_transaction() -> None:
    no = status(8, 0, code=0x66, receipt=None)
    till, _ = at_paper(m0630=[FINE, no, abort(0x66)], m0620=[MARK, [FINE, no, DONE]])
    outcome, _ = till.cancel(ORIGINAL)
    assert isinstance(outcome, Declined)


@pytest.mark.parametrize(
    ("rule", "original"),
    [
        (CancelRule.NEVER, ORIGINAL),
        (CancelRule.ANY, replace(ORIGINAL, receipt_no="")),
        (CancelRule.LAST_ONLY, replace(ORIGINAL, sequence="000006")),
    ],
)
def test_a_cancellation_that_is_never_sent(rule: CancelRule, original: TransactionRecord) -> None:
    till, paper = at_paper(cancel=rule)
    outcome, _ = till.cancel(original)
    assert isinstance(outcome, Aborted)
    assert outcome.cause is AbortCause.NOT_SENT
    assert "0630" not in paper.commands


def test_the_last_transaction_may_be_taken_back() -> None:
    till, _ = at_paper(cancel=CancelRule.LAST_ONLY, m0630=[FINE, status(8, 500, cancels=7), DONE])
    last = till.last()
    assert last.record is not None
    outcome, _ = till.cancel(last.record, last)
    assert isinstance(outcome, Approved)


def test_never_on_another_terminal_than_the_one_that_took_it() -> None:
    """Its receipt number is somebody else's payment there."""
    till, paper = at_paper(m0630=[FINE, status(8, 500, cancels=7), DONE])
    outcome, _ = till.cancel(replace(ORIGINAL, terminal_no="29001007"))
    assert isinstance(outcome, Aborted)
    assert outcome.cause is AbortCause.NOT_SENT
    assert "0630" not in paper.commands


def test_never_where_the_terminal_does_not_tell_its_number() -> None:
    till, paper = at_paper(m0600=[FINE, message("060f", "1900490392")])
    outcome, _ = till.cancel(ORIGINAL, LastResult(None, 0))
    assert isinstance(outcome, Aborted)
    assert "0630" not in paper.commands


@pytest.mark.parametrize("rule", [CancelRule.ANY, CancelRule.LAST_ONLY])
def test_of_the_last_transaction_the_answer_need_not_name_it(rule: CancelRule) -> None:
    till, _ = at_paper(cancel=rule, m0630=[FINE, status(8, 500), DONE])
    last = till.last()
    assert last.record is not None
    outcome, _ = till.cancel(last.record, last)
    assert isinstance(outcome, Approved)


def test_of_an_earlier_transaction_the_answer_must_name_it() -> None:
    till, _ = at_paper(m0630=[FINE, status(8, 500), DONE])
    outcome, _ = till.cancel(replace(ORIGINAL, sequence="000005", receipt_no="0005"))
    assert isinstance(outcome, Unknown)


def test_the_last_result_shows_the_reversal_of_another_one() -> None:
    other = [FINE, status(8, 500, cancels=4), DONE]
    till, _ = at_paper(m0630=[FINE, abort(0x9B)], m0620=[MARK, other])
    outcome, _ = till.cancel(replace(ORIGINAL, sequence="000005", receipt_no="0005"))
    assert isinstance(outcome, Unknown)
