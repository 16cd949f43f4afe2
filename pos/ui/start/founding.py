"""The first-run assistant: the office's own ledger, apart from practice."""

from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import Qt

from pos.config import OfficeSettings, Settings, TerminalSettings, check_settings
from pos.domain.entry import clean_text
from pos.domain.staff import Staff
from pos.errors import EntryError, OperatingError, Reason
from pos.ports import Health
from pos.ui.desk import Desk
from pos.ui.frame import Until
from pos.ui.lane import StopSwitch
from pos.ui.navigation import first_page
from pos.ui.page import Function, Page, PageName
from pos.ui.start.first_person import NOT_THE_SAME
from pos.ui.terminal.fields import TerminalFields
from pos.ui.terminal.trial import TRYING, health_words, machine_ports, must_open, try_terminal
from pos.ui.widgets.complaints import clear, point_at
from pos.ui.widgets.fields import CodeField, EnterMoves, Field, PasswordField
from pos.ui.widgets.keys import Key
from pos.ui.widgets.layout import card, centred, column, plain, row, scrolling, set_role, text
from pos.wording import say

HOW_TO_OPEN: Final = 'madoguchi --data "{path}"'


class FoundingPage(Page):
    """Everything on one page, so that it can be checked before it is made."""

    title = "この窓口を設定する"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        office, length = desk.settings.office, desk.settings.staff.password_min_length
        self.office = _filled(Field("発行する部署", limit=60), office.name)
        self.issuer = _filled(Field("発行者", limit=30), office.issuer)
        self.counter_name = _filled(Field("窓口の名前", limit=30), office.counter_name)
        self.counter_id = _filled(CodeField("窓口番号（2桁）", limit=4), office.counter_id)
        self.cashier = _filled(Field("出納員の氏名（領収書に載ります）", limit=30), office.cashier_name)
        self.terminal = TerminalFields(practice=False, every=False)
        self.terminal.write(replace(TerminalSettings(), driver="none"))
        self.answer = text("", "strong", wrap=True)
        self.try_key = Key("接続を試す", self.try_it, key="F6")
        self.number = CodeField("職員番号", limit=20)
        self.name = Field("氏名", limit=30)
        self.password = PasswordField(f"パスワード（{length}文字以上）")
        self.again = PasswordField("パスワード（もう一度）")
        self.found_key = Key("この内容で設定する", self.found, kind="primary", key="F12")
        self.back_key = Key("戻る", self.back, key="Esc")
        self.fields = [
            self.office, self.issuer, self.counter_name, self.counter_id, self.cashier,
            *self.terminal.fields, self.number, self.name, self.password,
        ]  # fmt: skip
        self.by_key = {
            "office.name": self.office, "office.issuer": self.issuer, "office.counter_id": self.counter_id,
            "office.counter_name": self.counter_name, "office.cashier_name": self.cashier,
            **self.terminal.by_key,
        }  # fmt: skip
        self._put_together()

    def enter(self) -> None:
        self.back_key.setVisible(self.desk.settings.practice)
        self.office.setFocus()
        self.show_what_applies()
        self.desk.lane.run(machine_ports, done=self.terminal.offer, failed=self.desk.tell)

    def functions(self) -> dict[int, Function]:
        free = not self.desk.working
        able = free and self.try_key.isEnabled()
        return {
            6: Function("接続を試す", self.try_it, able),
            12: Function("設定する", self.found, free),
        }

    def back(self) -> None:
        if self.desk.settings.practice:
            self.desk.go(first_page(self.desk))

    def try_it(self) -> None:
        """接続を試す with what was typed; a counter that is open lets go of its port first."""
        clear(self.fields)
        try:
            settings = replace(self.desk.settings, practice=False, terminal=self._terminal())
            check_settings(settings)
        except OperatingError as error:
            self._refused(error)
            return
        self._answer(TRYING)
        in_use = self.desk.counter.terminal if self.desk.is_open else None
        self.desk.run(
            partial(try_terminal, settings.terminal, in_use, StopSwitch()), self._tried, self._not_tried
        )

    def _tried(self, health: Health) -> None:
        self._answer(health_words(health), "good" if health.ok else "bad")

    def _not_tried(self, error: OperatingError) -> None:
        self._answer(f"！ {say(error)}", "bad")

    def _answer(self, words: str, role: str = "strong") -> None:
        self.answer.setText(words)
        self.answer.setVisible(bool(words))
        set_role(self.answer, role)

    def show_what_applies(self) -> None:
        """Without a terminal there is nothing to try."""
        self._answer("")
        self.try_key.setVisible(self.terminal.driver.currentData() != "none")
        self.try_key.setEnabled(self.terminal.driver.currentData() != "none")
        self.keys_changed()

    def found(self) -> None:
        """Make settings, ledger and administrator in one step."""
        clear(self.fields)
        if self.password.words != self.again.words:
            self.desk.complain(NOT_THE_SAME, Until.LEFT)
            self.password.setFocus()
            return
        try:
            settings = self._settings()
        except OperatingError as error:
            self._refused(error)
            return
        person = (self.number.words, self.name.words, self.password.words)
        job = partial(_found, settings, *person)
        self.desk.run(job, lambda staff: self._founded(settings, staff), self._refused)

    def _refused(self, error: OperatingError) -> None:
        """At its field: by label, or by the settings' key where the rules of settings.toml refused it."""
        field = self.by_key.get(str(error.facts.get("key", "")))
        if field is None:
            self.desk.tell(point_at(error, self.fields))
        else:
            plain = EntryError(Reason.ENTRY_REFUSED, label=field.label, problem=error.facts.get("problem"))
            self.desk.tell(point_at(plain, [field]))

    def _founded(self, settings: Settings, _staff: Staff) -> None:
        for field in (self.password, self.again):
            field.write("")
        self.desk.founded = settings.data
        self.desk.go(PageName.FOUNDED)

    def _settings(self) -> Settings:
        """Raises EntryError for what is missing or too long."""
        office = replace(
            OfficeSettings(),
            name=_words(self.office, 60),
            issuer=_words(self.issuer, 30),
            counter_name=_words(self.counter_name, 30),
            counter_id=_words(self.counter_id, 4),
            cashier_name=clean_text(self.cashier.words, label=self.cashier.label, limit=30),
        )
        terminal = self._terminal()
        here = self.desk.settings
        data = here.data.parent / office.counter_id if here.practice else here.data
        return replace(here, data=data, practice=False, office=office, terminal=terminal)

    def _terminal(self) -> TerminalSettings:
        """Raises EntryError where a terminal has no port."""
        terminal = self.terminal.read(TerminalSettings())
        if terminal.driver != "none":
            _words(self.terminal.port, 200)
        return terminal

    def _put_together(self) -> None:
        self.terminal.driver.currentIndexChanged.connect(lambda _index: self.show_what_applies())
        first = card(
            text("① 窓口", "heading"), self.office, self.issuer, self.counter_name, self.counter_id,
            self.cashier, None,
        )  # fmt: skip
        second = card(text("② 決済端末", "heading"), self.terminal, self.try_key, None)
        third = card(
            text("③ 管理者", "heading"), self.number, self.name, self.password, self.again, None,
        )  # fmt: skip
        keys = row(self.back_key, None, self.found_key)
        heading = text("この窓口を設定する（本番用の帳簿を作ります）", "title", wrap=True)
        body = plain(row(first, second, third, gap=12, stretch={0: 1, 1: 1, 2: 1}))
        parts = (heading, scrolling(body), self.answer, keys)  # the answer is seen whatever stands above
        self.setLayout(column(*parts, margin=16, gap=12, stretch={1: 1}))
        EnterMoves(self, [
            self.office, self.issuer, self.counter_name, self.counter_id, self.cashier,
            *self.terminal.order, self.try_key, self.number, self.name, self.password, self.again,
            self.found_key, self.back_key,
        ])  # fmt: skip


class FoundedPage(Page):
    """Done: close and open again on the new ledger."""

    title = "設定が終わりました"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.words = text("", wrap=True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.close_key = Key("閉じる", self._close, kind="primary", key="F12")
        self.setLayout(row(centred(card(
            text("✓ 窓口の設定が終わりました", "title"), self.words, 8, self.close_key, margin=32,
        ), 720)))  # fmt: skip

    def enter(self) -> None:
        self.words.setText(
            f"本番用の帳簿を作りました。\n保存場所: {self.desk.founded}\n\n"
            "いったん閉じて、次のように保存場所を指定して開きます（ショートカットのリンク先にも書けます）。\n"
            f"{HOW_TO_OPEN.format(path=self.desk.founded)}\n\n練習用の帳簿はそのまま残ります。"
        )
        self.close_key.setFocus()

    def functions(self) -> dict[int, Function]:
        return {12: Function("閉じる", self._close)}

    def _close(self) -> None:
        self.window().close()


def _found(settings: Settings, number: str, name: str, password: str) -> Staff:
    from pos.counter import found_counter  # on the lane, behind the first paint

    must_open(settings)
    return found_counter(settings, number, name, password)


def _filled(field: Field, words: str) -> Field:
    field.write(words)
    return field


def _words(field: Field, limit: int) -> str:
    return clean_text(field.words, label=field.label, limit=limit, required=True)
