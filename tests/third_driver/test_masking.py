"""A card number is gone before anything else sees the telegram, wherever the terminal puts it."""

import pytest

from tests.conformance.masking import gives_away
from tests.third_driver.sakura_terminal.codec import Telegram
from tests.third_driver.sakura_terminal.masking import CARD, TEXT, without_card

NUMBER = "6900123481726354"
WIDE = NUMBER.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
HEAD = f"000P0000170010042{300:08d}01{NUMBER}00100000009700{'20261124103000'}"


def result(text: str) -> Telegram:
    return Telegram("11", 7, HEAD.encode() + text.encode("shift_jis"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"交通系IC\nカード番号 {NUMBER}",
        "6900 1234 8172 6354",
        "6900-1234-8172-6354",
        "6900/1234/8172/6354",
        "6900123481\n726354",
        f"番号{WIDE}円",
    ],
)
def test_a_result_keeps_four_digits(text: str) -> None:
    body = without_card(result(text)).body
    assert not gives_away(body, [NUMBER])
    shown = body.decode("shift_jis")
    assert "8172" not in shown
    assert WIDE[8:12] not in shown
    assert body[CARD] == b"************6354"
    assert body[:27] + body[43:TEXT] == HEAD.encode()[:27] + HEAD.encode()[43:]


def test_a_card_without_digits_leaves_the_text_alone() -> None:
    body = HEAD.replace(NUMBER, " " * 16).encode() + "お取扱いできません".encode("shift_jis")
    assert without_card(Telegram("11", 7, body)).body == body


def test_what_is_on_no_sheet_is_starred_throughout() -> None:
    assert not gives_away(without_card(Telegram("77", 7, f"?{NUMBER}".encode())).body, [NUMBER])


def test_the_slip_keeps_amount_and_time() -> None:
    text = "2026/11/24 10:30 お支払 300円 端末 70010042"
    assert without_card(result(text)).body[TEXT:].decode("shift_jis") == text
