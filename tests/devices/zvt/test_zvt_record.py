"""What the driver tells of its conversation."""

import pytest

from pos.domain.payment import Approved
from tests.devices.zvt.paper import DONE, FINE, INSERT, Raw, Wait, abort, at_paper, message, status

PAN = "4111111111111111"


def test_a_charge_is_told_from_beginning_to_end() -> None:
    till, _ = at_paper(m0601=[FINE, INSERT, status(more=f"22f0f8{PAN}"), DONE])
    before = till.last()
    till.kept.words.clear()
    outcome, _ = till.charge(before=before)
    assert isinstance(outcome, Approved)
    assert outcome.record.card_last4 == "1111"
    words = till.kept.words
    assert words[0] == ("begin subtract_value", {"amount": 300, "reference": "R1"})
    assert words[1] == ("out 06 01", {"amount": 300})
    assert words[2] == ("in ACK", {})
    assert ("in 04 FF", {"code": "0A"}) in words
    result = dict(words)["in 04 0F"]
    assert (result["code"], result["amount"], result["trace"]) == ("00", 300, "000008")
    assert words[-1][0] == "end approved"
    assert words[-1][1]["receipt_no"] == "0008"


def test_questions_and_trouble_are_told() -> None:
    till, _ = at_paper(m0620=[FINE, abort(0xEB)])
    till.last()
    names = [name for name, _ in till.kept.words]
    assert names[0] == "begin query_last_successful_transaction_result"
    assert names[1] == "opened"
    assert names[-1] == "end answered"
    assert ("in 06 1E", {"code": "EB"}) in till.kept.words


def test_noise_is_told_without_its_content() -> None:
    broken = b"\x10\x02" + bytes.fromhex(PAN) + b"\x10\x03\x00\x00"
    till, _ = at_paper(m0601=[FINE, Raw(broken), Wait(1), status(), DONE])
    till.charge()
    assert ("in noise", {}) in till.kept.words
    assert ("out NAK", {}) in till.kept.words


def test_nowhere_a_card_number_or_the_password() -> None:
    slip = message("06d1", "00" + f"Karte {PAN}".encode().hex())
    told = status(more=f"22f0f8{PAN}" + f"23f1f1{PAN}d2512f" + "3cf0f1f6" + PAN.encode().hex())
    till, _ = at_paper(m0601=[FINE, INSERT, told, slip, DONE])
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)
    everything = repr(till.kept) + repr(outcome) + b"".join(till.kept.contents).hex()
    for secret in (PAN, PAN.encode().hex(), "123456"):
        assert secret not in everything
    assert outcome.slip == ("Karte ************1111",)


SHAPES = [
    "4111  1111  1111  1111",
    "4111/1111/1111/1111",
    "4111_1111_1111_1111",
    "4 1 1 1  1 1 1 1  1 1 1 1  1 1 1 1",
    "41111111\n11111111",
    "411111111\n1111111",  # nine digits in the first line: they are part of sixteen
    "4111 1111\n1111 1111",
]


@pytest.mark.parametrize("number", SHAPES)
@pytest.mark.parametrize("block", [False, True], ids=["06 D1", "06 D3"])
def test_no_card_number_in_whatever_shape_the_slip_has_it(number: str, block: bool) -> None:
    lines = [each.encode() for each in f"Beleg 0042 EUR\n{number}\nEUR".split("\n")]
    texts = b"".join(b"\x07" + bytes([len(each)]) + each for each in lines)
    many = [message("06d1", "00" + each.hex()) for each in lines]
    inner = b"\x25" + bytes([len(texts)]) + texts
    whole = [message("06d3", (b"\x06" + bytes([len(inner)]) + inner).hex())]
    till, _ = at_paper(m0601=[FINE, status(), *(whole if block else many), DONE])
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)
    assert outcome.slip[0] == "Beleg 0042 EUR"
    assert sum(c.isdigit() for line in outcome.slip[1:] for c in line) <= 4
    assert b"111" not in b"".join(till.kept.contents)


def test_a_plain_slip_stays_readable() -> None:
    line = "24.11.2026 10:15:30 Trace 000123 Beleg 0042 JPY 1,250"
    till, _ = at_paper(m0601=[FINE, status(), message("06d1", "00" + line.encode().hex()), DONE])
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)
    assert outcome.slip == (line,)
