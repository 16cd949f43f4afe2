"""A paper on the screen: the PDF's pages as one picture, fitted to the room there is."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget


class PaperView(QWidget):
    """Shows one picture, scaled smoothly, never enlarged beyond its pixels."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = QPixmap()
        self._words = ""
        self.setMinimumSize(QSize(240, 240))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("書類の見本")

    @property
    def has_picture(self) -> bool:
        return not self._picture.isNull()

    def show_picture(self, picture: QImage, words: str) -> None:
        """`words` is the same paper as text, for a screen reader."""
        self._picture = QPixmap.fromImage(picture)
        self._words = ""
        self.setAccessibleDescription(words)
        self.update()

    def show_words(self, words: str) -> None:
        """No picture; say why."""
        self._picture = QPixmap()
        self._words = words
        self.setAccessibleDescription(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        if not self.has_picture:
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._words)
            return
        ratio = self.devicePixelRatioF()
        room = self.size() * ratio
        size = self._picture.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        size = size.boundedTo(self._picture.size())
        picture = self._picture.scaled(
            size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        picture.setDevicePixelRatio(ratio)
        wide, high = int(picture.width() / ratio), int(picture.height() / ratio)
        left, top = (self.width() - wide) // 2, 0
        painter.drawPixmap(left, top, picture)
        painter.setPen(self.palette().color(self.palette().ColorRole.PlaceholderText))
        painter.drawRect(left, top, wide - 1, high - 1)
