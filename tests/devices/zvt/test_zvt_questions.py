"""Questions that move no money: last result, health, balance, totals, standby; and the clock."""

import pytest

from pos.domain.brands import Brand
from pos.domain.money import Yen
from pos.domain.payment import Approved, Declined, NotCharged, ResultCode, Unknown
from pos.errors import DeviceError, Reason, RefusedError
from pos.ports import DailyLogKind, Notice
from tests.devices.zvt.paper import (
    DONE,
    FINE,
    INSERT,
    MARK,
    TERMINAL,
    WORKING,
    abort,
    at_paper,
    message,
    status,
)


def never() -> bool:
    return False


# --- last result ------------------------------------------------------------------------------------


def test_the_last_result() -> None:
    till, paper = at_paper()
    last = till.last()
    assert last.record is not None
    assert (last.record.sequence, last.record.receipt_no) == ("000007", "0007")
    assert last.clock_offset_s == 0
    assert last.refusal is None
    assert bytes.fromhex("06200512345603") in b"".join(paper.raw)


def test_a_last_result_that_was_refused() -> None:
    till, _ = at_paper(m0620=[FINE, status(8, code=0x71, receipt=None), DONE])
    last = till.last()
    assert last.refusal == Declined(ResultCode.DEFICIENT, "71", "")
    assert last.record is not None
    assert last.record.sequence == "000008"


@pytest.mark.parametrize(
    "answer",
    [
        [FINE, abort(0xEB)],
        ["848300"],
        [FINE, DONE],
        [FINE, message("040f", f"276c29{TERMINAL}"), DONE],
        [FINE, status(8, currency="0978"), DONE],
        [FINE, message("040f", "2700"), DONE],
    ],
)
def test_a_last_result_that_tells_nothing(answer: list[object]) -> None:
    till, _ = at_paper(m0620=answer)
    assert till.last().record is None


@pytest.mark.parametrize("lost", [["846b00"], [FINE, abort(0x6B)]])
def test_a_registration_that_was_lost(lost: list[object]) -> None:
    till, paper = at_paper(m0620=[MARK, lost, MARK])
    till.last()
    assert till.last().record is not None
    assert paper.commands.count("0600") == 2


def test_busy_is_asked_again_in_two_seconds() -> None:
    till, paper = at_paper(m0620=[["849c00"], ["849c00"], MARK])
    started = paper.now_s
    assert till.last().record is not None
    assert 4 <= paper.now_s - started < 7


def test_busy_for_good_is_said() -> None:
    till, _ = at_paper(m0620=["849c00"])
    with pytest.raises(DeviceError) as raised:
        till.last()
    assert raised.value.reason is Reason.TERMINAL_BUSY


def test_a_silent_terminal_is_unreachable() -> None:
    till, _ = at_paper(m0620=[FINE])
    with pytest.raises(DeviceError):
        till.last()


@pytest.mark.parametrize(
    ("newest", "kind"),
    [
        (MARK, NotCharged),
        ([FINE, status(), DONE], Approved),
        ([FINE, status(code=0x71, receipt=None), DONE], Declined),
        ([FINE, status(9, cancels=8, receipt=9), DONE], NotCharged),
        ([FINE, status(9), DONE], Unknown),
        ([FINE, status(amount=301), DONE], Unknown),
        ([FINE, status(terminal="29001007"), DONE], Unknown),
        ([FINE, status(at="0c1015310d1123"), DONE], Unknown),
        ([FINE, abort(0xEB)], Unknown),
    ],
)
@pytest.mark.parametrize("tcp", [False, True])
def test_what_recovery_makes_of_it(tcp: bool, newest: list[object], kind: type) -> None:
    till, _ = at_paper(tcp=tcp, m0601=[FINE, WORKING], m0620=[MARK, newest])
    outcome, intent = till.charge()
    assert isinstance(outcome, Unknown)
    assert isinstance(till.recover(intent), kind)


# --- the clock --------------------------------------------------------------------------------------


def test_a_clock_that_cannot_be_set_is_unknown_until_a_payment_shows_it() -> None:
    paid = [FINE, status(at="0c1015330d1124"), DONE]
    till, _ = at_paper(m0691=["848300"], m0601=paid)
    assert till.last().clock_offset_s is None
    till.charge()
    assert till.last().clock_offset_s == 3


def test_without_a_clock_nothing_is_approved() -> None:
    till, _ = at_paper(m0691=["848300"], m0601=[FINE, WORKING], m0620=[MARK, [FINE, status(), DONE]])
    _, intent = till.charge()
    assert isinstance(till.recover(intent), Unknown)


def test_the_clock_is_set() -> None:
    till, paper = at_paper(m0691=[FINE, DONE])
    till.last()
    assert bytes.fromhex("069108aa2611240c101530").replace(b"\x10", b"\x10\x10") in b"".join(paper.raw)


# --- standby ----------------------------------------------------------------------------------------


def test_standby_ends_what_was_pending() -> None:
    till, paper = at_paper(m06b0=[FINE, message("040f", f"276c29{TERMINAL}"), abort(0x6C)])
    till.terminal.clear_output(stop=never)
    assert paper.commands == ["06b0", "0501"]


def test_standby_waits_for_a_payment_that_is_under_way() -> None:
    till, paper = at_paper(
        m06b0=["849c00", WORKING, status(), DONE], m0501=[["849c00"], [FINE, message("060f", "00")]]
    )
    till.terminal.clear_output(stop=never)
    assert paper.commands == ["06b0", "0501", "0501"]


def test_a_terminal_that_never_stands_by() -> None:
    till, _ = at_paper(m0501=["849c00"])
    with pytest.raises(DeviceError):
        till.terminal.clear_output(stop=never)


# --- health -----------------------------------------------------------------------------------------


def test_health() -> None:
    version = message("060f", "f0f0f7322e31342e313500")
    till, paper = at_paper(m0501=[FINE, version], m0670=[FINE, WORKING, DONE])
    health = till.terminal.check_health(stop=never)
    assert health.ok
    assert health.terminal_no == TERMINAL
    assert health.version == "2.14.15"
    assert dict(health.parts) == {"terminal": "ok", "host": "ok", "clock": "ok"}
    assert paper.commands == ["06b0", "0501", "0600", "0691", "0501", "0670"]


@pytest.mark.parametrize(
    ("standing", "diagnosis", "parts"),
    [
        ("c2", [FINE, DONE], {"terminal": "error", "host": "ok", "clock": "ok"}),
        ("dc", [FINE, DONE], {"terminal": "ok", "host": "ok", "clock": "ok"}),
        ("00", [FINE, abort(0xA3)], {"terminal": "ok", "host": "error", "clock": "ok"}),
        ("00", ["848300"], {"terminal": "ok", "host": "unknown", "clock": "ok"}),
    ],
)
def test_ill_health(standing: str, diagnosis: list[object], parts: dict[str, str]) -> None:
    till, _ = at_paper(m0501=[FINE, message("060f", standing)], m0670=diagnosis)
    health = till.terminal.check_health(stop=never)
    assert dict(health.parts) == parts
    assert health.ok == ("error" not in parts.values())


# --- balance ----------------------------------------------------------------------------------------


def test_a_balance() -> None:
    told = message("040f", "270004000000004700490392" + "22f0f8eeeeeeeeeeee1234" + "8a0a")
    till, _ = at_paper(m0603=[FINE, INSERT, told, DONE])
    reading = till.terminal.read_value(stop=never, tell=till.tell)
    assert reading is not None
    assert (reading.balance, reading.card_last4, reading.brand) == (Yen(4_700), "1234", Brand.CREDIT)
    assert (reading.last_amount, reading.last_at) == (None, None)  # not told
    assert Notice.TOUCH in [each.notice for each in till.told]


def test_nobody_with_a_card() -> None:
    till, _ = at_paper(m0603=[FINE, INSERT, abort(0x6C)])
    assert till.terminal.read_value(stop=never, tell=till.tell) is None


def test_a_balance_that_is_refused() -> None:
    till, _ = at_paper(m0603=[FINE, INSERT, abort(0x83)])
    with pytest.raises(DeviceError) as raised:
        till.terminal.read_value(stop=never, tell=till.tell)
    assert raised.value.reason is Reason.TERMINAL_REFUSED
    assert raised.value.facts["code"] == "83"


def test_a_balance_inquiry_is_stopped() -> None:
    till, paper = at_paper(m0603=[FINE, INSERT])
    stops = iter([False] * 200)
    assert till.terminal.read_value(stop=lambda: next(stops, True), tell=till.tell) is None
    assert paper.commands[-2:] == ["06b0", "0501"]


# --- totals -----------------------------------------------------------------------------------------

GROUPS = "60f0f5f3" + "00010003" + "01000000000300" + "00000000000000" * 6
TOLD = message("040f", "270004000000000300" + GROUPS)


@pytest.mark.parametrize(
    ("kind", "control"), [(DailyLogKind.REPORTING, "0610"), (DailyLogKind.SETTLEMENT, "0650")]
)
def test_totals(kind: DailyLogKind, control: str) -> None:
    answer = [FINE, "04ff010e", TOLD, message("06d1", "00" + b"KASSENSCHNITT".hex()), DONE]
    till, paper = at_paper(m0610=answer, m0650=answer)
    log = till.terminal.access_daily_log(kind, stop=never)
    assert log.kind is kind
    assert log.terminal_no == TERMINAL
    assert [(each.label, each.count, each.amount) for each in log.totals] == [("girocard", 1, Yen(300))]
    assert log.slip == ("KASSENSCHNITT",)
    assert paper.commands[-1] == control


def test_totals_that_are_refused() -> None:
    till, _ = at_paper(m0650=[FINE, abort(0x77)])
    with pytest.raises(DeviceError) as raised:
        till.terminal.access_daily_log(DailyLogKind.SETTLEMENT, stop=never)
    assert raised.value.reason is Reason.TERMINAL_REFUSED
    assert raised.value.facts["code"] == "77"


def test_a_settlement_whose_answer_was_lost_is_not_asked_for_again() -> None:
    till, paper = at_paper(m0650=[FINE])
    with pytest.raises(DeviceError) as raised:
        till.terminal.access_daily_log(DailyLogKind.SETTLEMENT, stop=never)
    assert raised.value.reason is Reason.TERMINAL_UNREACHABLE
    assert paper.commands.count("0650") == 1


@pytest.mark.parametrize("kind", [DailyLogKind.NONE, DailyLogKind.REPORTING_SETTLEMENT])
def test_a_kind_that_is_none(kind: DailyLogKind) -> None:
    till, _ = at_paper()
    with pytest.raises(RefusedError):
        till.terminal.access_daily_log(kind, stop=never)


def test_a_restart() -> None:
    till, paper = at_paper(m0618=[FINE])
    till.terminal.reset(stop=never)
    till.last()
    assert paper.commands == ["0618", "06b0", "0501", "0600", "0691", "0620"]
    assert paper.opened == 2
