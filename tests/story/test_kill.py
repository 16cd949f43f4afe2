"""SIGKILL at every step of a payment, then a new start: the terminal's own books are the truth.

`make test` plays a part. MADOGUCHI_KILL=full plays every step, every byte on the line and every
behaviour of the terminal (long), MADOGUCHI_KILL=30 so many moments of each story:
`MADOGUCHI_KILL=full python -m pytest tests/story`.
"""

import pytest

from pos.system import WINDOWS
from tests.story import works
from tests.story.fate import Moment
from tests.story.stage import FULL, TIMEOUT_S, Stage, Story, is_certain, spread
from tests.support.terminals import fault

pytestmark = [
    pytest.mark.story,
    pytest.mark.skipif(WINDOWS, reason="SIGKILL"),
    pytest.mark.timeout(TIMEOUT_S),
]
STORIES = {
    "cash": Story(works.sell_for_cash),
    "e-money": Story(works.sell_for_e_money),
    "cancel cash": Story(works.cancel_the_newest_cash_sale, works.sell_for_cash),
    "cancel e-money": Story(works.cancel_the_newest_e_money_sale, works.sell_for_e_money),
}
DEAF = 3  # seconds of the simulator's own time
BEHAVIOURS = {
    "reply_lost": fault("reply_lost"),
    "power_loss_before_debit": fault("power_loss_before_debit"),
    "power_loss_after_debit": fault("power_loss_after_debit"),
    "reply_late": fault("reply_late"),
    "balance_short": fault("balance_short"),
    "reject": fault("reject"),
    "reply_duplicate": fault("reply_duplicate"),
    "reply_wrong_amount": fault("reply_wrong_amount"),
    "reply_wrong_terminal": fault("reply_wrong_terminal"),
    "reply_previous": fault("reply_previous"),
    "wrong_bcc": fault("wrong_bcc"),
    "touch_again": fault("touch_again"),
    "ack_lost": fault("ack_lost"),
    "garbage_before": fault("garbage_before"),
    "silent": fault("silent", seconds=DEAF),
    "dead": fault("dead", seconds=DEAF),
}
IN_MAKE_TEST = ("reply_lost", "power_loss_before_debit", "reply_duplicate")


@pytest.mark.parametrize("name", STORIES)
def test_killed_at_each_step(name: str, stage: Stage) -> None:
    story = STORIES[name]
    with stage.terminal() as terminal:
        lived = stage.play(story, None, terminal).lived
        assert len(lived) > 20
        for moment in spread(lived, 8):
            assert stage.play(story, moment, terminal).killed or not is_certain(moment)


@pytest.mark.parametrize("direction", ["charge", "cancel"])
@pytest.mark.parametrize("behaviour", BEHAVIOURS if FULL else IN_MAKE_TEST)
def test_killed_while_the_terminal_misbehaves(behaviour: str, direction: str, stage: Stage) -> None:
    step = BEHAVIOURS[behaviour]
    if direction == "charge":
        story = Story(works.sell_for_e_money, steps=(step,))
    else:
        story = Story(works.cancel_the_newest_e_money_sale, works.sell_for_e_money, ("", step))
    for moment in spread(stage.play_anew(story, None).lived, 1):
        stage.play_anew(story, moment)


def test_killed_at_each_byte_on_the_line(stage: Stage) -> None:
    story = Story(works.sell_for_e_money, bytewise=True)
    with stage.terminal() as terminal:
        bytes_out = [
            each for each in stage.play(story, None, terminal).lived if each.name == "before bytes leave"
        ]
        assert len(bytes_out) > 60  # one B frame alone has 67
        for moment in spread(bytes_out, 4):
            assert stage.play(story, moment, terminal).killed


def test_killed_while_asking_about_a_lost_reply(stage: Stage) -> None:
    story = Story(works.ask_the_terminal, works.sell_for_e_money, (fault("reply_lost"),))
    for moment in spread(stage.play_anew(story, None).lived, 3):
        stage.play_anew(story, moment)


@pytest.mark.parametrize(
    "first", ["promise_sale", "note_result"], ids=["promised only", "approved and noted"]
)
def test_killed_again_while_starting_after_a_kill(first: str, stage: Stage) -> None:
    story, cut = STORIES["e-money"], Moment(f"after ledger.{first}", 1)
    with stage.terminal() as terminal:
        for moment in spread(stage.play_twice(story, cut, None, terminal).lived, 2):
            stage.play_twice(story, cut, moment, terminal)
