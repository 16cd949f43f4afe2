"""The command line as an installer or auditor uses it: exit codes, one JSON object, one charge per call."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from pos.cli.terminal import EXIT_CODES, STOP_SIGNALS, Trial
from pos.config import TerminalSettings, write_settings
from pos.devices import open_terminal
from pos.devices.simulator_process import SimulatorProcess, start_simulator
from pos.domain.ids import TerminalId
from pos.domain.money import Yen
from pos.domain.payment import Method
from pos.ports import Notice
from pos.system import now
from pos.wording import notice_text
from tests.support.terminals import PACE, fault, scenario
from tests.support.till import CHIEF, CHIEF_PASSWORD, CLERK, HASTY, Site, never, yen_basket

ROOT = Path(__file__).resolve().parents[2]
FIELDS = {"outcome", "amount", "balance_before", "balance_after", "code", "message"}


@dataclass(frozen=True)
class Said:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """Its stdout, which is exactly one JSON object on one line."""
        assert self.out.endswith("\n")
        assert self.out.count("\n") == 1
        answer: dict[str, Any] = json.loads(self.out)
        return answer


def madoguchi(*words: str, typed: str = "") -> Said:
    done = subprocess.run(
        [sys.executable, "-W", "error", "main.py", *words],
        cwd=ROOT, capture_output=True, encoding="utf-8", timeout=90, check=False, input=typed,
        env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return Said(done.returncode, done.stdout, done.stderr)


def terminal(simulator: SimulatorProcess, action: str, *words: str, driver: str = "tl3500") -> Said:
    return madoguchi("terminal", action, "--driver", driver, "--port", simulator.address, *words)


def test_the_terminal_commands_for_a_zvt_terminal(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    with start_simulator(tmp_path / "t", protocol="zvt", pace=PACE, tcp=True) as simulator:
        assert simulator.address.startswith("socket://")

        def run(action: str, *words: str) -> Said:
            return terminal(simulator, action, "--data", data, "--json", *words, driver="zvt")

        assert (check := run("check")).code == 0, check
        charge = run("charge", "--amount", "300")
        assert (charge.code, charge.json["outcome"], charge.json["amount"]) == (0, "approved", 300), charge
        assert simulator.books().total == 300
        last = run("last")
        assert (last.code, last.json["sequence"]) == (0, charge.json["sequence"])
        totals = run("daily-log")
        assert (totals.code, totals.json["kind"]) == (0, "reporting"), totals
        assert sum(each["amount"] for each in totals.json["totals"]) == 300
        assert run("cancel", "--amount", "300").code == 0
        assert simulator.books().total == 0
        settled = run("daily-log", "--settle", "--yes")
        assert (settled.code, settled.json["kind"]) == (0, "settlement"), settled
    log = madoguchi("terminal", "log", "--data", data, "--last", "50", "--json")
    said = log.json["conversations"]
    assert [each["operation"] for each in said].count("subtract_value") == 1
    assert said[-1]["operation"] == "access_daily_log"
    paid = next(each for each in said if each["operation"] == "subtract_value")
    assert "end" in {each["kind"] for each in paid["entries"]}
    assert any("引去りを求めました (06 01) [金額 ¥300]" in line for line in paid["lines"])
    assert any("成立しました" in line for line in paid["lines"])


def test_a_technician_reads_what_was_said(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    empty = madoguchi("terminal", "log", "--last", "--data", data)
    assert (empty.code, "記録がありません" in empty.out) == (3, True)
    with simulated(tmp_path / "t", fault("balance_short")) as simulator:
        assert terminal(simulator, "charge", "--amount", "300", "--data", data).code == 3
    said = madoguchi("terminal", "log", "--last", "--data", data)
    assert said.code == 0
    for words in ("引去りを求めました (B) [金額 ¥300]", "端末コード 6B 残高不足",
                  "お金は動いていません", "かかった時間"):  # fmt: skip
        assert words in said.out
    assert said.out.splitlines()[0].endswith("引去り [金額 ¥300]")
    both = madoguchi("terminal", "log", "--last", "2", "--all", "--data", data, "--json")
    assert [each["operation"] for each in both.json["conversations"]][-1] == "subtract_value"
    assert len(both.json["conversations"]) == 2
    assert str(Path(data) / "logs") in empty.out
    nowhere = madoguchi("terminal", "log", "--reference", "no-such", "--data", data)
    assert (nowhere.code, "8-1" in nowhere.out) == (3, True)
    doctor = madoguchi("doctor", "--data", data, "--json").json
    assert (doctor["log_lost"], doctor["log_writable"]) == (0, True)
    assert doctor["log_size"] > 0


def journal(site: Site) -> list[str]:
    with closing(sqlite3.connect(site.settings.ledger_path)) as ledger:
        return [str(row) for row in ledger.execute("SELECT * FROM journal")]


def test_the_totals_of_a_counter_follow_the_windows_rule(opened_site: Site, tmp_path: Path) -> None:
    data = str(opened_site.settings.data)
    with start_simulator(tmp_path / "t", protocol="zvt", pace=PACE, tcp=True) as simulator:
        where = ("--driver", "zvt", "--port", simulator.address, "--data", data)

        def settle(*words: str, typed: str = f"{CHIEF_PASSWORD}\n") -> Said:
            return madoguchi("terminal", "daily-log", "--settle", "--yes", *where, *words, typed=typed)

        nobody = settle()
        assert (nobody.code, nobody.out, "--staff" in nobody.err) == (2, "", True)
        wrong = settle("--staff", CHIEF.id, "--json", typed="a guess\n")
        assert (wrong.code, wrong.json["code"]) == (3, "login_failed")
        assert not any("terminal daily log" in each for each in journal(opened_site))
        done = settle("--staff", CHIEF.id, "--json")
        assert (done.code, done.json["kind"]) == (0, "settlement"), done
        assert done.err == ""
        (note,) = [each for each in journal(opened_site) if "terminal daily log" in each]
        assert "settlement" in note
        assert CHIEF.id in note
        with closing(opened_site.open()) as counter:
            counter.ledger.promise_sale(
                yen_basket(counter, 300), method=Method.E_MONEY, clerk=CLERK.id, at=counter.clock(),
                terminal_id=TerminalId("T1"),
            )  # fmt: skip
        held = settle("--staff", CHIEF.id, "--json")
        assert (held.code, held.json["code"]) == (3, "terminal_held")
        assert sum("terminal daily log" in each for each in journal(opened_site)) == 1


def test_a_trial_of_the_totals_says_that_it_keeps_nothing(tmp_path: Path) -> None:
    with start_simulator(tmp_path / "t", protocol="zvt", pace=PACE, tcp=True) as simulator:
        said = terminal(simulator, "daily-log", driver="zvt")
    assert said.code == 0
    assert "帳簿には何も記録しません" in said.err


def test_the_contract_of_the_counter_holds_at_the_command_line(opened_site: Site, tmp_path: Path) -> None:
    data = opened_site.settings.data
    (data / "contract.toml").write_text('acquirer = "窓口ペイ"\ncap = 200\n[others]\n', "utf-8")
    with simulated(tmp_path / "t") as simulator:
        words = TerminalSettings(driver="tl3500", port=simulator.address, contract="contract.toml")
        write_settings(replace(opened_site.settings, terminal=words), data / "settings.toml")
        over = madoguchi("terminal", "charge", "--data", str(data), "--amount", "300", "--json")
        assert (over.code, over.json["code"]) == (3, "amount_over_cap"), over
        assert terminal(simulator, "charge", "--data", str(data), "--amount", "300", "--json").code == 3
        assert simulator.books().total == 0
        within = madoguchi("terminal", "charge", "--data", str(data), "--amount", "200", "--json")
        assert (within.code, within.json["amount"]) == (0, 200), within
        assert simulator.books().total == 200


def test_what_a_terminal_cannot_do_is_said(tmp_path: Path) -> None:
    with simulated(tmp_path / "t") as simulator:
        said = terminal(simulator, "daily-log", "--json")
        assert (said.code, said.json["code"]) == (3, "terminal_unsupported")


def test_the_ports_are_listed() -> None:
    said = madoguchi("terminal", "ports", "--json")
    assert said.code == (0 if said.json["ports"] else 3)
    assert all(each.keys() == {"address", "device", "description", "identity"} for each in said.json["ports"])


@contextmanager
def simulated(folder: Path, *steps: str) -> Iterator[SimulatorProcess]:
    with start_simulator(folder, scenario=scenario(folder, *steps), pace=PACE) as simulator:
        yield simulator


def test_the_terminal_commands_one_after_the_other(tmp_path: Path) -> None:
    with simulated(tmp_path / "t") as simulator:
        check = terminal(simulator, "check", "--json")
        assert (check.code, check.json["outcome"]) == (0, "approved")
        nothing = terminal(simulator, "last", "--json")
        assert (nothing.code, nothing.json["outcome"]) == (3, "declined")
        charge = terminal(simulator, "charge", "--amount", "300", "--json")
        answer = charge.json
        assert (charge.code, answer["outcome"], answer["amount"]) == (0, "approved", 300)
        assert answer["balance_before"] - answer["balance_after"] == 300
        assert answer.keys() >= FIELDS
        assert simulator.books().total == 300
        last = terminal(simulator, "last", "--json")
        assert (last.code, last.json["sequence"]) == (0, answer["sequence"])
        wrong = terminal(simulator, "cancel", "--amount", "200", "--json")
        assert (wrong.code, wrong.json["outcome"]) == (3, "declined")
        cancel = terminal(simulator, "cancel", "--amount", "300", "--json")
        assert (cancel.code, cancel.json["outcome"]) == (0, "approved")
        assert simulator.books().total == 0
        balance = terminal(simulator, "balance", "--json")
        assert (balance.code, balance.json["outcome"]) == (0, "approved")
        assert simulator.books().total == 0
        spoken = terminal(simulator, "charge", "--amount", "１００")
        assert (spoken.code, "承認" in spoken.out) == (0, True)
        assert simulator.books().total == 100


@pytest.mark.parametrize(
    ("name", "code", "outcome", "charged"),
    [("balance_short", 3, "declined", 0), ("reject", 3, "declined", 0), ("ack_lost", 0, "approved", 300),
     ("reply_duplicate", 0, "approved", 300), ("power_loss_after_debit", 0, "approved", 300),
     ("power_loss_before_debit", 4, "aborted", 0)],
)  # fmt: skip
def test_one_call_never_charges_twice(
    tmp_path: Path, name: str, code: int, outcome: str, charged: int
) -> None:
    with simulated(tmp_path / "t", fault(name)) as simulator:
        said = terminal(simulator, "charge", "--amount", "300", "--json")
        assert (said.code, said.json["outcome"]) == (code, outcome), said
        assert said.json.keys() >= FIELDS
        assert simulator.books().total == charged
        assert len(simulator.books().charges) == (1 if charged else 0)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("end", STOP_SIGNALS)
@pytest.mark.parametrize("heard", [True, False])
def test_a_stop_while_the_card_is_awaited_charges_nothing(
    tmp_path: Path, end: signal.Signals, heard: bool
) -> None:
    with simulated(tmp_path / "t", fault("no_card")) as simulator:
        words = ["terminal", "charge", "--driver", "tl3500", "--port", simulator.address, "--amount", "300"]
        with subprocess.Popen([sys.executable, "main.py", *words, "--json"], cwd=ROOT, encoding="utf-8",
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as waiting:  # fmt: skip
            assert waiting.stderr is not None
            while notice_text(Notice.TOUCH) not in waiting.stderr.readline():
                assert waiting.poll() is None
            if not heard:
                waiting.stderr.close()
            waiting.send_signal(end)
            out = waiting.stdout.read() if waiting.stdout else ""
            waiting.wait(60)
        answer = Said(waiting.returncode, out, "").json
        assert (waiting.returncode, answer["outcome"], answer["code"]) == (4, "aborted", "stopped")
        assert simulator.books().charges == ()


@pytest.mark.skipif(os.name != "posix", reason="sh")
@pytest.mark.parametrize("deaf", ['exec "$@" 2>&-', 'exec "$@" 2>/dev/full', '"$@" 2>&1 >&3 | true'])
def test_a_charge_is_answered_though_nobody_hears_its_progress(tmp_path: Path, deaf: str) -> None:
    with simulated(tmp_path / "t") as simulator:
        words = ["terminal", "charge", "--driver", "tl3500", "--port", simulator.address, "--amount", "300"]
        done = subprocess.run(
            ["/bin/sh", "-c", f"exec 3>&1; {deaf}", "sh", sys.executable, "main.py", *words, "--json"],
            cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8", timeout=60, check=False,
        )  # fmt: skip
        said = Said(done.returncode, done.stdout, "")
        assert (said.code, said.json["outcome"], said.json["amount"]) == (0, "approved", 300)
        assert [each.amount for each in simulator.books().charges] == [300]


def test_what_nobody_knows_is_said_with_its_own_exit_code(tmp_path: Path) -> None:
    """With short waits, so inside this process; the command waits as long as a terminal may take."""
    with simulated(tmp_path / "t", fault("reply_lost"), fault("dead", seconds=100)) as simulator:
        settings = TerminalSettings(driver="tl3500", port=simulator.address)
        driver = open_terminal(settings, clock=now, timing=HASTY)
        assert driver is not None
        trial = Trial(driver, now, never)
        found = trial.charge(Yen(300))  # the reply is lost, the terminal is asked, the charge stands once
        assert (found.outcome, found.amount, len(simulator.books().charges)) == ("approved", 300, 1)
        lost = trial.charge(Yen(200))  # deaf from here on
        assert (lost.outcome, lost.amount, EXIT_CODES[lost.outcome]) == ("unknown", 200, 5)
        assert len(simulator.books().charges) == 1
        driver.close()


def test_a_terminal_that_is_not_there_charges_nothing_and_says_so() -> None:
    where = ("--driver", "tl3500", "--port", "/dev/no-such")
    said = madoguchi("terminal", "charge", *where, "--amount", "1", "--json")
    assert (said.code, said.json["outcome"], said.json["code"]) == (4, "aborted", "terminal_unreachable")
    assert "/dev/no-such" in said.json["message"]


@pytest.mark.parametrize(
    "words",
    [
        ("terminal",),
        ("terminal", "charge"),
        ("terminal", "charge", "--driver", "tl3500", "--port", "x"),
        ("terminal", "charge", "--driver", "tl3500", "--port", "x", "--amount", "0"),
        ("terminal", "charge", "--driver", "tl3500", "--port", "x", "--amount", "1_000"),
        ("terminal", "charge", "--driver", "tl3500", "--port", "x", "--amount", "-5"),
        ("terminal", "charge", "--driver", "abacus", "--port", "x", "--amount", "5"),
        ("terminal", "daily-log", "--driver", "zvt"),
        ("terminal", "log", "--last", "0"),
        ("terminal", "check", "--driver", "tl3500", "--port", " "),
        ("terminal", "fly", "--driver", "tl3500", "--port", "x"),
        ("demo", "--sales", "3"),
        ("demo", "--sales", "many"),
        ("simulate", "tl3500"),
        ("nonsense",),
    ],
    ids=" ".join,
)
def test_usage_errors(words: tuple[str, ...]) -> None:
    said = madoguchi(*words)
    assert (said.code, said.out) == (2, "")
    assert said.err


def test_verify_names_the_record_that_was_changed(opened_site: Site) -> None:
    data = str(opened_site.settings.data)
    counter = opened_site.open()
    counter.checkout.pay_cash(yen_basket(counter, 300), Yen(300), CLERK)
    counter.close()
    whole = madoguchi("verify", "--data", data, "--json")
    assert (whole.code, whole.json["ok"], whole.json["problems"]) == (0, True, [])
    assert whole.json["copied"]
    with closing(sqlite3.connect(opened_site.settings.ledger_path)) as ledger:
        trigger = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'sale_line'"
        kept = [name for (name,) in ledger.execute(trigger)]
        for name in kept:
            ledger.execute(f"DROP TRIGGER {name}")
        ledger.execute("UPDATE sale_line SET parcel_no = '1'")
        ledger.commit()
    spoilt = madoguchi("verify", "--json", "--data", data)
    assert (spoilt.code, spoilt.json["ok"]) == (1, False)
    places = [each["where"] for each in spoilt.json["problems"]]
    assert any("sale_line" in place and "parcel_no" in place for place in places)
    spoken = madoguchi("--data", data, "verify")
    assert spoken.code == 1
    assert "取引の明細" in spoken.out


def test_verify_holds_the_ledger_against_a_printed_code(opened_site: Site) -> None:
    place, data = opened_site.settings.ledger_path, str(opened_site.settings.data)
    older = place.read_bytes()
    counter = opened_site.open()
    counter.checkout.pay_cash(yen_basket(counter, 300), Yen(300), CLERK)
    code = counter.ledger.chain_mark().code
    counter.close()
    held = madoguchi("verify", "--data", data, "--json", "--head", code, "--head", code.upper())
    assert (held.code, held.json["heads"]) == (0, [{"code": code, "found": True}] * 2)
    plain = madoguchi("verify", "--data", data, "--head", code)
    assert plain.code == 0
    assert f"最新の記録番号 {held.json['head']}" in plain.out
    place.write_bytes(older)
    assert madoguchi("verify", "--data", data).code == 0
    caught = madoguchi("verify", "--data", data, "--json", "--head", code)
    assert (caught.code, caught.json["ok"]) == (1, False)
    assert caught.json["heads"] == [{"code": code, "found": False}]
    assert "古い写し" in madoguchi("verify", "--data", data, "--head", code).out
    wrong = madoguchi("verify", "--data", data, "--head", "48-xyz")
    assert (wrong.code, wrong.out) == (2, "")
    assert "記録番号をそのまま" in wrong.err


def test_verify_without_a_ledger(tmp_path: Path) -> None:
    said = madoguchi("verify", "--data", str(tmp_path))
    assert (said.code, said.out) == (1, "")
    assert said.err


def test_doctor_tells_what_the_ledger_is_kept_in(founded_site: Site) -> None:
    said = madoguchi("doctor", "--json", "--data", str(founded_site.settings.data))
    assert said.code == 0
    assert said.json["sqlite_version"] == sqlite3.sqlite_version
    assert (said.json["journal_mode"], said.json["synchronous"]) == ("DELETE", "EXTRA")
    plain = madoguchi("doctor", "--data", str(founded_site.settings.data))
    assert sqlite3.sqlite_version in plain.out


@pytest.mark.skipif(os.name != "posix", reason="POSIX modes")
def test_a_demo_takes_no_folder_that_others_use(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    (folder / "letter.txt").touch()
    folder.chmod(0o1777)
    said = madoguchi("demo", "--data", str(folder))
    assert (said.code, said.out, str(folder) in said.err) == (1, "", True)
    assert folder.stat().st_mode & 0o7777 == 0o1777
    assert [path.name for path in folder.iterdir()] == ["letter.txt"]


def test_settings_that_are_wrong_are_named(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("practise = true\n", "utf-8")
    for command in ("verify", "doctor"):
        said = madoguchi(command, "--data", str(tmp_path))
        assert (said.code, "practise" in said.err) == (1, True)


def test_a_demo_day_agrees_and_verifies(tmp_path: Path) -> None:
    data = tmp_path / "demo"
    said = madoguchi("demo", "--data", str(data), "--sales", "6", "--seed", "7", "--json")
    assert said.code == 0, said.err
    day = said.json
    assert (day["sales"], day["unsettled"], day["difference"]) == (6, 0, 0)
    assert day["books"]["agree"]
    assert day["books"]["terminal"] == day["books"]["ledger"]
    assert day["verify"]["ok"]
    assert (day["recovered"], day["balance_short"], day["official_issues"]) == (1, 1, 1)
    assert day["cancellations"] == 2
    assert Path(day["day_report"]).read_bytes().startswith(b"%PDF")
    papers = [each.name for each in Path(day["papers"]).rglob("*.pdf")]
    slips = [each for each in papers if each.startswith("U")]  # 処理未了票 of what was cleared up since
    assert len(papers) == day["receipts"] + 1 + len(slips)
    assert len(slips) <= 2
    again = madoguchi("demo", "--data", str(data), "--json")
    assert (again.code, again.out) == (1, "")
    assert str(data) in again.err
    assert madoguchi("verify", "--data", str(data)).code == 0
