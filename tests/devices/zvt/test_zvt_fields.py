"""Fields of ZVT data, what is read out of them, and what of them may be written down."""

from datetime import datetime

import pytest

from pos.devices.port import AnswerError
from pos.devices.zvt.answers import (
    abort_of,
    brand_of,
    printed,
    record_of,
    refusal_of,
    registered_of,
    standing_of,
)
from pos.devices.zvt.codec import Apdu, decoded
from pos.devices.zvt.daily_log import totals_in
from pos.devices.zvt.fields import Fields, bcd
from pos.devices.zvt.redaction import redacted
from pos.domain.brands import Brand
from pos.domain.days import JST
from pos.domain.money import Yen
from pos.domain.payment import Direction, ResultCode
from tests.devices.zvt.paper import START, message, status

PAN = "4111111111111111"


def apdu(text: str) -> Apdu:
    found = decoded(bytes.fromhex(text))
    assert found is not None
    return found


def fields(text: str) -> Fields:
    return Fields(bytes.fromhex(text))


def test_fixed_and_variable_lengths() -> None:
    found = fields("2700" + "04000000001250" + "22f0f4eeee1234" + "3cf0f0f3414243" + "870042")
    assert found.byte(0x27) == 0
    assert found.digits(0x04) == "000000001250"
    assert found.bytes_of(0x22) == bytes.fromhex("eeee1234")
    assert found.text(0x3C) == "ABC"
    assert found.digits(0x87) == "0042"
    assert found.digits(0x0B) is None


def test_an_unknown_field_ends_the_reading_and_spoils_nothing() -> None:
    found = fields("2700" + "04000000001250" + "bb010203" + "870042")
    assert found.digits(0x04) == "000000001250"
    assert found.digits(0x87) is None


@pytest.mark.parametrize("cut", ["0400", "22f9f9ee", "22f1", "3cf0f1", "0610ab", "0682ff", "06"])
def test_a_field_without_an_end_is_not_there(cut: str) -> None:
    assert fields("2700" + cut).byte(0x27) == 0
    assert fields("2700" + cut).bytes_of(int(cut[:2], 16)) is None


def test_one_field_that_says_two_things() -> None:
    assert fields("27002700").byte(0x27) == 0
    with pytest.raises(AnswerError, match="27"):
        fields("27002705")


def test_what_is_no_number() -> None:
    with pytest.raises(AnswerError, match="field 04"):
        fields("0400000000125a").digits(0x04)


@pytest.mark.parametrize("length", ["81{:02x}", "82{:04x}"])
def test_long_containers(length: str) -> None:
    inside = "1f7a022a27" + "ff4005" + "8103100300" + "1f3f06000000004700"
    size = len(inside) // 2
    found = fields("2700" + "06" + length.format(size) + inside + "870042")
    assert found.tlv(0x1F3F) == bytes.fromhex("000000004700")
    assert found.tlv(0x81) == bytes.fromhex("100300")
    assert found.digits(0x87) == "0042"


@pytest.mark.parametrize("broken", ["1f", "1f80", "25", "250a07", "2583000001", "25808080", "1f7a7f00"])
def test_a_broken_container_spoils_nothing_else(broken: str) -> None:
    found = fields("2700" + f"06{len(broken) // 2:02x}" + broken + "870042")
    assert found.digits(0x87) == "0042"
    assert found.tlv(0x07) is None


def test_containers_in_containers_without_end() -> None:
    nested = b""
    for _ in range(40):
        nested = bytes([0x25, len(nested)]) + nested
    assert Fields(b"\x06" + bytes([len(nested)]) + nested).tlv(0x07) is None


def test_digits() -> None:
    assert bcd(1250, 6).hex() == "000000001250"
    for wrong in (-1, 10**4):
        with pytest.raises(ValueError, match="2 bytes"):
            bcd(wrong, 2)


# --- transactions -----------------------------------------------------------------------------------


def test_a_captured_approval() -> None:
    captured = (
        "040fdb2700040000000000010b0000220c1649230d0308170001197022f0f8eeeeeeeeeeee572629290010062a3130303736"
        "343939322020202020203b32393136373500003cf0f1f447454e2e4e522e3a32393136373549097887002288000022"
        "8a2e8bf1f74465626974204d6173746572636172640006652410070e47454e2e4e522e3a3239313637354307a00000"
        "00041010461f41303030303030303034313031302035463236304546433544323845343531471f41303030303030303034"
        "3130313020354632363045464335443238453435311f1001001f120102"
    )
    with pytest.raises(AnswerError, match="currency 0978"):
        record_of(apdu(captured), START)
    record = record_of(apdu(captured.replace("490978", "490392")), START)
    assert (record.sequence, record.receipt_no, record.amount) == ("000022", "0022", Yen(1))
    assert record.card_last4 == "5726"
    assert record.approval_no == "291675"
    assert record.terminal_no == "29001006"


def test_a_reversal_is_known_by_its_original() -> None:
    record = record_of(apdu(status(9, cancels=8)), START)
    assert record.direction is Direction.CANCEL
    assert record.cancels == "000008"
    assert record_of(apdu(status(9)), START, Direction.CANCEL).direction is Direction.CANCEL


@pytest.mark.parametrize(
    ("now", "told", "expected"),
    [
        ("2027-01-01T00:00:10", "0c2359590d1231", "2026-12-31T23:59:59"),
        ("2026-12-31T23:59:50", "0c0000050d0101", "2027-01-01T00:00:05"),
        ("2026-03-01T10:00:00", "0c1000000d0229", "2024-02-29T10:00:00"),
        ("2026-11-28T10:00:00", "0c1000000d0527", "2026-05-27T10:00:00"),
        ("2027-05-01T10:00:00", "0c1000000d0527", "2027-05-27T10:00:00"),  # a clock that is fast
        ("2027-04-01T10:00:00", "0c1000000d0527", "2026-05-27T10:00:00"),
        ("2028-03-01T10:00:00", "0c1000000d0229", "2028-02-29T10:00:00"),
    ],
)
def test_the_year_is_the_newest_that_is_not_to_come(now: str, told: str, expected: str) -> None:
    here = datetime.fromisoformat(now).replace(tzinfo=JST)
    assert record_of(apdu(status(at=told)), here).at == datetime.fromisoformat(expected).replace(tzinfo=JST)


@pytest.mark.parametrize(
    ("told", "brand"),
    [
        ("", Brand.UNKNOWN),
        ("8aff", Brand.UNKNOWN),
        ("8a06", Brand.CREDIT),
        ("8a0a", Brand.CREDIT),
        ("8a0e", Brand.CREDIT),
        ("8a05", Brand.OTHER),  # girocard: debit
        ("8a2e", Brand.OTHER),  # Maestro: debit
        ("8a61", Brand.CODE),  # Alipay
        ("8aff" + "0604" + "41020105", Brand.CODE),  # WeChat Pay, 261
        ("0604" + "41020100", Brand.OTHER),
    ],
)
def test_brands(told: str, brand: Brand) -> None:
    assert brand_of(fields(told)) is brand


def test_refusals_carry_the_words_of_the_terminal() -> None:
    captured = (
        "040f31270529290010063cf0f1f54b6172746520616267656c65686e74"
        "8a0d06132411070f4b6172746520616267656c65686e74"
    )
    refusal = refusal_of(apdu(captured))
    assert refusal is not None
    assert (refusal.result, refusal.code, refusal.message) == (
        ResultCode.CENTER_ERROR,
        "05",
        "Karte abgelehnt",
    )
    assert refusal_of(apdu(status())) is None
    assert abort_of(Apdu(0x061E)).code == "FF"


def test_completions() -> None:
    assert registered_of(apdu("060f0a19002929001006490978")).terminal_no == "29001006"
    assert registered_of(apdu("060f00")).terminal_no == ""
    assert standing_of(apdu("060f01dc")).code == 0xDC
    versioned = standing_of(apdu("060f0bf0f0f7322e31342e313500"))
    assert (versioned.code, versioned.version) == (0, "2.14.15")
    assert standing_of(apdu("060f00")).code == 0
    assert standing_of(apdu("060f0227c2")).code == 0xC2


def test_printed_lines() -> None:
    assert printed(apdu("06d11900476573616d742020202020203020202020202020302c3030")) == (
        "Gesamt      0       0,00",
    )
    block = message(
        "06d3", "0615" + "1f070102" + "250f" + "070341429a" + "0700" + "0704" + "43444546" + "0900"
    )
    assert printed(apdu(block)) == ("ABÜ", "", "CDEF")
    assert printed(apdu("06d300")) == ()


def test_totals() -> None:
    groups = "".join(f"{count:02x}{yen:012d}" for count, yen in [(1, 300), (0, 0), (2, 700)] + [(0, 0)] * 4)
    told = message("040f", "2700" + "04000000001000" + "60f0f5f3" + "00010003" + groups)
    assert [(each.label, each.count, each.amount) for each in totals_in(apdu(told))] == [
        ("girocard", 1, Yen(300)),
        ("Mastercard", 2, Yen(700)),
    ]
    only_sum = totals_in(apdu(message("040f", "270004000000001000")))
    assert [(each.label, each.amount) for each in only_sum] == [("total", Yen(1_000))]
    with pytest.raises(AnswerError, match="totals of 4 bytes"):
        totals_in(apdu(message("040f", "2700" + "60f0f0f4" + "00010003")))


# --- what may be written down -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        status(more=f"22f0f8{PAN}"),
        status(more="23f1f1" + PAN + "d2512f"),
        status(more="24f0f1f0" + PAN + "2512"),
        status(more="2df1f6" + PAN.encode().hex()),
        status(more="3cf0f1f6" + PAN.encode().hex()),
        status(more="8bf1f6" + PAN.encode().hex()),
        status(more="bb" + PAN),
        status(more="bb" + PAN.encode().hex()),
        status(more="060c" + "1f1a08" + PAN + "00"),
        status(more="0613" + "1f0810" + PAN.encode().hex()),
        status(more="0612" + "0710" + PAN.encode().hex()),
        status(more="0612" + "1f0910" + PAN.encode().hex()),
        message("06d1", "00" + b"PAN 4111 1111 1111 1111 ok".hex()),
        message("06d1", "00" + f"PAN {PAN}".encode().hex()),
        message("06d3", "0614" + "2512" + "0710" + PAN.encode().hex()),
        message("04ff", "0a01" + "0614" + "2412" + "0710" + PAN.encode().hex()),
        message("0f77", PAN),
        message("0f77", PAN.encode().hex()),
        message("061e", "05" + "3cf0f1f6" + PAN.encode().hex()),
        message("060f", "f0f1f6" + PAN.encode().hex() + "00"),
        message("060f", "00" + "22f0f8" + PAN),
        status(more="3b" + PAN),
        status(more="60f0f1f0" + PAN + "0000"),
        status(more="8bf0f8" + PAN),
        status(more="2a" + PAN + "00" * 7),
        status(more="060b" + "1f3f08" + PAN),
        status(more="060a" + "0708" + PAN),
    ],
)
def test_no_card_number_is_written_down(said: str) -> None:
    content = redacted(apdu(said))
    assert len(content) == len(apdu(said).data)
    assert PAN not in content.hex()
    assert PAN[:12] not in content.hex()
    assert PAN.encode() not in content
    assert b"4111 1111" not in content


def test_the_last_four_digits_and_the_numbers_of_the_transaction_stay() -> None:
    content = redacted(apdu(status(more=f"22f0f8{PAN}870008"))).hex()
    assert "22f0f8eeeeeeeeeeee1111" in content
    assert "04000000000300" in content
    assert "0b000008" in content


def test_the_password_is_starred() -> None:
    assert redacted(apdu("063006123456870042")).hex() == "2a2a2a870042"
    assert b"\x12\x34\x56" not in redacted(apdu("060006123456ba0392"))
