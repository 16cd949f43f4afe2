"""What only this terminal can do: 処理未了 with a late result, repeated results, 日計."""

from collections.abc import Callable

import pytest

from pos.config import TerminalSettings
from pos.devices import open_terminal
from pos.domain.brands import Brand
from pos.domain.days import JST
from pos.domain.evidence import judge
from pos.domain.money import Yen
from pos.domain.payment import (
    AbortCause,
    Aborted,
    Approved,
    Declined,
    Outcome,
    ResultCode,
    Unknown,
    UnknownCause,
)
from pos.errors import DeviceError, Reason
from pos.ports import ChargeRequest, DailyLogKind, Notice, Phase, Progress
from pos.system import now
from tests.conformance.happenings import Happening
from tests.conformance.masking import gives_away
from tests.conformance.site import Stand, never
from tests.third_driver.simulator import Own, Simulator
from tests.third_driver.simulator_books import FULL

Play = Callable[..., tuple[Stand, Simulator]]


def test_unfinished_keeps_the_balance_before_and_proves_nothing(play: Play) -> None:
    at, simulator = play(Happening.PAYS, Own.UNFINISHED)
    at.charge(500)
    outcome, intent = at.charge()
    assert isinstance(outcome, Unknown)
    assert (outcome.cause, outcome.balance_before) == (UnknownCause.NO_EVIDENCE, Yen(FULL))
    assert outcome.card_last4 == simulator.card_numbers()[-1][-4:]
    assert at.noted == [outcome], "kept before the terminal hears of it"
    assert isinstance(at.verdict(intent), Unknown)
    assert at.last().record is None
    assert isinstance(at.charge(150)[0], Approved)


def test_the_final_result_after_404_decides(play: Play) -> None:
    at, simulator = play(Happening.PAYS, Own.UNFINISHED_TAKEN, Own.UNFINISHED_REFUSED)
    at.charge(500)
    taken, _ = at.charge()
    assert isinstance(taken, Approved)
    assert at.noted == [taken]
    assert Progress(Phase.RECOVERING) in at.told
    refused, _ = at.charge()
    assert isinstance(refused, Declined)
    assert simulator.taken() == 800


def test_a_final_result_that_nobody_waited_for_is_found_later(play: Play) -> None:
    """The clerk ended the wait: the last result tells once it is there."""
    at, simulator = play(Happening.PAYS, Own.UNFINISHED_TAKEN)
    at.charge(500)
    at.told = StopAt(at, Phase.RECOVERING)
    outcome, intent = at.charge()
    assert isinstance(outcome, Unknown)
    verdicts = [at.verdict(intent)]
    while simulator.books.entries[-1].code == "404":
        verdicts.append(at.verdict(intent))
    assert isinstance(at.verdict(intent), Approved)
    assert all(isinstance(each, Unknown) for each in verdicts[:1])


class StopAt(list[Progress]):
    """Presses 中止 when a phase is told."""

    def __init__(self, at: Stand, phase: Phase) -> None:
        super().__init__()
        self._at = at
        self._phase = phase

    def append(self, progress: Progress) -> None:
        super().append(progress)
        self._at.stopped = self._at.stopped or progress.phase is self._phase


@pytest.mark.parametrize(
    ("happening", "word"),
    [(Own.CENTRE_AWAY, ResultCode.COMMUNICATION_ERROR), (Happening.REFUSED, ResultCode.CENTER_ERROR)],
)
def test_a_clear_no(play: Play, happening: Own | Happening, word: ResultCode) -> None:
    at, simulator = play(happening)
    outcome, _ = at.charge()
    assert isinstance(outcome, Declined)
    assert (outcome.result, simulator.taken()) == (word, 0)


def test_a_code_on_no_sheet_is_unknown(play: Play) -> None:
    outcome, _ = play(Own.UNKNOWN_CODE)[0].charge()
    assert isinstance(outcome, Unknown)
    assert outcome.cause is UnknownCause.UNKNOWN_CODE


def test_stop_after_the_card_was_read_changes_nothing(play: Play) -> None:
    at, simulator = play(Own.SLOW)
    at.told = StopAt(at, Phase.PROCESSING)
    outcome, _ = at.charge()
    assert isinstance(outcome, Approved)
    assert simulator.taken() == 300


@pytest.mark.parametrize("stopped", [True, False])
def test_an_answer_under_the_number_of_13_is_proved(play: Play, stopped: bool) -> None:
    at, _ = play(Happening.PAYS, Own.STOP_NUMBER)
    at.charge(500)
    at.told = StopAt(at, Phase.WAIT_CARD) if stopped else at.told
    outcome, _ = at.charge()
    assert isinstance(outcome, Aborted)
    assert outcome.cause is (AbortCause.STOPPED if stopped else AbortCause.NO_CARD)


def test_a_lost_result_is_not_mistaken_for_nobody_came(play: Play) -> None:
    """This terminal answers 13 with T01 although it charged: the last result decides."""
    at, simulator = play(Happening.PAYS, Happening.REPLY_LOST)
    at.charge(500)
    outcome, _ = at.charge()
    assert isinstance(outcome, Approved)
    assert simulator.taken() == 800


def test_the_visitor_is_asked_to_touch_again(play: Play) -> None:
    at, _ = play(Own.TOUCH_AGAIN)
    assert isinstance(at.charge()[0], Approved)
    assert Notice.TOUCH_AGAIN in [each.notice for each in at.told]


def test_pieces_and_noise(play: Play) -> None:
    at, simulator = play(Own.IN_PIECES)
    assert isinstance(at.charge()[0], Approved)
    for _, _, content, _ in at.heard.said:
        assert not gives_away(content, [*simulator.card_numbers(), "6900123481726310"])


def test_what_cannot_be_kept_is_not_acknowledged_and_comes_again(play: Play) -> None:
    at, simulator = play(Happening.PAYS, Happening.PAYS)
    at.charge(500)
    last = at.last()

    class DiskFullError(Exception):
        pass

    class Full(list[Outcome]):
        def append(self, _outcome: Outcome) -> None:
            raise DiskFullError

    at.noted = Full()
    with pytest.raises(DiskFullError):
        at.charge()
    assert simulator.acknowledged == [1], "the first alone"
    while simulator.repeated == 0:
        at.last()
    assert at.last().as_mark() != last.as_mark()


def test_slip_numbers_wrap(play: Play) -> None:
    at, _ = play(first_slip=99_998)
    outcomes = [at.charge(amount)[0] for amount in (100, 200, 300)]
    numbers = [each.record.sequence for each in outcomes if isinstance(each, Approved)]
    assert numbers == ["99998", "99999", "00001"]


def test_a_cancellation_is_the_last_result(play: Play) -> None:
    at, simulator = play()
    paid, _ = at.charge()
    assert isinstance(paid, Approved)
    taken_back, intent = at.cancel(paid.record)
    assert isinstance(taken_back, Approved)
    last = at.last()
    assert judge(intent, last.record, now()) == Approved(taken_back.record)
    assert simulator.taken() == 0
    again, _ = at.cancel(paid.record)
    assert isinstance(again, Aborted)
    assert again.cause is AbortCause.NOT_SENT


def test_the_balance_of_a_card(play: Play) -> None:
    at, simulator = play()
    at.charge()
    reading = at.terminal.read_value(stop=never, tell=at.told.append)
    assert reading is not None
    assert (reading.brand, reading.balance, reading.last_amount) == (Brand.TRANSIT_IC, Yen(FULL), Yen(300))
    assert reading.card_last4 == simulator.card_numbers()[-1][-4:]
    assert reading.last_at is not None
    assert reading.last_at.tzinfo is JST


@pytest.mark.parametrize("stopped", [True, False])
def test_nobody_shows_a_card_for_its_balance(play: Play, stopped: bool) -> None:
    at, _ = play(Happening.NOBODY_COMES)
    at.last()
    told = StopAt(at, Phase.WAIT_CARD) if stopped else at.told
    assert at.terminal.read_value(stop=at.stop, tell=told.append) is None
    at.terminal.clear_output(stop=never)


def test_the_daily_log_starts_anew(play: Play) -> None:
    at, _ = play()
    at.charge(300)
    at.charge(150)
    logs = [
        at.terminal.access_daily_log(kind, stop=never)
        for kind in (DailyLogKind.REPORTING, DailyLogKind.SETTLEMENT, DailyLogKind.REPORTING)
    ]
    assert [[(each.brand, each.count, each.amount.amount) for each in log.totals] for log in logs] == [
        [(Brand.TRANSIT_IC, 2, 450)],
        [(Brand.TRANSIT_IC, 2, 450)],
        [],
    ]


def test_a_deaf_terminal_is_unreachable_and_nothing_is_sent(play: Play) -> None:
    at, simulator = play(Happening.DEAD)
    simulator.deaf_s = 30.0
    at.charge()
    commands = simulator.commands.count("10")
    with pytest.raises(DeviceError) as silent:
        at.terminal.check_health(stop=never)
    assert silent.value.reason is Reason.TERMINAL_UNREACHABLE
    assert simulator.commands.count("10") == commands == 1


def test_a_terminal_that_still_processes_is_busy(play: Play) -> None:
    at, simulator = play(Own.ENDLESS)
    outcome, _ = at.charge()
    assert isinstance(outcome, Unknown)
    with pytest.raises(DeviceError) as busy:
        at.terminal.clear_output(stop=never)
    assert busy.value.reason is Reason.TERMINAL_BUSY
    again = at.terminal.subtract_value(
        ChargeRequest(Yen(300), now(), None), stop=never, tell=at.told.append, received=at.noted.append
    )
    assert isinstance(again, Aborted)
    assert (again.cause, simulator.commands.count("10")) == (AbortCause.NOT_SENT, 1)


@pytest.mark.usefixtures("installed")
def test_another_drivers_timing_is_refused() -> None:
    with pytest.raises(TypeError, match="Timing"):
        open_terminal(TerminalSettings(driver="sakura"), clock=now, address="socket://127.0.0.1:9", timing=3)
