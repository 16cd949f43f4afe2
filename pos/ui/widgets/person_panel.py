"""職員番号 and password: for the login, the approver and the witness."""

from PySide6.QtWidgets import QWidget

from pos.ui.widgets.fields import CodeField, PasswordField
from pos.ui.widgets.layout import column


class PersonPanel(QWidget):
    """Two fields; the password is wiped as soon as it was read."""

    def __init__(self, who: str = "") -> None:
        super().__init__()
        self.number = CodeField(f"{who}職員番号", limit=20)
        self.password = PasswordField(f"{who}パスワード")
        self.setLayout(column(self.number, self.password, gap=12))
        self.setFocusProxy(self.number.line)

    @property
    def fields(self) -> list[QWidget]:
        return [self.number, self.password]

    def take(self) -> tuple[str, str]:
        """What was typed; the password field is empty afterwards."""
        typed = (self.number.words, self.password.words)
        self.password.write("")
        return typed

    def wipe(self) -> None:
        self.number.write("")
        self.password.write("")
