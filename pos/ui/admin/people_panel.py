"""職員: who is known, adding a person, switching somebody off, lifting a lock."""

from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QStackedWidget, QWidget

from pos.domain.staff import Right, Role, Staff
from pos.errors import OperatingError
from pos.ui.desk import Desk
from pos.ui.frame import Until
from pos.ui.page import Function
from pos.ui.start.first_person import NOT_THE_SAME
from pos.ui.widgets.complaints import clear, point_at
from pos.ui.widgets.fields import CodeField, EnterMoves, Field, PasswordField
from pos.ui.widgets.keys import Key
from pos.ui.widgets.layout import column, plain, row, scrolling, text
from pos.ui.widgets.tables import Column, RowsTable
from pos.wording import ROLES


def _roles(staff: Staff) -> str:
    return "・".join(ROLES[role] for role in Role if role in staff.roles)


COLUMNS = (
    Column[Staff]("職員番号", lambda staff: staff.id, width=140),
    Column[Staff]("氏名", lambda staff: staff.name),
    Column[Staff]("役割", _roles, width=260),
    Column[Staff]("状態", lambda staff: "有効" if staff.active else "× 無効", width=90),
)


class PeoplePanel(QWidget):
    """A list and a form; people are never deleted, only switched off."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.table: RowsTable[Staff] = RowsTable("職員の一覧", COLUMNS)
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _then: self._draw())
        self.add_key = Key("職員を登録", self.open_form, kind="primary", key="F3")
        self.switch_key = Key("無効にする", self.switch, key="F4")
        self.unlock_key = Key("ロック解除", self.unlock, key="F6")
        self.number = CodeField("職員番号", limit=20)
        self.name = Field("氏名", limit=30)
        self.boxes = {role: QCheckBox(ROLES[role]) for role in Role}
        for role, mark in self.boxes.items():
            mark.setAccessibleName(f"役割 {ROLES[role]}")
        length = desk.settings.staff.password_min_length
        self.password = PasswordField(f"最初のパスワード（{length}文字以上）")
        self.again = PasswordField("最初のパスワード（もう一度）")
        self.done_key = Key("登録する", self.add, kind="primary", key="F12")
        self.back_key = Key("戻る", self.stop_editing, key="Esc")
        self._parts = QStackedWidget()
        self._put_together()

    @property
    def fields(self) -> list[QWidget]:
        return [self.number, self.name, self.password]

    @property
    def editing(self) -> bool:
        return self._parts.currentWidget() is self._form

    def enter(self) -> None:
        self.stop_editing()
        self._load()

    def functions(self) -> dict[int, Function]:
        free = not self._desk.working
        if self.editing:
            return {12: Function("登録", self.add, free)}
        manages = free and self._desk.may(Right.MANAGE)
        return {
            3: Function("職員登録", self.open_form, manages),
            4: Function("有効/無効", self.switch, manages),
            6: Function("解除", self.unlock, manages),
        }

    def open_form(self) -> None:
        for field in (self.number, self.name, self.password, self.again):
            field.write("")
        for mark in self.boxes.values():
            mark.setChecked(False)
        self.boxes[Role.CLERK].setChecked(True)
        self._parts.setCurrentWidget(self._form)
        self.number.setFocus()
        self._desk.changed.emit()

    def stop_editing(self) -> None:
        self.password.write("")
        self.again.write("")
        self._parts.setCurrentIndex(0)
        self._desk.forget()
        self._desk.changed.emit()

    def add(self) -> None:
        """A new person; the password twice, because nobody can read it later."""
        clear(self.fields)
        if self.password.words != self.again.words:
            self._desk.complain(NOT_THE_SAME, Until.LEFT)
            self.password.setFocus()
            return
        access, by = self._desk.counter.access, self._desk.person
        roles = frozenset(role for role, mark in self.boxes.items() if mark.isChecked())
        number, name, password = self.number.words, self.name.words, self.password.words
        self._desk.run(
            lambda: access.add_staff(by, number, name, roles, password), self._added, self._refused
        )

    def _refused(self, error: OperatingError) -> None:
        self._desk.tell(point_at(error, self.fields))

    def switch(self) -> None:
        """有効 ⇄ 無効."""
        staff, access, by = self.table.chosen_row, self._desk.counter.access, self._desk.person
        if staff is not None:
            changed = replace(staff, active=not staff.active)
            words = f"{staff.name}さんを{'有効' if changed.active else '無効'}にしました。"
            self._desk.run(lambda: access.change_staff(by, changed), lambda _none: self._changed(words))

    def unlock(self) -> None:
        """Lift the lock after too many failures."""
        staff, access, by = self.table.chosen_row, self._desk.counter.access, self._desk.person
        if staff is not None:
            words = f"{staff.name}さんのロックを解除しました。"
            self._desk.run(lambda: access.unlock(by, staff.id), lambda _none: self._changed(words))

    def _added(self, staff: Staff) -> None:
        self.stop_editing()
        self._changed(f"{staff.name}さんを登録しました。")

    def _changed(self, words: str) -> None:
        self._desk.note(words)
        self._load()

    def _load(self) -> None:
        access = self._desk.counter.access
        self._desk.lane.run(access.staff, done=self._show, failed=self._desk.tell)

    def _show(self, people: tuple[Staff, ...]) -> None:
        self.table.show_rows(people, current=self.table.chosen)
        self._draw()

    def _draw(self) -> None:
        staff, manages = self.table.chosen_row, self._desk.may(Right.MANAGE)
        for key in (self.add_key, self.switch_key, self.unlock_key):
            key.setEnabled(manages)
        self.switch_key.rename("有効にする" if staff is not None and not staff.active else "無効にする")

    def _put_together(self) -> None:
        listed = plain(column(
            row(text("職員", "title"), None), self.table,
            row(self.add_key, None, self.switch_key, self.unlock_key), stretch={1: 1}, gap=12,
        ))  # fmt: skip
        roles = row(*self.boxes.values(), None, gap=24)
        passwords = row(self.password, self.again, gap=12)
        typed = column(self.number, self.name, text("役割", "soft"), roles, passwords, None, gap=12)
        keys = row(self.back_key, self.done_key, stretch={1: 1})
        inner = column(text("職員の登録", "title"), scrolling(plain(typed)), keys, gap=12, stretch={1: 1})
        self._form = plain(inner)
        self._form.setMaximumWidth(640)
        self._parts.addWidget(listed)
        self._parts.addWidget(self._form)
        self.setLayout(column(self._parts))
        order: list[QWidget] = [
            self.number, self.name, *self.boxes.values(), self.password, self.again,
            self.done_key, self.back_key,
        ]  # fmt: skip
        EnterMoves(self, order)
