"""What must not be found: whole card numbers anywhere, and readers that hinder the till."""

import subprocess
import sys
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest

from pos.devices.simulator.books import card_number
from pos.domain.ids import DayNumber
from pos.domain.money import Yen
from pos.domain.sale import SaleState
from tests.story.aftermath import settle
from tests.story.stage import Stage
from tests.support.proof import check_agrees
from tests.support.terminals import fault
from tests.support.till import CLERK, HASTY, Site, Till, copy_site, never, quiet, settings_of, yen_basket

pytestmark = [pytest.mark.story]
ROOT = Path(__file__).resolve().parents[2]
CARDS = [card_number(index) for index in range(12)]


def test_no_whole_card_number_is_kept_anywhere(stage: Stage) -> None:
    """reliability.md S1: ledger, papers, settings and texts know the last four digits only."""
    steps = ("", fault("balance_short"), fault("reply_lost"), fault("reply_wrong_amount"), "")
    with stage.terminal(*steps) as terminal:
        site = Site(settings_of(copy_site(stage.template, stage.place / "counter"), terminal.address),
                    stage.clock, HASTY)  # fmt: skip
        counter = site.open()
        till = Till(site, counter, terminal)
        texts = []
        for _ in steps:
            result = till.pay(100)
            texts.append(result.paper.text if result.paper else "")
            settle(till)
        assert till.cancel(counter.ledger.sales_of_day(_today(till))[-1]).sale.state is SaleState.SETTLED
        reading = counter.recovery.read_card(stop=never, tell=quiet)
        shown = repr(reading) + repr(counter.ledger.sales_of_day(_today(till))) + repr(counter.days.report())
        counter.close()
    kept = [each for each in site.settings.data.rglob("*") if each.is_file()]
    printed = [_words_of(each) for each in kept if each.suffix == ".pdf"]
    assert any(number[-4:] in shown for number in CARDS)  # the canary sings: these cards were used
    for number in CARDS:
        assert number not in shown
        assert not any(number in text for text in [*texts, *printed])
        assert not any(number.encode() in each.read_bytes() for each in kept)


def test_a_verification_beside_the_open_till_hinders_nobody(stage: Stage) -> None:
    """The auditor's command reads the same file while money is taken."""
    site = Site(settings_of(copy_site(stage.template, stage.place / "counter")), stage.clock)
    counter = site.open()
    words = [sys.executable, "main.py", "verify", "--data", str(site.settings.data)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8") as verifying:
        sold = 0
        while verifying.poll() is None or sold < 3:
            result = counter.checkout.pay_cash(yen_basket(counter, 50), Yen(50), CLERK)
            assert (result.sale.state, result.problem) == (SaleState.SETTLED, None)
            sold += 1
        assert verifying.stdout is not None
        assert "改ざんは見つかりませんでした" in verifying.stdout.read()
    assert verifying.returncode == 0
    check_agrees(counter, 0)
    counter.close()


def _today(till: Till) -> DayNumber:
    day = till.counter.days.current()
    assert day is not None
    return day.number


def _words_of(paper: Path) -> str:
    document = pypdfium2.PdfDocument(paper)
    words = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return words
