"""Fields of TL3500 messages: what is sent, what is understood, and what never comes out."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.devices.simulator.tl3500.wire import card_report, refusal
from pos.devices.tl3500.codec import Frame
from pos.devices.tl3500.messages import (
    FieldError,
    Rejection,
    cancel_by_number_data,
    cancel_last_data,
    card_of,
    charge_data,
    parts_of,
    result_of,
    version_of,
)
from pos.devices.tl3500.record import facts_of, redacted, shown
from pos.domain.brands import Brand
from pos.domain.money import Yen
from pos.domain.payment import Direction, TransactionRecord
from tests.devices.wiring import CARD, START, TERMINAL, slip


def answer(job: str, data: bytes) -> Frame:
    return Frame(TERMINAL, "20261124101530", job, data)


def approved(data: bytes, direction: Direction | None = Direction.CHARGE) -> TransactionRecord:
    parsed = result_of(answer("b", data), direction)
    assert isinstance(parsed, TransactionRecord)
    return parsed


def test_charge_data_of_the_rules() -> None:
    assert charge_data(Yen(1_250)) == b"1" + b"0000001250" + b"00000000" + b"00000000" + b"00" + b"1"


def test_cancel_data_of_the_rules() -> None:
    last = cancel_last_data(Yen(1_250))
    assert last == b"23" + b"0000001250" + b"0" * 16 + b"00" + b"1" + b" " * 26
    by_number = cancel_by_number_data(approved(slip(8, 300)))
    assert by_number == b"13" + b"0000000300" + b"0" * 16 + b"00" + b"1" + b"T00000004700" + b"20261124101530"
    assert len(last) == len(by_number) == 57


def test_amounts_that_fit_no_field() -> None:
    for amount in (Yen(0), Yen(-1), Yen(10**10)):
        with pytest.raises(ValueError, match="digits"):
            charge_data(amount)


def test_a_prepaid_approval() -> None:
    assert approved(slip(123, 300)) == TransactionRecord(
        direction=Direction.CHARGE,
        terminal_no=TERMINAL,
        sequence="000000000123",
        amount=Yen(300),
        at=START,
        brand=Brand.T_MONEY,
        card_last4="6789",
        approval_no="",
        balance_before=Yen(5_000),
        balance_after=Yen(4_700),
    )


def test_a_credit_approval_has_a_number_and_no_balance() -> None:
    data = bytearray(slip(5, 300))
    data[0:1], data[50:62] = b"1", b"30011122    "
    record = approved(bytes(data), None)
    assert (record.brand, record.approval_no) == (Brand.CREDIT, "30011122")
    assert (record.balance_before, record.balance_after) == (None, None)
    assert record.direction is Direction.CHARGE


def test_the_balances_tell_the_direction() -> None:
    assert approved(slip(5, 300, cancel=True), None).direction is Direction.CANCEL
    with pytest.raises(FieldError, match="balances"):
        approved(slip(5, 300, cancel=True), Direction.CHARGE)


def test_brands() -> None:
    for letter, brand in (
        ("T", Brand.T_MONEY),
        ("E", Brand.CASHBEE),
        ("K", Brand.RAILPLUS),
        ("M", Brand.OTHER),
    ):
        data = slip(5, 300)
        assert approved(data[:50] + letter.encode() + data[51:]).brand is brand


def test_a_rejection_with_korean_words() -> None:
    assert result_of(answer("b", refusal("6B", "잔액부족")), None) == Rejection("6B", "잔액부족")
    assert result_of(answer("l", refusal("", "")), None) == Rejection("", "")


def test_a_rejection_with_broken_words_is_still_one_line() -> None:
    data = refusal("6B", "")[:120] + b"\xff\x0a\x1b[2J" + b" " * 31
    parsed = result_of(answer("b", data), None)
    assert isinstance(parsed, Rejection)
    assert parsed.message.isprintable()


@given(st.binary(max_size=200))
def test_any_content_is_understood_or_refused(data: bytes) -> None:
    for parse in (lambda f: result_of(f, None), card_of, parts_of):
        try:
            parse(answer("b", data))
        except FieldError:
            continue


@given(st.integers(0, 156), st.binary(min_size=1, max_size=1))
def test_one_changed_byte_never_changes_the_amount_unseen(place: int, byte: bytes) -> None:
    """The amount stands in the field and in the difference of the balances: both must agree."""
    data = slip(8, 300)
    changed = data[:place] + byte + data[place + 1 :]
    try:
        parsed = result_of(answer("b", changed), Direction.CHARGE)
    except FieldError:
        return
    if isinstance(parsed, TransactionRecord) and parsed.balance_before is not None:
        assert parsed.amount == Yen(300)


def test_a_card_report() -> None:
    status = card_of(answer("d", card_report("E", CARD, START, 300, 4_700, "O")))
    assert (status.brand, status.card_last4, status.balance) == (Brand.CASHBEE, "6789", Yen(4_700))
    assert (status.last_at, status.last_amount, status.status) == (START, Yen(300), "O")
    assert card_of(answer("d", card_report("T", CARD, None, 0, 0, "0"))).last_at is None


def test_health_and_version() -> None:
    assert parts_of(answer("a", b"NOXF")) == (
        ("card", "absent"), ("rf", "ok"), ("van", "error"), ("server", "error"),
    )  # fmt: skip
    assert parts_of(answer("a", b"?OOO"))[0] == ("card", "unknown")
    assert version_of(answer("v", b"TL3500BP\x00 V10\n.1  ")) == "TL3500BP V10 .1"


@pytest.mark.parametrize("job", ["b", "c", "l", "d"])
def test_no_card_number_leaves(job: str) -> None:
    data = card_report("T", CARD, START, 1, 1, "O") if job == "d" else slip(8, 300)
    seen = answer(job, data)
    starred = redacted(seen)
    assert CARD not in repr(seen)
    assert CARD.encode() not in starred.data
    assert starred.data[18:22] == b"6789"
    assert len(starred.data) == len(seen.data)
    assert CARD not in repr(card_of(seen) if job == "d" else result_of(seen, None))


def test_a_broken_message_shows_no_digit() -> None:
    cut = answer("b", slip(8, 300)[:21])
    assert not any(chr(each).isdigit() for each in redacted(cut).data)
    assert len(redacted(cut).data) == 21
    assert redacted(answer("f", b"04A1B2C3")).data == b"*" * 8
    assert redacted(answer("B", b"x")) == answer("B", b"x")
    assert replace(cut, data=b"") == redacted(replace(cut, data=b""))


def test_what_a_frame_says_is_told_and_all_of_it_is_shown_where_it_is_no_card() -> None:
    paid = answer("b", slip(8, 300))
    assert facts_of(paid)["amount"] == 300
    assert facts_of(paid)["last4"] == CARD[-4:]
    assert redacted(paid).data[22:70] == paid.data[22:70]
    assert shown(paid)[35:192] == redacted(paid).data
    assert facts_of(answer("b", refusal("6B", "no"))) == {"result": "rejected", "code": "6B", "message": "no"}
    assert "problem" in facts_of(answer("b", b"1" * 157))


@pytest.mark.parametrize("number", [CARD, "4111111111111111", "5555 5555 5555 4444", "JE80F12345678901X"])
@pytest.mark.parametrize("place", range(157 - 19))
def test_a_number_anywhere_in_an_answer_is_starred(number: str, place: int) -> None:
    data = slip(8, 300)
    spoilt = data[:place] + number.encode() + data[place + len(number) :]
    seen = redacted(answer("b", spoilt))
    said = repr(facts_of(answer("b", spoilt)))
    for shown_text in (seen.data.decode("latin-1"), said):
        assert number not in shown_text
        assert number[:13].replace(" ", "") not in shown_text.replace(" ", "")


def test_a_number_in_the_terminals_words_is_starred() -> None:
    words = "카드 4111111111111111=25121"
    told = result_of(answer("b", refusal("6D", words)), None)
    assert isinstance(told, Rejection)
    assert "411111111111" not in told.message
    assert "41111" not in redacted(answer("b", refusal("6D", words))).data.decode("latin-1")
    assert "4111111" not in version_of(answer("v", b"V1 4111111111111111"))
