"""The step list of a payment: where it stands, in words and numbers, with elapsed seconds."""

from collections.abc import Sequence

from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtWidgets import QWidget

from pos.ui.widgets.layout import column, set_role, text

NUMBERS = "①②③④⑤⑥"
TICK_MS = 250  # four looks a second: the seconds never seem to jump


class StepList(QWidget):
    """Steps below each other; the present one stands out by size, mark and colour."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self._names = tuple(names)
        self._labels = [text(name, "step", wrap=True) for name in names]
        self.elapsed = text("経過 0秒", "figure")
        self._clock = QElapsedTimer()
        self._ticks = QTimer(self)
        self._ticks.setInterval(TICK_MS)
        self._ticks.timeout.connect(self._tick)
        self.setLayout(column(*self._labels, 4, self.elapsed))

    def start(self) -> None:
        """From the first step, at 0 seconds."""
        self._clock.start()
        self._ticks.start()
        self._tick()
        self.show_step(0)

    def stop(self) -> None:
        self._ticks.stop()

    def show_step(self, now: int, called: str = "") -> None:
        """`now` from 0; the ones before it are done. `called`: another name for it this time."""
        for number, (label, name) in enumerate(zip(self._labels, self._names, strict=True)):
            done = number < now
            mark = "✓" if done else "▶" if number == now else "　"
            shown = called if called and number == now else name
            label.setText(f"{mark} {NUMBERS[number]} {shown}")
            set_role(label, "stepDone" if done else "stepNow" if number == now else "step")
        self.setAccessibleName(f"段階 {NUMBERS[now]} {called or self._names[now]}")

    def _tick(self) -> None:
        self.elapsed.setText(f"経過 {self._clock.elapsed() // 1000}秒")
