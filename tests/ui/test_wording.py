"""Every reason and every state has words; no sentence leaves a hole."""

from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

import pytest

from pos.domain.brands import Brand, CancelRule
from pos.domain.catalog import TaxClass
from pos.domain.ids import StaffId
from pos.domain.money import Yen
from pos.domain.payment import (
    AbortCause,
    Aborted,
    Approved,
    CashTaken,
    Conclusion,
    Declined,
    Direction,
    Method,
    NotCharged,
    PaymentState,
    ResultCode,
    Settlement,
    TransactionRecord,
    Unknown,
    UnknownCause,
)
from pos.domain.sale import SaleKind, SaleState
from pos.domain.staff import Right, Role
from pos.errors import OperatingError, Reason
from pos.ports import Notice, Phase
from pos.wording import conclusion_text, method_name, say
from pos.wording.outcomes import ABORTS, PAYMENT_STATES, RESULTS, SALE_STATES, UNKNOWNS
from pos.wording.progress import NOTICES, PHASES, STEPS
from pos.wording.reasons import SENTENCES
from pos.wording.words import BRANDS, CANCEL_RULES, METHODS, RIGHTS, ROLES, SALE_KINDS, TAX_CLASSES

TABLES: list[tuple[type[Enum], object]] = [
    (Reason, SENTENCES), (PaymentState, PAYMENT_STATES), (SaleState, SALE_STATES), (AbortCause, ABORTS),
    (UnknownCause, UNKNOWNS), (ResultCode, RESULTS), (Phase, PHASES), (Notice, NOTICES), (Right, RIGHTS),
    (Role, ROLES), (Brand, BRANDS), (Method, METHODS), (SaleKind, SALE_KINDS), (TaxClass, TAX_CLASSES),
    (CancelRule, CANCEL_RULES),
]  # fmt: skip
RECORD = TransactionRecord(
    Direction.CHARGE, "T", "1", Yen(50), datetime(2026, 11, 23, tzinfo=UTC), Brand.WAON, "1234", "9"
)
CONCLUSIONS: list[Conclusion] = [
    Approved(RECORD), CashTaken(), NotCharged("mark"), Declined(ResultCode.DEFICIENT, "6B", "", Yen(20)),
    Settlement(StaffId("1"), StaffId("2"), charged=True, brand=Brand.WAON, reason="r", evidence="e"),
    *(Aborted(cause) for cause in AbortCause), *(Unknown(cause) for cause in UnknownCause),
]  # fmt: skip


@pytest.mark.parametrize(("members", "words"), TABLES, ids=lambda value: getattr(value, "__name__", ""))
def test_every_member_has_words(members: type[Enum], words: dict[Enum, object]) -> None:
    assert set(words) == set(members)


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_says_what_to_do(reason: Reason) -> None:
    words = say(OperatingError(reason))
    assert words.endswith("。")
    assert "{" not in words
    assert "いけません" not in words
    assert words.isprintable()


def test_facts_fill_the_sentence() -> None:
    words = say(OperatingError(Reason.AMOUNT_OVER_CAP, amount=Yen(30_000), cap=Yen(20_000)))
    assert "¥30,000" in words
    assert "¥20,000" in words


def test_a_right_is_said_in_words() -> None:
    assert "「締め」" in say(OperatingError(Reason.NOT_ALLOWED, name="佐藤", right="close_day"))


@pytest.mark.parametrize("conclusion", CONCLUSIONS, ids=str)
def test_every_conclusion_is_a_sentence(conclusion: Conclusion) -> None:
    assert conclusion_text(conclusion).endswith("。")


def test_whether_money_moved_is_always_said() -> None:
    for cause in AbortCause:
        assert "お金は動いていません" in conclusion_text(Aborted(cause))
    assert "お金は動いていません" in conclusion_text(Declined(ResultCode.NONE, "X1", ""))
    assert "分かりません" in conclusion_text(Unknown(UnknownCause.NO_ANSWER))


def test_short_balance_tells_the_balance() -> None:
    assert "残高不足です（残高¥20）。" in conclusion_text(Declined(ResultCode.DEFICIENT, "6B", "", Yen(20)))


def test_phases_lie_on_the_step_list() -> None:
    assert {step for step, _words in PHASES.values()} == set(range(len(STEPS)))


def test_method_names() -> None:
    assert method_name("cash") == "現金"
    assert method_name("e_money", "waon") == "WAON"
    assert method_name("e_money", "unknown") == "電子マネー"


def test_a_terminals_id_has_one_name() -> None:
    """端末識別番号. Clerk, paper and message name the same thing by the same word."""
    root = Path(__file__).parents[2]
    files = [each for part in ("pos", "receipts") for each in (root / part).rglob("*.py")]
    assert len(files) > 100
    assert not [each for each in files if "端末番号" in each.read_text(encoding="utf-8")]
