"""How the 処理未了 page looks: the amber head, the list, the guide with its keys, and the forms."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtWidgets import QLayout, QStackedWidget, QWidget

from pos.domain.guidance import Guidance, Proposal, Step
from pos.domain.ids import StaffId
from pos.domain.money import Yen
from pos.errors import OperatingError
from pos.ui.audit.forms import ReprintForm
from pos.ui.desk import Desk
from pos.ui.papers import show_paper
from pos.ui.sale.balance_form import BalanceForm
from pos.ui.sale.guide_view import GuideView
from pos.ui.sale.settle_form import SettleForm, Verdict
from pos.ui.sale.unknown_words import age_words, deadline_words, headline
from pos.ui.sale.waiting_view import WaitingView
from pos.ui.widgets.keys import Key
from pos.ui.widgets.layout import box, column, plain, row, scrolling, text
from pos.ui.widgets.paper_view import PaperView
from pos.ui.widgets.tables import Column, RowsTable

if TYPE_CHECKING:
    from pos.issuing import IssuedPaper

TITLE: Final = "！ 処理未了　お金が動いたかどうか分かりません"

ROW_PX: Final = 38
FRAME_PX: Final = 10
PROHIBITIONS: Final = (
    "× もう一度引き去らない。別の方法でも受け取らない。",
    "× お客様を帰さない。図面はまだ渡さない。",
)


class Ways(Protocol):
    """What the keys of the page do."""

    def ask(self) -> None: ...
    def read_card(self) -> None: ...
    def compare(self, before: Yen, last4: str) -> None: ...
    def later(self) -> None: ...
    def open_settling(self) -> None: ...
    def open_balance(self) -> None: ...
    def open_reprint(self) -> None: ...
    def reprint(self, reason: str) -> None: ...
    def settle(self, verdict: Verdict) -> None: ...
    def close_form(self) -> None: ...
    def keys_changed(self) -> None: ...


class UnknownView:
    """The widgets of the page and how they lie; it decides nothing."""

    def __init__(self, ways: Ways, tell: Callable[[OperatingError], None]) -> None:
        self.names: Mapping[StaffId, str] = {}
        self.amount = text("", "total")
        self.what = text("", "strong", wrap=True)
        self.prohibitions = [text(each, "heading") for each in PROHIBITIONS]
        self.guide = GuideView()
        self.table: RowsTable[Guidance] = RowsTable("処理未了の一覧", self._columns())
        self.ask_key = Key("端末に再照会", ways.ask, kind="primary", key="F5")
        self.card_key = Key("残高照会", ways.read_card, key="F9")
        self.balance_key = Key("残高を比べる", ways.open_balance, key="F6")
        self.slip_key = Key("未了票", ways.open_reprint, key="F3", note="再発行")
        self.later_key = Key("後で処理", ways.later, key="F4", note="現金は続けられます")
        self.settle_key = Key("確定", ways.open_settling, kind="danger", key="F7")
        self.balance = BalanceForm(ways.compare, ways.close_form)
        self.reprint = ReprintForm(ways.reprint, ways.close_form)
        self.form = SettleForm(ways.settle, ways.close_form, tell)
        self.waiting = WaitingView(ways.keys_changed)
        self.paper = PaperView()
        self.paper_back = Key("戻る", ways.close_form, key="Esc")
        self._parts = QStackedWidget()
        self._put_together()

    @property
    def part(self) -> QWidget:
        """The guide, or the form in front."""
        return self._of[self._parts.currentIndex()]

    @property
    def submit(self) -> Callable[[], None] | None:
        """What F12 does in the form in front."""
        part = self.part
        return part.submit if isinstance(part, SettleForm | BalanceForm | ReprintForm) else None

    def show_part(self, part: QWidget) -> None:
        self._parts.setCurrentIndex(self._of.index(part))
        self.table.setVisible(part is self.advice)

    def fit_table(self, rows: int) -> None:
        """As high as its rows, up to three; the rest scrolls."""
        self.table.setFixedHeight(ROW_PX * (1 + min(max(rows, 1), 3)) + FRAME_PX)

    def focus_step(self, step: Step) -> None:
        """The focus goes to the key of the next step."""
        keys = {
            Step.ASK_TERMINAL: self.ask_key, Step.READ_CARD: self.card_key,
            Step.ENTER_BALANCE: self.balance_key, Step.HAND_OUT_SLIP: self.slip_key,
            Step.SETTLE: self.settle_key,
        }  # fmt: skip
        key = keys.get(step, self.ask_key)
        (key if key.isEnabled() else self.ask_key).setFocus()

    def say(self, words: str) -> None:
        self.guide.say(words)

    def show_guide(self, guide: Guidance, weighed: Proposal) -> None:
        """One question in front, with what a comparison has shown."""
        self.amount.setText(str(guide.question.payment.amount))
        self.what.setText(headline(guide))
        self.guide.show_guide(guide, weighed)
        steps = {each.step for each in guide.steps}
        self.card_key.setEnabled(Step.READ_CARD in steps)
        self.balance_key.setEnabled(Step.ENTER_BALANCE in steps)
        self.slip_key.setEnabled(guide.slip_prints > 0)

    def show_slip(self, desk: Desk, paper: "IssuedPaper") -> None:
        self.show_part(self.slip)
        show_paper(desk, self.paper, paper)
        self.paper_back.setFocus()

    def layout_of_page(self) -> QLayout:
        """Head, list, and the part in front."""
        top = box("amber", column(
            text(TITLE, "title"),
            row(
                self.amount, 24, self.what, 24, column(*self.prohibitions),
                stretch={2: 1},
            ),
            gap=2, margin=(12, 6, 12, 6),
        ))  # fmt: skip
        body = box("amberSoft", column(self._parts, margin=12, stretch={0: 1}))
        below = plain(column(self.table, body, margin=12, stretch={1: 1}))
        return column(top, below, gap=0, stretch={1: 1})

    def _put_together(self) -> None:
        keys = (
            self.later_key, self.slip_key, self.balance_key, self.settle_key, self.card_key, self.ask_key,
        )  # fmt: skip
        for key in keys:
            key.setMinimumSize(148, 68)
        left, right = row(*keys[:2], gap=12), row(*keys[2:], gap=12)
        self.advice = plain(column(self.guide, row(left, None, right), gap=8, stretch={0: 1}))
        self.slip = plain(row(self.paper, column(None, self.paper_back), gap=16, stretch={0: 1}))
        self._of: list[QWidget] = [
            self.advice, self.form, self.balance, self.reprint, self.slip, self.waiting,
        ]  # fmt: skip
        for part in self._of:
            self._parts.addWidget(part if part is self.advice else scrolling(part))

    def _columns(self) -> tuple[Column[Guidance], ...]:
        return (
            Column("取引番号", lambda g: str(g.question.sale.number), figures=True, width=90),
            Column(
                "日時", lambda g: f"{g.question.payment.requested_at:%m/%d %H:%M}", figures=True, width=148
            ),
            Column("経過", lambda g: age_words(g.age), width=112),
            Column("内容", lambda g: "　".join(line.title for line in g.question.sale.lines)),
            Column("金額", lambda g: str(g.question.payment.amount), figures=True, width=110),
            Column("端末", lambda g: str(g.question.payment.terminal_id or "―"), width=72),
            Column("売上調査の期限", lambda g: deadline_words(g.inquiry_until, g.days_left), width=176),
            Column("担当", lambda g: self.names.get(g.question.sale.clerk, "―"), width=136),
        )
