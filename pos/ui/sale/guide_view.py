"""The guide through one 処理未了: the steps with what is done, and what is known."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from pos.domain.guidance import Guidance, Proposal
from pos.ui.sale.unknown_words import compared, fact_rows, next_step, rule_words, slip_words, step_words
from pos.ui.widgets.facts import FactList
from pos.ui.widgets.layout import column, plain, row, scrolling, set_role, text

MAX_STEPS = 6


class GuideView(QWidget):
    """Read only; the keys stand below it."""

    def __init__(self) -> None:
        super().__init__()
        self.finding = text("", "heading", wrap=True)
        self.more = text("", "strong", wrap=True)
        self.steps: list[QLabel] = [text("", wrap=True) for _ in range(MAX_STEPS)]
        self._next: QLabel | None = None
        self.facts = FactList()
        self.rule = text("", "soft", wrap=True)
        left = column(*self.steps, None, gap=8)
        right = column(self.facts, self.rule, None, gap=8)
        both = row(plain(left), plain(right), gap=24, stretch={0: 1, 1: 1})
        self._area = scrolling(plain(both))
        self._area.setAccessibleName("手順と分かっていること")
        self._area.verticalScrollBar().rangeChanged.connect(self._reach)
        self.setLayout(column(self.finding, self.more, self._area, gap=6, stretch={2: 1}))

    def _reach(self, _low: int, high: int) -> None:
        """What does not fit can be scrolled by keys: Tab, then the arrows. The next step is seen."""
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus if high else Qt.FocusPolicy.NoFocus)
        if high and self._next is not None:
            self._area.ensureWidgetVisible(self._next, 0, 16)

    def say(self, words: str) -> None:
        """What the last inquiry found; nothing where `words` is empty."""
        first, _, rest = words.partition("\n")
        for label, part in ((self.finding, first), (self.more, rest)):
            label.setText(part)
            label.setVisible(bool(part))

    def show_guide(self, guide: Guidance, weighed: Proposal | None = None) -> None:
        """Everything of one question; `weighed` is its newest comparison."""
        following = next_step(guide, weighed)
        for number, label in enumerate(self.steps):
            label.setVisible(number < len(guide.steps))
            if number < len(guide.steps):
                step = guide.steps[number]
                now = step.step is following
                made, done = slip_words(guide), compared(step, weighed)
                label.setText(step_words(step, number, now=now, done=done, made=made))
                set_role(label, "heading" if now else "")
                self._next = label if now else self._next
        self.facts.show_facts([fact for fact in fact_rows(guide) if fact[1]])
        self.rule.setText(rule_words(guide.rules))
