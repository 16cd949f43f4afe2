"""The commands byte for byte, and what codes mean."""

from datetime import datetime

import pytest

from pos.devices.zvt.codec import Apdu, encoded
from pos.devices.zvt.commands import ACCEPTED, NOT_POSSIBLE, Commands, refusal_code, reply_to
from pos.devices.zvt.verdicts import declined, is_certain, progress_of, refused
from pos.domain.days import JST
from pos.domain.money import Yen
from pos.domain.payment import AbortCause, Aborted, ResultCode
from pos.ports import Notice, Phase, Progress

SAY = Commands("123456")


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (SAY.registration(), "060010123456be03920300060626040a0206d3"),
        (SAY.authorisation(Yen(1_250)), "06010a04000000001250490392"),
        (SAY.authorisation(Yen(300), "0042"), "06011104000000000300490392" + "06051f1f020042"),
        (SAY.reversal("0042"), "063006123456870042"),
        (SAY.refund(Yen(300)), "06310d12345604000000000300490392"),
        (SAY.balance(), "060300"),
        (SAY.last_result(), "0620051234560303"),
        (SAY.turnover_totals(), "061003123456"),
        (SAY.end_of_day(), "065003123456"),
        (SAY.status_enquiry(), "050103123456"),
        (SAY.diagnosis(), "067000"),
        (SAY.reset(), "061800"),
        (SAY.log_off(), "060200"),
        (SAY.abort(), "06b000"),
        (SAY.set_clock(datetime(2026, 11, 24, 10, 15, 31, tzinfo=JST)), "069108aa2611240c101531"),
    ],
)
def test_commands(command: Apdu, expected: str) -> None:
    assert encoded(command).hex() == expected


@pytest.mark.parametrize("password", ["", "12345", "1234567", "abcdef", "１２３４５６"])
def test_a_password_that_is_none(password: str) -> None:
    with pytest.raises(ValueError, match="six digits"):
        Commands(password)


@pytest.mark.parametrize("amount", [Yen(0), Yen(-1), Yen(10**12)])
def test_an_amount_that_cannot_be_said(amount: Yen) -> None:
    with pytest.raises(ValueError, match=r"amount|digits"):
        SAY.authorisation(amount)


def test_replies() -> None:
    assert refusal_code(Apdu(0x849C)) == 0x9C
    assert refusal_code(Apdu(0x8400)) is None
    assert refusal_code(Apdu(0x8000)) is None
    assert reply_to(Apdu(0x040F)) == ACCEPTED
    assert reply_to(Apdu(0x0F77)) == NOT_POSSIBLE
    assert reply_to(Apdu(0x8000)) is None
    assert reply_to(Apdu(0x849C)) is None


@pytest.mark.parametrize(
    ("code", "progress"),
    [
        (0x0A, Progress(Phase.WAIT_CARD, Notice.TOUCH)),
        (0x01, Progress(Phase.CARD_IN_FIELD)),
        (0x41, Progress(Phase.CARD_IN_FIELD, Notice.REMOVE_CARD)),
        (0x04, Progress(Phase.PROCESSING)),
        (0x44, Progress(Phase.PROCESSING, Notice.REMOVE_CARD)),
        (0x0B, Progress(Phase.CARD_IN_FIELD, Notice.REMOVE_CARD)),
        (0x4B, Progress(Phase.CARD_IN_FIELD, Notice.REMOVE_CARD)),
        (0x0C, Progress(Phase.WAIT_CARD, Notice.TOUCH_AGAIN)),
        (0x14, Progress(Phase.PROCESSING, Notice.BALANCE_SHORT)),
        (0x54, Progress(Phase.PROCESSING, Notice.BALANCE_SHORT)),
        (0x05, Progress(Phase.RECOVERING)),
        (0x0E, None),
        (0x17, None),
        (0xFF, None),
        (0xC7, None),
    ],
)
def test_progress_codes(code: int, progress: Progress | None) -> None:
    assert progress_of(code) == progress


def test_each_code_has_one_meaning() -> None:
    for code in range(1, 0x100):
        said = declined(code, "no")
        assert said.code == f"{code:02X}"
        if code < 0x64:
            assert said.result is ResultCode.CENTER_ERROR
    assert {code for code in range(0x100) if is_certain(code)} == {0x6C, 0x71, 0x78}
    assert declined(0xAB, "").result is ResultCode.NONE


def test_what_is_no_refusal_but_an_end() -> None:
    assert refused(declined(0x6C, ""), stopped=True) == Aborted(AbortCause.STOPPED, "6C")
    assert refused(declined(0x6C, ""), stopped=False) == Aborted(AbortCause.NO_CARD, "6C")
    assert refused(declined(0xA0, ""), stopped=False) == Aborted(AbortCause.BUSY, "A0")
    assert refused(declined(0x71, ""), stopped=False) == declined(0x71, "")
