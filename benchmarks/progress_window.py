"""A fresh process with the window's progress panel and lane, while charges run on the lane.

`python -m benchmarks.progress_window tl3500|zvt CHARGES`; says the milliseconds as JSON.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QApplication, QMainWindow

from benchmarks.charge import charge_with, driver, paced_terminal
from pos.devices.link import SerialLink
from pos.domain.days import JST
from pos.domain.money import Yen
from pos.ports import ChargeRequest, PaymentTerminal, Progress
from pos.ui.lane import Lane
from pos.ui.sale.progress_panel import ProgressPanel
from pos.ui.theme import dress

BAUD_RATE = 115_200
Post = Callable[[Progress, float], None]


class Screen:
    """The panel in a window, and when each word arrived on it."""

    def __init__(self) -> None:
        self.window = QMainWindow()
        self.panel = ProgressPanel(lambda: None)
        self.window.setCentralWidget(self.panel)
        self.window.resize(1280, 800)
        self.window.show()
        self.panel.begin()
        self.to_text: list[float] = []
        self.to_paint: list[float] = []

    def follow(self, progress: Progress, told_at: float) -> None:
        """In the GUI thread."""
        self.panel.show_progress(progress)
        self.to_text.append(1_000 * (time.perf_counter() - told_at))
        self.panel.repaint()
        self.to_paint.append(1_000 * (time.perf_counter() - told_at))


def main(protocol: str, charges: int) -> None:
    """Charge after charge on the lane's thread."""
    application = QApplication(sys.argv[:1])
    dress(application)
    screen, lane = Screen(), Lane(_bug)
    post = lane.posts(screen.follow)
    with paced_terminal(protocol, BAUD_RATE, "card") as port:
        terminal = driver(protocol, SerialLink(port, BAUD_RATE))
        for _ in range(charges):
            lane.run(lambda: _charge(terminal, post), done=lambda _none: None, failed=lambda _error: None)
        lane.idle.connect(application.quit)
        application.exec()
        lane.close()
        terminal.close()
    told = {"its text": screen.to_text, "the painted panel": screen.to_paint}
    sys.stdout.write(json.dumps(told))


def _charge(terminal: PaymentTerminal, post: Post) -> None:
    last = terminal.query_last_successful_transaction_result(stop=lambda: False)
    now = datetime.now(JST)
    request = ChargeRequest(Yen(300), now, last.as_mark(), last.clock_offset_s)
    charge_with(terminal, request, lambda progress: post(progress, time.perf_counter()))


def _bug(_number: str, error: BaseException) -> None:
    raise error


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
