"""What stands on the screen while a payment runs: only what is true of the terminal at that moment."""

import pytest
from PySide6.QtWidgets import QWidget

from pos.domain.brands import Brand, BrandRule, CancelRule, Contract
from pos.domain.money import Yen
from pos.ports import Notice, Phase, Progress
from pos.ui.sale.payment_page import _over_every_cap
from pos.ui.sale.progress_panel import STOP_HEADING, ProgressPanel


@pytest.fixture
def panel(dressed: None) -> ProgressPanel:  # noqa: ARG001 - Qt must be there
    return ProgressPanel(lambda: None)


def shown(widget: QWidget) -> bool:
    return not widget.isHidden()


def test_no_amount_is_said_to_be_sent_before_it_is(panel: ProgressPanel) -> None:
    panel.begin()
    assert panel.words.text() == "端末につないでいます。"
    panel.show_progress(Progress(Phase.LINK_SEND))
    assert panel.words.text() == "端末に金額を送っています。"


def test_after_stop_nobody_is_asked_to_touch_a_card(panel: ProgressPanel) -> None:
    panel.begin()
    panel.show_progress(Progress(Phase.WAIT_CARD, Notice.TOUCH))
    assert panel.notice.text() == "カードをかざしてください"
    panel.ask_to_stop()
    assert panel.notice.text() == STOP_HEADING == "中止しています。カードをかざさないでください"
    panel.show_progress(Progress(Phase.WAIT_CARD, Notice.TOUCH))
    assert panel.notice.text() == STOP_HEADING
    assert panel.steps.accessibleName() == "段階 ② 中止しています"
    panel.begin()
    assert not shown(panel.notice)


def test_a_card_that_was_written_in_part_is_still_asked_back(panel: ProgressPanel) -> None:
    """Its money may be gone already: the terminal's wish for the same card wins over 中止."""
    panel.begin()
    panel.show_progress(Progress(Phase.WAIT_CARD, Notice.TOUCH))
    panel.ask_to_stop()
    panel.show_progress(Progress(Phase.WAIT_CARD, Notice.TOUCH_AGAIN))
    assert panel.notice.text() == "もう一度、同じカードをかざしてください"
    panel.begin()
    panel.show_progress(Progress(Phase.PROCESSING))
    panel.ask_to_stop()
    assert not shown(panel.notice)


def test_over_every_cap_no_card_can_pay() -> None:
    plain = Contract(cap=Yen(20_000), cancel=CancelRule.NEVER)
    assert _over_every_cap(plain, Yen(20_000)) == ""
    assert "¥20,000" in _over_every_cap(plain, Yen(20_001))
    listed = Contract(
        cap=Yen(20_000),
        cancel=CancelRule.NEVER,
        rules=(BrandRule(Brand.WAON, cap=Yen(500)), BrandRule(Brand.NANACO, cap=Yen(900))),
        others=BrandRule(Brand.UNKNOWN, accepted=False),
    )
    assert _over_every_cap(listed, Yen(900)) == ""
    assert "¥900" in _over_every_cap(listed, Yen(901))
