"""明細を戻す: a payment that was not charged after all is sold again without typing it again."""

from dataclasses import replace

from pos.domain.money import Yen
from pos.domain.payment import NotCharged
from pos.ui.hands import Hands
from pos.ui.page import PageName
from pos.ui.sale.brought_back import basket_of
from pos.ui.sale.sale_page import SalePage
from tests.ui.conftest import Desk
from tests.ui.test_payment import sales
from tests.ui.test_unknown import into_the_unknown


def not_charged(hands: Hands) -> SalePage:
    """処理未了 is put aside, and then it is found that no money moved."""
    hands.press("F4")
    hands.see(PageName.SALE)
    hands.settle()
    desk = hands.window.desk
    counter, payment = desk.counter, desk.situation.questions[0].payment
    desk.lane.run(
        lambda: counter.ledger.conclude(
            payment.id, NotCharged("mark"), at=counter.clock(), office=counter.office
        ),
        done=lambda sale: desk.refresh(lambda: hands.window.take_answer((sale,))),
        failed=desk.tell,
    )
    hands.settle()
    page = hands.window.page
    assert isinstance(page, SalePage)
    return page


def test_the_lines_come_back_with_one_key(open_window: Desk) -> None:
    hands = into_the_unknown(open_window)
    before = hands.window.desk.situation.questions[0].sale
    page = not_charged(hands)
    assert "会計をやり直せます" in hands.window.messages.words
    assert "F9 で明細を戻せます" in page.view.empty.text()
    hands.press("Esc", "F9")
    basket = hands.window.desk.basket
    assert basket.total == before.total
    assert [line.copies for line in basket.lines] == [line.copies for line in before.lines]
    hands.press("F12", "1")
    hands.write("1000")
    hands.press("F12")
    hands.see(PageName.RESULT)
    assert [total for _state, total in sales(hands)] == [before.total, before.total]
    hands.press("Enter")
    assert not hands.window.bar.keys[9].isEnabled()


def test_a_basket_in_hand_is_never_replaced(open_window: Desk) -> None:
    hands = into_the_unknown(open_window)
    not_charged(hands)
    hands.press("Esc", "1", "4", "1", "Enter")  # the next visitor
    assert not hands.window.bar.keys[9].isEnabled()
    hands.press("F9")
    assert len(hands.window.desk.basket.lines) == 1
    hands.press("F6")
    assert hands.window.bar.keys[9].isEnabled()


def test_what_is_paid_meanwhile_is_not_offered_again(open_window: Desk) -> None:
    hands = into_the_unknown(open_window)
    not_charged(hands)
    hands.press("Esc", "1", "3", "2", "F12", "1")  # the same, typed again
    hands.write("1000")
    hands.press("F12")
    hands.see(PageName.RESULT)
    hands.press("Enter")
    assert not hands.window.bar.keys[9].isEnabled()


def test_a_line_at_another_price_stays_away(open_window: Desk) -> None:
    hands = into_the_unknown(open_window)
    desk = hands.window.desk
    sale, fees = desk.situation.questions[0].sale, desk.situation.fees
    assert basket_of(sale, fees)[1] == ()
    dearer = [replace(fee, price=fee.price + Yen(10)) for fee in fees]
    basket, changed = basket_of(sale, dearer)
    assert basket.lines == ()
    assert changed == tuple(line.title for line in sale.lines)
