"""Papers: one original, marked copies, the same bytes for the same paper, a printer that may fail."""

import hashlib
import json
import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from pos.counter import Counter
from pos.domain.drawer import CashCount
from pos.domain.ids import DayNumber, SaleId, StaffId
from pos.domain.money import Yen
from pos.domain.sale import Sale, SaleState
from pos.domain.staff import Role, Staff
from pos.errors import AccessError, EntryError, OperatingError, Reason
from tests.support.proof import check_whole, raw
from tests.support.till import (
    AUDITOR,
    CASHIER,
    CLERK,
    DEPUTY,
    Site,
    drawer_of,
    never,
    quiet,
    settings_of,
    yen_basket,
)


def test_s6_a_reprint_is_marked_numbered_and_explained(cash_counter: Counter) -> None:
    sale = _sell(cash_counter)
    number = cash_counter.ledger.receipt_of(sale.id).number
    for times, person in enumerate((CLERK, CASHIER, AUDITOR), start=1):
        copy = cash_counter.issuing.reprint(sale.id, "お客様が紛失", person)
        assert copy.copy == times
        assert f"再発行 {times}回目" in copy.text
        assert str(number) in copy.text
    prints = cash_counter.ledger.prints(number)
    assert [(each.copy, each.printed_by, each.reason) for each in prints[1:]] == [
        (1, CLERK.id, "お客様が紛失"), (2, CASHIER.id, "お客様が紛失"), (3, AUDITOR.id, "お客様が紛失"),
    ]  # fmt: skip
    for each in prints:
        path = cash_counter.settings.papers_path / "2026" / each.file_name
        assert hashlib.sha256(path.read_bytes()).hexdigest() == each.sha256
    check_whole(cash_counter)


def test_a_reprint_needs_a_right_and_a_reason(cash_counter: Counter) -> None:
    sale = _sell(cash_counter)
    manager = Staff(StaffId("9999"), "管理だけ", frozenset({Role.ADMINISTRATOR}))
    with pytest.raises(AccessError) as refused:
        cash_counter.issuing.reprint(sale.id, "紛失", manager)
    assert refused.value.reason is Reason.NOT_ALLOWED
    with pytest.raises(EntryError) as unexplained:
        cash_counter.issuing.reprint(sale.id, "\n", CLERK)
    assert unexplained.value.reason is Reason.TEXT_REQUIRED
    assert len(cash_counter.ledger.prints(cash_counter.ledger.receipt_of(sale.id).number)) == 1


def test_looking_issues_nothing(cash_counter: Counter) -> None:
    sale = _sell(cash_counter)
    before = cash_counter.ledger.chain_mark()
    assert "領収書" in cash_counter.issuing.preview_text(sale.id)
    assert cash_counter.ledger.chain_mark() == before


def test_a_sale_without_paper(cash_counter: Counter) -> None:
    nobody = SaleId(cash_counter.ledger.identity.ledger_id)
    for act in (lambda: cash_counter.issuing.issue(nobody, CLERK),
                lambda: cash_counter.issuing.preview_text(nobody)):  # fmt: skip
        with pytest.raises(OperatingError) as refused:
            act()
        assert refused.value.reason is Reason.RECEIPT_NOT_FOUND


def test_the_same_paper_is_the_same_bytes(cash_counter: Counter) -> None:
    result = cash_counter.checkout.pay_cash(yen_basket(cash_counter, 100), Yen(100), CLERK)
    assert result.paper is not None
    first = result.paper.path.read_bytes()
    cash_counter.issuing.reprint(result.sale.id, "紛失", CLERK)
    assert result.paper.path.read_bytes() == first  # a copy never touches the original


def test_a_paper_that_was_issued_is_never_written_over(opened_site: Site) -> None:
    """An older copy of the ledger is put back: its numbers begin again where papers already lie."""
    place = opened_site.settings.ledger_path
    older = place.read_bytes()
    paths = []
    for yen in (100, 150, 200):
        place.write_bytes(older)
        counter = opened_site.open()
        paper = counter.checkout.pay_cash(yen_basket(counter, yen), Yen(yen), CLERK).paper
        assert paper is not None
        paths.append((paper.path, paper.path.read_bytes()))
        number = counter.ledger.receipt_of(counter.ledger.sales_of_day(DayNumber(1))[0].id).number
        (printed,) = counter.ledger.prints(number)
        assert printed.file_name == paper.path.name
        assert printed.sha256 == hashlib.sha256(paper.path.read_bytes()).hexdigest()
        check_whole(counter)
        counter.close()
    assert [path.read_bytes() for path, _ in paths] == [content for _, content in paths]
    first, second, third = (path.name for path, _ in paths)
    assert (second, third) == (f"{first[:-4]}~2.pdf", f"{first[:-4]}~3.pdf")
    with raw(place) as journal:
        noted = journal.execute("SELECT body FROM journal WHERE kind = 'paper name taken'").fetchall()
    assert [json.loads(body)["facts"] for (body,) in noted] == [{"kept": first, "written": third}]


def test_a_paper_left_by_a_crash_before_its_record_is_taken_over(opened_site: Site) -> None:
    place = opened_site.settings.ledger_path
    counter = opened_site.open()
    sale = counter.checkout.pay_cash(yen_basket(counter, 100), Yen(100), CLERK)
    assert sale.paper is not None
    before = sale.paper.path.stat()
    document = counter.issuing.preview_text(sale.sale.id)
    counter.close()
    _forget_prints(place)
    counter = opened_site.open()
    again = counter.issuing.issue(sale.sale.id, CLERK)
    assert (again.path, again.copy, again.text) == (sale.paper.path, 0, document)
    assert again.path.stat().st_mtime_ns == before.st_mtime_ns
    assert len(list(again.path.parent.iterdir())) == 1
    counter.close()


def _forget_prints(place: Path) -> None:
    """As if the power had gone between the file and its record."""
    with closing(sqlite3.connect(place)) as connection:
        for table in ("paper_print", "journal"):
            connection.execute(f"DROP TRIGGER {table}_kept")
        last = "SELECT max(seq) FROM journal WHERE kind = 'paper printed'"
        connection.execute(f"DELETE FROM journal WHERE seq >= ({last})")  # noqa: S608
        connection.execute("DELETE FROM paper_print")
        connection.commit()


def test_a_printer_that_is_not_there_is_told_and_the_sale_stands(opened_site: Site) -> None:
    settings = settings_of(opened_site.settings.data, printer="no-such-printer")
    counter = Site(settings, opened_site.clock).open()
    result = counter.checkout.pay_cash(yen_basket(counter, 100), Yen(100), CLERK)
    assert result.sale.state is SaleState.SETTLED
    assert result.problem is not None
    assert result.problem.reason is Reason.PRINTER_UNAVAILABLE
    assert result.paper is not None
    assert (result.paper.printed, result.paper.path.exists()) == (False, True)
    counter.days.count(drawer_of(Yen(30_100)), CASHIER)
    closed = counter.days.close(CASHIER, DEPUTY)
    assert closed.problem is not None
    assert closed.problem.reason is Reason.PRINTER_UNAVAILABLE
    check_whole(counter)
    counter.close()


@pytest.mark.skipif(os.name != "posix", reason="modes")
def test_after_a_day_nothing_is_open_to_others(opened_site: Site) -> None:
    """reliability.md S8: even where the process was started with a careless umask."""
    old = os.umask(0o022)
    try:
        counter = opened_site.open()
        sale = _sell(counter)
        counter.issuing.reprint(sale.id, "紛失", CLERK)
        counter.refunds.cancel(sale.id, reason="誤り", by=CLERK, approver=CASHIER,
                               stop=never, tell=quiet)  # fmt: skip
        counter.days.count(CashCount.of({50: 600}), CASHIER)
        counter.days.close(CASHIER, DEPUTY)
        counter.close()
    finally:
        os.umask(old)
    places = [opened_site.settings.data, *opened_site.settings.data.rglob("*")]
    assert any(each.suffix == ".pdf" for each in places)
    for place in places:
        mode = stat.S_IMODE(place.stat().st_mode)
        assert mode & 0o077 == 0, f"{place} {mode:o}"


def _sell(counter: Counter) -> Sale:
    return counter.checkout.pay_cash(yen_basket(counter, 100), Yen(100), CLERK).sale
