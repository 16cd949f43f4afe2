"""No card number is kept anywhere: made-up ones are put into everything a terminal says, then looked for.

reliability.md S1. What is looked for is a number without its last four digits.
"""

import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from pos.counter import open_counter
from pos.devices.simulator.books import card_number
from pos.devices.simulator_process import start_simulator
from pos.devices.tl3500 import messages
from pos.devices.zvt import Timing as ZvtTiming
from pos.domain.brands import Brand
from pos.domain.sale import SaleState
from pos.errors import OperatingError
from pos.ports import DailyLogKind
from tests.support.canary import (
    NUMBERS,
    SpoiledLine,
    everything_below,
    hits,
    luhn,
    shapes,
    spoil_tl3500,
    spoil_zvt,
)
from tests.support.clocks import WallClock
from tests.support.terminals import PACE, fault, scenario
from tests.support.till import (
    CASHIER,
    CLERK,
    DEPUTY,
    HASTY,
    Site,
    Till,
    found_site,
    never,
    open_first_day,
    quiet,
)
from tests.support.till import settings_of as settings_at

ROOT = Path(__file__).resolve().parents[1]
STEPS = ("", fault("reject", code="6D"), fault("reply_lost"), "", "", fault("dead", seconds=900))
ZVT_STEPS = ("", fault("card_expired"), fault("reply_lost"), "", "", fault("dead", seconds=900))
CHARGED = {"tl3500": 300 + 400 + 200 - 200, "zvt": 300 + 200 - 200}  # ZVT takes an unheard one back itself
SPOILERS = {"tl3500": spoil_tl3500, "zvt": spoil_zvt}
ZVT_TIMING = replace(
    ZvtTiming().scaled(0.4), linger_s=0.05, completion_s=5.0, ending_s=3.0, inquiry_s=4.0, standby_s=3.0
)  # with room for a busy machine
TIMINGS = {"tl3500": HASTY, "zvt": ZVT_TIMING}


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Temporary files of the counter lie where the search comes by."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def story(folder: Path, driver: str) -> list[tuple[str, bytes]]:
    """A day with spoiled answers; what was said and shown, besides what lies in the folder."""
    data, place = folder / "01", folder / "terminal"
    found_site(data)
    open_first_day(data)
    steps = scenario(place, *(STEPS if driver == "tl3500" else ZVT_STEPS))
    if driver == "zvt":
        steps.write_text("clear_pan = true\n" + steps.read_text("utf-8"), "utf-8")
    shown: list[object] = []
    with (
        start_simulator(place, scenario=steps, protocol=driver, pace=PACE, tcp=True) as simulator,
        SpoiledLine(simulator.address, SPOILERS[driver]) as line,
    ):
        settings = settings_at(data, line.address)
        settings = replace(settings, terminal=replace(settings.terminal, driver=driver))
        counter = open_counter(settings, WallClock(), timing=TIMINGS[driver])
        till = Till(Site(settings, WallClock()), counter, simulator)
        try:
            shown += sell(till)
            assert simulator.books().total == CHARGED[driver]
        finally:
            counter.close()
    output = "".join(madoguchi(data, *words) for words in COMMANDS)
    return [("shown", repr(shown).encode()), ("command line", output.encode())]


COMMANDS = (
    ("terminal", "log", "--last", "100", "--json"),
    ("terminal", "log", "--last", "100"),
    ("doctor", "--json"),
    ("verify", "--json"),
)


def sell(till: Till) -> list[object]:
    """A sale, a refused one, a lost answer found again, a cancellation, a 処理未了 settled by a person."""
    counter, shown = till.counter, list[object]()
    assert counter.terminal is not None
    shown.append(counter.terminal.check_health(stop=never))
    first = till.pay(300)
    assert first.sale.state is SaleState.SETTLED
    shown += [first, till.pay(500), till.pay(400)]
    shown.append(counter.recovery.ask(stop=never))
    paid = till.pay(200)
    shown.append(till.cancel(paid.sale))
    shown.append(counter.issuing.reprint(first.sale.id, "お客様の紛失", CLERK))
    with suppress(OperatingError):
        shown.append(counter.recovery.read_card(stop=never, tell=quiet))
    with suppress(OperatingError):
        shown.append(counter.terminal.access_daily_log(DailyLogKind.REPORTING, stop=never))
    shown.append(till.pay(100))
    assert len(counter.recovery.open_questions()) == 1
    for question in counter.recovery.open_questions():
        shown.append(counter.recovery.guide(question.payment.id))
        settled = counter.recovery.settle(
            question.payment.id, charged=True, brand=Brand.T_MONEY, reason="端末の控え",
            evidence="伝票 12", by=CASHIER, approver=DEPUTY,
        )  # fmt: skip
        shown.append(settled)
    return shown


def madoguchi(data: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "main.py", *words, "--data", str(data)],
        cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    return done.stdout + done.stderr


@pytest.mark.parametrize("driver", ["tl3500", "zvt"])
def test_no_number_is_found_anywhere(driver: str, tmp_path: Path, temporary: Path) -> None:
    said = story(tmp_path, driver)
    kept = list(everything_below(tmp_path / "01")) + list(everything_below(temporary))
    assert any(name.endswith("ledger.sqlite3") for name, _ in kept)
    assert any(name.endswith("terminal.log") for name, _ in kept)
    assert any(name.endswith(".pdf words") for name, _ in kept)
    numbers = [*NUMBERS, *(card_number(index) for index in range(20))]  # the simulator's own in clear too
    assert hits(kept + said, numbers) == []


def test_a_driver_that_keeps_the_number_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "_last4", lambda data: data[messages.CARD].decode("ascii").lstrip("0"))
    said = story(tmp_path, "tl3500")
    found = hits([*everything_below(tmp_path / "01"), *said])
    assert any("ledger.sqlite3" in each for each in found)
    assert any("terminal.log" in each for each in found) or any("shown" in each for each in found)


def test_the_search_finds_what_is_planted(tmp_path: Path) -> None:
    number = NUMBERS[6]
    with closing(sqlite3.connect(tmp_path / "book.sqlite3")) as book:
        book.execute("CREATE TABLE card (number TEXT)")
        book.execute("INSERT INTO card VALUES (?)", (number,))
        book.commit()
    (tmp_path / "wide.txt").write_bytes(number.encode("utf-16-le"))
    (tmp_path / "hex.log").write_text(number.encode().hex())
    (tmp_path / "packed.bin").write_bytes(bytes.fromhex(number[:12]))
    for at, shape in enumerate(shapes(number)):
        (tmp_path / f"shape {at}.txt").write_text(shape, "utf-8")
        (tmp_path / f"shape {at}.hex").write_text(shape.encode("euc-kr").hex(), "utf-8")
    (tmp_path / "slip.json").write_text(f'["{number[:8]} ", " {number[8:]}"]', "utf-8")
    with pikepdf.new() as paper:
        paper.add_blank_page()
        paper.pages[0].Contents = paper.make_stream(b"BT (" + number.encode() + b") Tj ET")
        paper.save(tmp_path / "paper.pdf", compress_streams=True, recompress_flate=True)
    found = {each.split(": ")[0].rpartition("/")[2] for each in hits(everything_below(tmp_path))}
    assert found >= {"book.sqlite3", "wide.txt", "hex.log", "packed.bin", "paper.pdf stream", "slip.json"}
    assert len([each for each in found if each.startswith("shape ")]) == 2 * len(shapes(number))
    assert hits([("four", number[-4:].encode())]) == []


def test_the_numbers_are_of_every_kind() -> None:
    assert len(set(NUMBERS)) == 40
    assert {len(each) for each in NUMBERS if each.isdigit()} == {14, 15, 16, 17, 18, 19}
    assert luhn("411111111111111") == "4111111111111111"
    assert any(each.startswith("JE") and len(each) == 17 for each in NUMBERS)
    assert any("=" in each for each in NUMBERS)
