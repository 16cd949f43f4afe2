"""取消: what is certain to be refused is said before anything is typed."""

from dataclasses import replace

from pos.domain.brands import Brand, BrandRule, CancelRule
from pos.domain.ids import StaffId
from pos.domain.payment import Settlement
from pos.ui.audit.cancelling import NO_RECORD, why_not
from pos.ui.hands import Hands
from pos.ui.page import PageName
from tests.ui.test_sales import open_list, sell


def pay_by_card(hands: Hands, *lines: str) -> None:
    for keys in lines:
        hands.press(*keys, "F12", "2")
        hands.see(PageName.RESULT)
        hands.press("Enter")


def test_only_the_newest_opens_the_form(till: Hands) -> None:
    pay_by_card(till, "143", "132")
    sell(till, "141")  # cash is no business of the terminal's
    page = open_list(till)
    page.table.selectRow(2)
    till.press("F7")
    assert "直前の取引だけ" in till.window.messages.words
    assert page.side.currentIndex() == 0
    page.table.selectRow(1)
    till.press("F7")
    assert page.side.currentWidget() is page.cancel_form
    assert not till.window.messages.has_error
    till.press("Esc")
    page.table.selectRow(0)
    till.press("F7")
    assert page.side.currentWidget() is page.cancel_form


def test_what_contract_and_record_do_not_allow(till: Hands) -> None:
    pay_by_card(till, "143")
    page = open_list(till)
    (sale,) = page.table.listing.rows
    contract = till.window.desk.counter.contract
    assert why_not(sale, (sale,), contract, CancelRule.LAST_ONLY) == ""
    assert "取消ができません" in why_not(sale, (sale,), contract, CancelRule.NEVER)
    assert "設定されていません" in why_not(sale, (sale,), contract, None)
    assert sale.payment is not None
    brand = sale.payment.conclusion.record.brand  # type: ignore[union-attr]
    never = replace(contract, rules=(BrandRule(brand, cancel=CancelRule.NEVER),))
    assert why_not(sale, (sale,), never, CancelRule.LAST_ONLY) != ""
    word = Settlement(StaffId("1"), None, charged=True, brand=Brand.WAON, reason="r", evidence="e")
    by_word = replace(sale, payments=(replace(sale.payment, conclusion=word),))
    assert why_not(by_word, (by_word,), contract, CancelRule.LAST_ONLY) == NO_RECORD
