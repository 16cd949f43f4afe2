"""端末: its state and abilities, the contract in force, its last conversation, its totals, its settings."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QStackedWidget, QWidget

from pos.config import FILE_NAME, Settings, TerminalSettings, check_settings, write_settings
from pos.domain.staff import Right
from pos.errors import OperatingError, Reason, RefusedError
from pos.ports import DailyLog, DailyLogKind, Health
from pos.ui.admin.contract_view import ContractView
from pos.ui.admin.conversation_view import ConversationView, last_lines
from pos.ui.admin.daily_log_view import ASK_REPORTING, CONFIRM, HOW_TO_CONFIRM, DailyLogView
from pos.ui.admin.terminal_form import TerminalForm
from pos.ui.admin.terminal_status import StatusView
from pos.ui.desk import Desk
from pos.ui.frame import Until
from pos.ui.lane import StopSwitch
from pos.ui.page import NO_KEY, Function
from pos.ui.situation import TerminalLight
from pos.ui.terminal.fields import driver_name
from pos.ui.terminal.trial import TRYING, health_words, machine_ports, must_open, try_terminal
from pos.ui.widgets.keys import Key
from pos.ui.widgets.layout import column, row, text
from pos.wording import say

if TYPE_CHECKING:
    from pos.counter import Counter

BROKEN: Final = "！ 端末に異常があります。現金で受け取ってください。"
NO_TERMINAL: Final = "この窓口には決済端末が設定されていません。F3（設定）で選べます。"
SAVED: Final = "端末の設定を保存しました。新しい設定で開き直したので、もう一度ログインしてください。"
OPEN_AGAIN: Final = "直してから、もう一度開いてください。"  # what a settings file says at the start
SAVE_AGAIN: Final = "直して保存し直してください。"
SIMULATED: Final = "（模擬端末）"


class TerminalPanel(QWidget):
    """Five views of one terminal; Esc comes back to the first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.heading = text("端末", "title", wrap=True)
        self.status = StatusView()
        self.contract = ContractView()
        self.talk = ConversationView()
        self.daily = DailyLogView()
        self.form = TerminalForm(
            practice=desk.settings.practice, try_it=self.try_it, save=self.save, back=self.stop_editing
        )
        self.form.form.driver.currentIndexChanged.connect(lambda _index: desk.changed.emit())
        self._asks_for_settlement = False
        self.check_key = Key("端末を確かめる", self.check, kind="primary", key="F12")
        self.views = QStackedWidget()
        self._first = QWidget()
        self._first.setLayout(column(self.status, row(None, self.check_key), gap=12, stretch={0: 1}))
        for view in (self._first, self.contract, self.talk, self.daily, self.form):
            self.views.addWidget(view)
        self.setLayout(column(self.heading, self.views, gap=12, stretch={1: 1}))

    # --- the panel ------------------------------------------------------------------------------

    @property
    def editing(self) -> bool:
        """True in any view that Esc leaves."""
        return self.views.currentWidget() is not self._first

    @property
    def summary(self) -> str:
        return self.status.summary.text()

    def enter(self) -> None:
        terminal = self._desk.counter.terminal
        self._show_first()
        self.check_key.setEnabled(terminal is not None)
        self.status.summary.setText(NO_TERMINAL if terminal is None else "F12 で端末の状態を確かめます。")
        self.status.show_abilities(None if terminal is None else terminal.capabilities)
        self.status.show_health(None)

    def functions(self) -> dict[int, Function]:
        free = not self._desk.working
        if self.views.currentWidget() is self.form:
            able = free and self.form.can_try
            return {
                5: NO_KEY,
                6: Function("接続を試す", self.try_it, able),
                12: Function("保存", self.save, free),
            }
        keys = self._common(free=free)
        if self._asks_for_settlement:
            return keys | {12: Function("日計を行う", self._settle, free)}
        return keys | {12: Function("確かめる", self.check, free and self._desk.counter.terminal is not None)}

    def stop_editing(self) -> None:
        """Esc: back to the state of the terminal."""
        self._show_first()
        self._desk.changed.emit()

    def _common(self, *, free: bool) -> dict[int, Function]:
        terminal, may = self._desk.counter.terminal, self._desk.may
        logs = DailyLogKind.NONE if terminal is None else terminal.capabilities.daily_log
        totals = free and bool(logs & DailyLogKind.REPORTING)
        resets = free and bool(logs & DailyLogKind.SETTLEMENT) and may(Right.CLOSE_DAY)
        return {
            3: Function("設定", self.open_form, free and may(Right.MANAGE)),
            4: Function("契約", self.open_contract, free),
            6: Function("中間計", self.report, totals),
            7: Function("日計", self.ask_settlement, resets),
            9: Function("やりとり", self.open_talk, free),
        }

    def _show(self, view: QWidget, title: str) -> None:
        self.heading.setText(title)
        self._asks_for_settlement = False
        self.views.setCurrentWidget(view)
        view.setFocus()
        self._desk.changed.emit()

    def _show_first(self) -> None:
        self._desk.forget()
        terminal = self._desk.settings.terminal
        simulated = SIMULATED if self._desk.counter.simulator is not None else ""
        where = terminal.port or simulated
        self.heading.setText(f"端末　{driver_name(terminal.driver)}　{where}".rstrip())
        self._asks_for_settlement = False
        self.views.setCurrentWidget(self._first)

    # --- the state ------------------------------------------------------------------------------

    def check(self) -> None:
        """checkHealth."""
        terminal = self._desk.counter.terminal
        if terminal is None:
            return
        self._show_first()
        self.status.summary.setText("端末に問い合わせています…")
        self._desk.run(lambda: terminal.check_health(stop=StopSwitch()), self._checked, self._silent)

    def _checked(self, health: Health) -> None:
        self._desk.set_light(TerminalLight.READY if health.ok else TerminalLight.STOPPED)
        self._desk.take_situation(self._desk.situation)
        self.status.summary.setText("✓ 端末は使えます。" if health.ok else BROKEN)
        self.status.show_health(health)

    def _silent(self, error: OperatingError) -> None:
        self.status.summary.setText(f"！ {say(error)}")
        self.status.show_health(None)
        self._desk.tell(error)

    # --- contract, conversation, totals ---------------------------------------------------------

    def open_contract(self) -> None:
        self.contract.show_contract(self._desk.counter.contract)
        self._show(self.contract, "契約の規則")

    def open_talk(self) -> None:
        """The last conversation, in a technician's words."""
        self._show(self.talk, "端末との最後のやりとり")
        job = partial(last_lines, self._desk.settings.data)
        self._desk.lane.run(job, done=self.talk.show_lines, failed=self._desk.tell)

    def report(self) -> None:
        """中間計."""
        self._show(self.daily, "端末の中間計")
        self.daily.say(ASK_REPORTING)
        self._take(DailyLogKind.REPORTING)

    def ask_settlement(self) -> None:
        """日計: first said what it does."""
        self._show(self.daily, "端末の日計")
        self.daily.say(CONFIRM, HOW_TO_CONFIRM)
        self._asks_for_settlement = True
        self._desk.changed.emit()

    def _settle(self) -> None:
        self._asks_for_settlement = False
        self.daily.say("端末の日計を行っています…")
        self._take(DailyLogKind.SETTLEMENT)

    def _take(self, kind: DailyLogKind) -> None:
        logs = self._desk.counter.daily_logs
        job = partial(logs.take, kind, self._desk.person, stop=StopSwitch())
        self._desk.run(job, self._taken, self._not_taken)

    def _taken(self, log: DailyLog) -> None:
        self.daily.show_log(log)

    def _not_taken(self, error: OperatingError) -> None:
        self.daily.say(f"！ {say(error)}")
        self._desk.tell(error)

    # --- the settings ---------------------------------------------------------------------------

    def open_form(self) -> None:
        """設定; refused while a payment is open on the terminal."""
        if self._held():
            return
        self.form.begin(self._desk.settings.terminal)  # first: the keys tell what can be tried
        self._show(self.form, "端末の設定")
        if not self._desk.settings.practice:
            self._desk.lane.run(machine_ports, done=self.form.form.offer, failed=self._desk.tell)

    def try_it(self) -> None:
        """接続を試す with what was typed; nothing is saved."""
        settings = self._typed()
        if settings is None:
            return
        in_use = self._desk.counter.terminal
        self.form.say(TRYING)
        job = partial(try_terminal, settings.terminal, in_use, StopSwitch())
        self._desk.run(job, self._tried, self._not_tried)

    def _tried(self, health: Health) -> None:
        self.form.say(health_words(health), "good" if health.ok else "bad")

    def _not_tried(self, error: OperatingError) -> None:
        self.form.say(f"！ {say(error)}", "bad")

    def save(self) -> None:
        """Write settings.toml and open the counter anew with it."""
        settings = self._typed()
        if settings is None or self._held():
            return
        desk = self._desk
        job = partial(_save, desk.counter, settings)
        desk.run(job, lambda _nothing: desk.reopen(settings, SAVED), self._refused)

    def _typed(self) -> Settings | None:
        try:
            terminal: TerminalSettings = self.form.read()
            settings = replace(self._desk.settings, terminal=terminal)
            check_settings(settings)
        except OperatingError as error:
            self._refused(error)
            return None
        return settings

    def _refused(self, error: OperatingError) -> None:
        shown = self.form.refuse(error)
        if shown.reason is Reason.SETTINGS_INVALID:
            self._desk.complain(say(shown).replace(OPEN_AGAIN, SAVE_AGAIN), Until.LEFT)
        else:
            self._desk.tell(shown)

    def _held(self) -> bool:
        if self._desk.situation.questions:
            self._desk.tell(RefusedError(Reason.TERMINAL_HELD))
            return True
        return False


def _save(counter: "Counter", settings: Settings) -> None:
    """What would not open is refused before anything is written; runs on the lane."""
    must_open(settings)
    if counter.recovery.open_questions():
        raise RefusedError(Reason.TERMINAL_HELD)
    write_settings(settings, settings.data / FILE_NAME)
