"""管理: people, terminal, verification, fees; a side list of four panels."""

from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from pos.ui.admin.fees_panel import FeesPanel
from pos.ui.admin.people_panel import PeoplePanel
from pos.ui.admin.terminal_panel import TerminalPanel
from pos.ui.admin.verify_panel import VerifyPanel
from pos.ui.desk import Desk
from pos.ui.navigation import home_of
from pos.ui.page import Function, Page
from pos.ui.widgets.keys import tab_key
from pos.ui.widgets.layout import card, row, text

Panel = PeoplePanel | TerminalPanel | VerifyPanel | FeesPanel


class AdminPage(Page):
    """Who may not change a thing still may look at it."""

    title = "管理"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.people = PeoplePanel(desk)
        self.terminal = TerminalPanel(desk)
        self.verify = VerifyPanel(desk)
        self.fees = FeesPanel(desk)
        self.panels = QStackedWidget()
        named: dict[str, Panel] = {
            "職員": self.people, "端末": self.terminal, "記録の検証": self.verify, "料金表": self.fees,
        }  # fmt: skip
        self.tabs = [self._tab(name, panel) for name, panel in named.items()]
        for panel in named.values():
            self.panels.addWidget(panel)
        parts: list[QWidget | None] = [text("管理", "title"), *self.tabs, None]
        side = card(*parts, margin=12)
        side.setFixedWidth(208)
        self.setLayout(row(side, card(self.panels, margin=16), gap=12, margin=12, stretch={1: 1}))

    def enter(self) -> None:
        self.tabs[0].setChecked(True)
        self._show(self.people)
        self.tabs[0].setFocus()

    def functions(self) -> dict[int, Function]:
        panel = self.panels.currentWidget()
        return panel.functions() if isinstance(panel, Panel) else {}

    def back(self) -> None:
        panel = self.panels.currentWidget()
        if isinstance(panel, PeoplePanel | TerminalPanel) and panel.editing:
            panel.stop_editing()
        else:
            self.desk.go(home_of(self.desk))

    def _tab(self, name: str, panel: Panel) -> QPushButton:
        return tab_key(name, lambda: self._show(panel))

    def _show(self, panel: Panel) -> None:
        self.panels.setCurrentWidget(panel)
        panel.enter()
        self.keys_changed()
