"""取引一覧 at the window: a form acts on the sale that it names, and on no other."""

from pos.domain.sale import Sale, SaleKind
from pos.ui.audit.sales_page import SalesPage
from pos.ui.hands import Hands
from pos.ui.page import PageName
from tests.ui.conftest import CHIEF, PASSWORD


def listing(hands: Hands) -> SalesPage:
    page = hands.window.page
    assert isinstance(page, SalesPage)
    return page


def sell(hands: Hands, *lines: str) -> None:
    for keys in lines:
        hands.press(*keys, "F12", "1")
        hands.write("1000")
        hands.press("F12")
        hands.see(PageName.RESULT)
        hands.press("Enter")


def open_list(hands: Hands) -> SalesPage:
    hands.press("F2")
    hands.see(PageName.SALES)
    hands.settle()
    return listing(hands)


def approve(page: SalesPage, number: str) -> None:
    page.cancel_form.reason.write("誤り")
    page.cancel_form.approver.number.write(number)
    page.cancel_form.approver.password.write(PASSWORD)


def result_of(hands: Hands) -> Sale:
    hands.see(PageName.RESULT)
    result = hands.window.desk.result
    assert result is not None
    return result.sale


def test_a_cancellation_is_of_the_sale_that_the_form_names(till: Hands) -> None:
    sell(till, "143", "132")
    page = open_list(till)
    page.table.selectRow(1)  # the first sale, ¥150
    till.press("F7")
    approve(page, CHIEF)
    page.table.selectRow(0)
    till.press("F12")
    taken_back = result_of(till)
    assert taken_back.kind is SaleKind.CANCELLATION
    assert taken_back.total.amount == -150


def test_a_reprint_is_of_the_sale_that_the_form_names(till: Hands) -> None:
    sell(till, "143", "132")
    page = open_list(till)
    page.table.selectRow(1)
    sale = page.table.chosen_row
    assert sale is not None
    till.press("F9")
    assert not page.table.isEnabled()
    till.write("紛失")
    page.table.selectRow(0)
    till.press("F12")
    till.settle()
    assert page.table.isEnabled()
    ledger = till.window.desk.counter.ledger
    counts: list[int] = []
    for each in page.table.listing.rows:
        till.window.desk.lane.run(
            lambda sale=each: len(ledger.prints(ledger.receipt_of(sale.id).number)),  # type: ignore[misc]
            done=counts.append,
            failed=till.window.desk.tell,
        )
    till.settle()
    assert counts == [1, 2]


def test_a_wrong_approver_is_named_and_asked_again(till: Hands) -> None:
    sell(till, "143")
    page = open_list(till)
    till.press("F7")
    approve(page, "")
    till.press("F12")
    till.settle()
    assert "「承認者の職員番号」を入力してください" in till.window.messages.words
    assert page.cancel_form.approver.number.line.hasFocus()
    approve(page, "1002")  # the clerk themselves
    till.press("Esc", "F12")
    till.settle()
    assert "別の職員" in till.window.messages.words
    assert page.cancel_form.approver.number.line.hasFocus()
    approve(page, CHIEF)
    page.cancel_form.reason.write("")
    till.press("Esc", "F12")
    till.settle()
    assert page.cancel_form.reason.line.hasFocus()
    assert page.cancel_form.approver.number.line.property("wrong") == "false"
