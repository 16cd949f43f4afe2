"""Conversations with the simulated ZVT terminal, byte by byte, serial and TCP."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pos.devices.simulator.books import card_number
from pos.devices.simulator.scenario import Fault, Inquiry, Scenario, Step
from pos.devices.simulator.zvt.fields import number, read_fields, read_objects
from pos.devices.simulator.zvt.wire import ACK, framed
from tests.devices.zvt_simulator.counter import (
    PAY,
    REGISTER,
    REPEAT,
    TERMINAL,
    Counter,
    registered,
)  # fmt: skip

BASE = Scenario(terminal=TERMINAL, delay_s=(1.0, 1.0))


def with_steps(*steps: Step, **head: object) -> Scenario:
    return replace(BASE, steps=steps, **head)  # type: ignore[arg-type]


def fields(message: str) -> dict[int, bytes]:
    """Of a status information."""
    raw = bytes.fromhex(message)
    return read_fields(raw[3:] if raw[2] < 255 else raw[5:])


@pytest.mark.parametrize("tcp", [False, True])
def test_registration_tells_terminal_and_currency(tcp: bool) -> None:
    assert Counter(tcp=tcp).ask(REGISTER) == ["800000", "060f0a19002952500042490392"]


def test_every_byte_of_a_serial_registration() -> None:
    counter = Counter()
    counter.put(framed(bytes.fromhex(REGISTER)))
    counter.wait(0.0)
    assert b"".join(counter.line) == ACK + framed(b"\x80\0\0") + framed(
        bytes.fromhex("060f0a19002952500042490392")
    ) + ACK  # fmt: skip


def test_another_currency_is_no_registration() -> None:
    counter = Counter()
    assert counter.ask("06 00 06 123456 ba 0978")[-1] == "061e036f0392"
    assert counter.ask(PAY) == ["846b00"]
    assert counter.total == 0


def test_a_payment_as_the_counter_wants_it() -> None:
    counter = registered(with_steps(Step(card="Visa", balance=3_000)), by=REGISTER)
    heard = counter.ask(PAY)
    assert counter.controls() == ["8000", "04ff", "04ff", "040f", *["06d1"] * 8, "060f"]
    assert heard[1].startswith("04ff250a01062124")  # insert card, a minute, a text of lines
    assert heard[2] == "04ff010e"
    told = fields(heard[3])
    assert told[0x27] == b"\0"
    assert number(told[0x04]) == 1250
    assert told[0x49].hex() == "0392"
    assert (told[0x0B].hex(), told[0x87].hex(), told[0x29].hex()) == ("000123", "0043", TERMINAL)
    assert (told[0x0D].hex(), told[0x8B]) == ("1124", b"Visa\0")
    assert told[0x22].hex() == "e" * 12 + card_number(0)[-4:]
    assert number(read_objects(told[0x06])[0x1F3F]) == 1750
    assert any("Für".encode("cp437").hex() in each for each in heard)
    assert counter.total == 1250
    assert counter.ask(REPEAT)[1] == heard[3]


def test_a_quiet_registration_gets_the_result_only() -> None:
    counter = registered(tcp=True)
    counter.ask(PAY)
    assert counter.controls() == ["8000", "040f", "060f"]


def test_a_counter_that_takes_blocks_gets_one() -> None:
    counter = registered(
        by="06 00 10 123456 8e 0392 06 08 26 06 0a 04 06d1 06d3".replace("06 00 10", "06 00 10")
    )
    heard = counter.ask(PAY)
    blocks = [each for each in heard if each.startswith("06d3")]
    assert len(blocks) == 1
    assert b"K-U-N-D-E-N" in bytes.fromhex(blocks[0])


def test_card_numbers_in_clear_where_the_scenario_says_so() -> None:
    counter = registered(replace(BASE, clear_pan=True), by=REGISTER)
    heard = counter.ask(PAY)
    assert card_number(0) in heard[3]
    assert card_number(0).encode().hex() in "".join(heard)


def test_a_decline_is_a_transaction_with_its_code() -> None:
    counter = registered(with_steps(Step(Fault.BALANCE_SHORT)))
    heard = counter.ask(PAY)
    assert counter.controls() == ["8000", "040f", "061e"]
    assert heard[-1] == "061e0171"
    assert (fields(heard[1])[0x27].hex(), fields(heard[1])[0x0B].hex()) == ("71", "000123")
    assert counter.total == 0
    assert counter.ask(REPEAT)[1] == heard[1]


def test_a_stopped_wait_for_a_card_is_no_transaction() -> None:
    counter = registered(with_steps(Step(delay_s=30.0)))
    counter.ask(PAY, for_s=5.0)
    assert counter.ask("06 b0 00") == ["800000", "040f07276c2952500042", "061e016c"]
    assert counter.ask(REPEAT)[1].startswith("040f")
    assert fields(counter.heard[1])[0x0B].hex() == "000122"
    assert counter.total == 0


def test_a_stop_comes_too_late_once_the_card_was_there() -> None:
    counter = registered(with_steps(Step(delay_s=1.0)))
    counter.ask(PAY, for_s=1.1)
    counter.ask("06 b0 00")
    assert counter.controls() == ["8000", "040f", "060f"]
    assert counter.total == 1250


def test_nobody_comes() -> None:
    counter = registered(with_steps(Step(Fault.NO_CARD, seconds=20.0)))
    assert counter.ask(PAY) == ["800000", "061e016c"]


def test_busy_means_ask_again() -> None:
    counter = registered(with_steps(Step(delay_s=30.0)))
    counter.ask(PAY, for_s=1.0)
    for command in (PAY, REPEAT, "05 01 03 123456", REGISTER):
        assert counter.ask(command, for_s=0.0) == ["849c00"]
    counter.wait(60.0)
    assert counter.total == 1250


def test_a_repeated_command_is_no_second_payment() -> None:
    counter = registered()
    counter.acknowledges = False
    counter.ask(PAY, lambda _control: "", for_s=0.5)
    counter.say(PAY)
    counter.acknowledges = True
    counter.wait(60.0)
    assert counter.total == 1250


def test_a_reversal_names_what_it_took_back() -> None:
    counter = registered()
    counter.ask(PAY)
    heard = counter.ask("06 30 06 123456 87 0043")
    assert counter.controls() == ["8000", "040f", "060f"]
    assert (fields(heard[1])[0x37].hex(), fields(heard[1])[0x0B].hex()) == ("000123", "000124")
    assert counter.total == 0
    assert counter.ask(REPEAT)[1] == heard[1]
    assert counter.ask("06 30 06 123456 87 0043")[-1] == "061e01b4"
    assert counter.ask("06 30 06 123456 87 0999")[-1] == "061e01b5"


def test_nothing_is_reversed_after_the_end_of_day() -> None:
    counter = registered()
    counter.ask(PAY)
    counter.ask("06 50 03 123456")
    assert counter.ask("06 30 06 123456 87 0043")[-1] == "061e01b5"
    assert counter.total == 1250


def test_refund_and_balance() -> None:
    counter = registered(with_steps(Step(card="JCB", balance=500)))
    counter.ask("06 31 0d 123456 04 000000000300 49 0392")
    assert counter.total == -300
    told = fields(counter.ask("06 03 00")[1])
    assert number(told[0x04]) == 800
    assert told[0x8B] == b"JCB\0"


@pytest.mark.parametrize(("command", "after"), [("06 10 03 123456", 1), ("06 50 03 123456", 0)])
def test_totals_and_the_end_of_day(command: str, after: int) -> None:
    counter = registered(with_steps(Step(card="Visa"), Step(card="girocard"), Step(card="Visa")))
    for _ in range(3):
        counter.ask(PAY)
    counter.ask("06 30 06 123456 87 0045")
    told = fields(counter.ask(command)[1])
    assert number(told[0x04]) == 2500
    groups = told[0x60]
    assert groups[:4].hex() == "00430046"
    assert [(groups[at], number(groups[at + 1 : at + 7])) for at in range(4, 53, 7)] == [
        (1, 1250), (0, 0), (0, 0), (0, 0), (1, 1250), (0, 0), (0, 0),
    ]  # fmt: skip
    assert len(counter.books.today) == (counter.books.settled == 0) * len(counter.books.movements)
    assert (counter.books.settled == 0) == bool(after)


def test_a_daily_total_that_is_not_ours() -> None:
    counter = registered(with_steps(Step(card="Visa"), daily_total_off=300))
    counter.ask(PAY)
    assert number(fields(counter.ask("06 50 03 123456")[1])[0x04]) == 1550


def test_status_diagnosis_reset_log_off_and_the_unknown() -> None:
    counter = registered()
    assert counter.ask("05 01 03 123456") == ["800000", "060f0100"]
    assert counter.ask("05 01 05 123456 03 02") == [
        "800000",
        "060f0bf0f0f7322e31342e313500",
    ]  # as ecrterm has it
    assert counter.ask("06 70 00") == ["800000", "060f0a19002952500042490392"]
    assert counter.ask("06 18 00") == ["800000", "060f00"]
    assert counter.ask("06 c7 00") == ["848300"]
    assert counter.ask("06 02 00") == ["800000"]
    assert counter.ask(PAY) == ["846b00"]


@pytest.mark.parametrize(
    "command", ["06 01 00", "06 01 07 04 000000000000", "06 01 02 f7 01", "06 30 03 123456"]
)
def test_a_command_that_makes_no_sense(command: str) -> None:
    assert registered().ask(command) == ["849a00"]


def test_no_last_transaction_and_other_last_results() -> None:
    counter = registered(
        replace(
            BASE,
            inquiries=(
                Step(Fault.LAST_NONE, of=Inquiry.LAST),
                Step(Fault.LAST_REJECTED, of=Inquiry.LAST),
                Step(Fault.LAST_OLDER, of=Inquiry.LAST),
            ),
        )
    )
    counter.ask(PAY)
    counter.ask(PAY)
    assert counter.ask(REPEAT) == ["800000", "061e01eb"]
    assert counter.ask(REPEAT) == ["848300"]
    assert fields(counter.ask(REPEAT)[1])[0x0B].hex() == "000122"  # older than what we knew before
    assert fields(counter.ask(REPEAT)[1])[0x0B].hex() == "000124"


@pytest.mark.parametrize(
    ("word", "said", "offset"),
    [("completed", ["800000", "060f00"], 0), ("plain", ["800000"], 0), ("refused", ["848300"], 86_400)],
)
def test_the_clock_can_be_set(word: str, said: list[str], offset: int) -> None:
    counter = registered(replace(BASE, clock_offset_s=86_400, set_clock=word))
    counter.now_s = 0.0
    assert counter.ask("06 91 08 aa 261124 0c 101530", for_s=0.0) == said
    counter.ask(PAY)
    at = counter.books.movements[-1].at
    expected = counter.clock().replace(hour=10, minute=15, second=31) + timedelta(seconds=offset)
    assert at == f"{expected:%Y%m%d%H%M%S}"


def test_numbers_wrap() -> None:
    counter = registered(replace(BASE, number=999_999))
    told = fields(counter.ask(PAY)[1])
    assert told[0x0B].hex() == "000001"
