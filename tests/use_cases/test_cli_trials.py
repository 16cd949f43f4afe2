"""What a technician reads at the command line: true sentences, the terminal's code, Japanese words."""

import argparse
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from pos.cli import parser
from pos.cli.terminal import Trial
from pos.cli.terminal_site import settle_wanted, terminal_of
from pos.config import Settings, TerminalSettings, load_settings, write_settings
from pos.devices.simulator_process import SimulatorProcess, start_simulator
from pos.domain.money import Yen
from pos.domain.payment import (
    AbortCause,
    Aborted,
    Declined,
    Direction,
    NotCharged,
    Outcome,
    ResultCode,
    Unknown,
    UnknownCause,
)
from pos.errors import DeviceError, Reason
from pos.ports import CancelRequest, Health, Notice, Phase, Progress, Received, Stop, Tell
from pos.system import now
from pos.wording.trials import code_text, health_text, progress_text, trial_text, trial_trouble
from tests.support.obliging import ObligingTerminal
from tests.support.terminals import PACE, fault, scenario
from tests.use_cases.test_cli import madoguchi, terminal

ENGLISH = re.compile(r"[A-Za-z]{4,}")


@contextmanager
def simulated(folder: Path, *steps: str) -> Iterator[SimulatorProcess]:
    """On TCP: a pty's number may come round to another process of a busy machine."""
    with start_simulator(folder, scenario=scenario(folder, *steps), pace=PACE, tcp=True) as simulator:
        yield simulator


@pytest.mark.parametrize("typed", ["12", "1234567", "abcdef", "", "１２３４５６"])
def test_a_password_that_is_none_is_refused_where_it_is_typed(typed: str) -> None:
    said = madoguchi("terminal", "check", "--driver", "zvt", "--port", "x", "--password", typed)
    assert (said.code, said.out) == (2, "")
    assert "--password: 数字6桁" in said.err


@pytest.mark.parametrize(
    "typed",
    ["socket://192.0.2.7:99999", "socket://192.0.2.7", "socket://:20007", "socket://h:0", "hwgrep://"],
)
def test_an_address_that_can_never_be_one_is_refused_where_it_is_typed(typed: str) -> None:
    said = madoguchi("terminal", "check", "--driver", "zvt", "--port", typed)
    assert (said.code, said.out) == (2, "")
    assert "接続先（ポート）" in said.err


def test_an_amount_over_the_cap_says_so(tmp_path: Path) -> None:
    with simulated(tmp_path / "t") as simulator:
        said = terminal(simulator, "charge", "--amount", "60000")
        assert said.code == 3
        assert "¥60,000は1回の上限¥20,000を超えています" in said.out
        assert "つながら" not in said.out
        json = terminal(simulator, "charge", "--amount", "60000", "--json").json
        assert (json["outcome"], json["code"], json["amount"]) == ("declined", "amount_over_cap", 60_000)
        assert simulator.books().total == 0


@pytest.mark.parametrize("protocol", ["tl3500", "zvt"])
def test_each_operation_has_its_own_words(tmp_path: Path, protocol: str) -> None:
    with start_simulator(tmp_path / "t", protocol=protocol, pace=PACE, tcp=True) as simulator:
        balance = terminal(simulator, "balance", driver=protocol)
        assert balance.code == 0
        assert "金額を送って" not in balance.err
        assert balance.out.count("残高") == 1
        charge = terminal(simulator, "charge", "--amount", "300", driver=protocol)
        assert charge.err.count("カードをかざしてください") == 1
        assert "書類を作って" not in charge.err
        cancel = terminal(simulator, "cancel", driver=protocol)
        assert (cancel.code, "金額を送って" in cancel.err) == (0, False)
        again = terminal(simulator, "cancel", driver=protocol)
        assert again.code == 3
        assert "現金" not in again.out + again.err


def test_the_terminals_own_code_is_told_in_words_too(tmp_path: Path) -> None:
    with simulated(tmp_path / "t", fault("balance_short")) as simulator:
        said = terminal(simulator, "charge", "--amount", "300")
    assert said.code == 3
    assert "端末コード 6B 残高不足" in said.out
    assert "現金" not in said.out


def test_an_unknown_code_promises_nothing(tmp_path: Path) -> None:
    steps = scenario(tmp_path, fault("reject", code="EE"))
    with start_simulator(tmp_path / "t", scenario=steps, protocol="zvt", pace=PACE, tcp=True) as simulator:
        said = terminal(simulator, "charge", "--amount", "300", driver="zvt")
    assert "端末コード EE この表にないコード" in said.out
    assert "もう一度会計" not in said.out


def test_the_version_of_a_terminal_is_no_code(tmp_path: Path) -> None:
    with simulated(tmp_path / "t") as simulator:
        json = terminal(simulator, "check", "--json").json
        assert (json["code"], json["version"] != "") == ("", True)
        said = terminal(simulator, "check")
        assert f"端末の版 {json['version']}" in said.out
        assert "カード読取部=正常" in said.out
        assert not ENGLISH.search(said.out.replace(json["version"], "").replace(json["terminal_no"], ""))


def test_a_terminal_that_tells_no_parts_gets_no_empty_brackets() -> None:
    health = Health(True, "52500042", (), 3)
    assert health_text(health) == "端末識別番号 52500042 の端末は正常です。時計の差 3秒"
    assert health_text(replace(health, terminal_no="")) == "端末は正常です。時計の差 3秒"
    parts = (("card", "ok"), ("rf", "error"))
    told = health_text(replace(health, ok=False, parts=parts))
    assert "異常があります（カード読取部=正常、非接触読取部=異常）。" in told


@dataclass
class Reversing(ObligingTerminal):
    """Its answer to a 取消 is lost, and what it then shows took `takes_back` back."""

    takes_back: str = ""

    def cancel_value(self, request: CancelRequest, *, stop: Stop, tell: Tell, received: Received) -> Outcome:
        self.write(Direction.CANCEL, request.amount, self.takes_back)
        return Unknown(UnknownCause.NO_ANSWER)


@pytest.mark.parametrize(("taken_back", "outcome"), [("000002", "approved"), ("000001", "unknown")])
def test_a_reversal_of_another_payment_is_not_our_cancellation(taken_back: str, outcome: str) -> None:
    terminal = Reversing(now, takes_back=taken_back)
    for _ in range(2):
        terminal.write(Direction.CHARGE, Yen(300))
    assert Trial(terminal, now, lambda: False).cancel(None).outcome == outcome


def test_a_touch_is_asked_for_once() -> None:
    assert progress_text("charge", Progress(Phase.WAIT_CARD, Notice.TOUCH)).count("かざして") == 1
    assert progress_text("cancel", Progress(Phase.LINK_SEND)) == "端末に取消を求めています。"


def test_what_did_not_happen_is_said_of_the_operation() -> None:
    declined = trial_text(Declined(ResultCode.COMMAND_ERROR, "B4", ""), Direction.CANCEL)
    assert "取消" in declined
    assert "現金" not in declined
    for cause in AbortCause:
        assert "お金は動いていません" in trial_text(Aborted(cause), Direction.CHARGE)
        assert "現金" not in trial_text(Aborted(cause), Direction.CHARGE)
    assert "会計" not in trial_text(NotCharged("mark"), Direction.CHARGE)
    assert code_text("stopped", "zvt") == ""
    assert code_text("EE", "zvt") == "EE この表にないコード"


def test_what_was_not_asked_for_is_no_lost_line() -> None:
    for note in ("the contract allows no cancellation", "amount ¥60,000 outside the contract",
                 "registration refused: 83"):  # fmt: skip
        said = trial_text(Aborted(AbortCause.NOT_SENT, message=note), Direction.CANCEL)
        assert "つながら" not in said
        assert "お金は動いていません" in said
    lost = trial_text(Aborted(AbortCause.NOT_SENT, message="06 01: no answer"), Direction.CHARGE)
    assert "つながら" in lost


def test_a_terminal_that_is_not_there_is_told_without_the_counters_advice() -> None:
    detail = "socket://127.0.0.1:1: Could not open port socket://127.0.0.1:1: [Errno 111] Connection refused"
    said = trial_trouble(DeviceError(Reason.TERMINAL_UNREACHABLE, port="socket://127.0.0.1:1", detail=detail))
    assert "接続先 socket://127.0.0.1:1" in said
    assert "接続先（ポート）と端末の種類" in said
    assert "現金" not in said
    assert said.index("接続を断られました") < said.index("[Errno 111]")


def _parsed(*words: str) -> argparse.Namespace:
    return parser().parse_args(["terminal", *words])


def test_the_folder_brings_all_that_is_not_typed(tmp_path: Path) -> None:
    terminal = TerminalSettings(
        driver="zvt", port="socket://192.0.2.7:20007", password="123456", baud_rate=19_200
    )
    write_settings(Settings(tmp_path, practice=False, terminal=terminal), tmp_path / "settings.toml")
    site = load_settings(data=tmp_path)
    assert terminal_of(_parsed("check"), site) == terminal
    other = terminal_of(_parsed("check", "--port", "COM7"), site)
    assert (other.driver, other.port, other.password, other.baud_rate) == ("zvt", "COM7", "123456", 19_200)
    typed = terminal_of(_parsed("check", "--driver", "tl3500", "--password", "000001"), site)
    assert (typed.driver, typed.port, typed.password, typed.baud_rate) == (
        "tl3500", "socket://192.0.2.7:20007", "000001", 0,
    )  # fmt: skip


def test_a_folder_without_settings_brings_no_driver(tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        terminal_of(_parsed("check", "--port", "COM7"), load_settings(data=tmp_path))


def test_a_settlement_is_confirmed() -> None:
    said = madoguchi("terminal", "daily-log", "--settle", "--driver", "zvt", "--port", "COM7")
    assert (said.code, "--yes" in said.err, "0に戻ります" in said.err) == (2, True, True)


@pytest.mark.parametrize(("answer", "wanted"), [("はい\n", True), ("いいえ\n", False), ("\n", False)])
def test_a_person_is_asked_before_a_settlement(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], answer: str, wanted: bool
) -> None:
    class Person:
        def isatty(self) -> bool:
            return True

        def readline(self) -> str:
            return answer

    monkeypatch.setattr("sys.stdin", Person())
    assert settle_wanted(_parsed("daily-log", "--settle", "--driver", "zvt", "--port", "x")) is wanted
    assert "端末の集計は0に戻ります" in capsys.readouterr().err
    assert settle_wanted(_parsed("daily-log", "--driver", "zvt", "--port", "x"))
