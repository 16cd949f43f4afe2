"""Pictures of every screen: a practice day played in the real window, by keys, against the simulator.

`python -m pos.ui.screenshots FOLDER` (make screenshots). Without a display Qt draws off screen.
"""

import os
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QApplication

from pos.config import Settings, TerminalSettings
from pos.ui.app import make_window
from pos.ui.main_window import MainWindow
from pos.ui.screenshots_day import PracticeDay
from pos.ui.theme import dress

SIZE: Final = (1280, 800)
CONTRACT: Final = """\
acquirer = "練習ペイメント"
contact = "加盟店窓口 03-0000-0000（9時〜17時）"
cap = 20000
[t_money]
cap = 5000
inquiry_days = 55
[cashbee]
cancel = "never"
unknown_means = "sale"
[others]
"""


def take_screenshots(folder: Path) -> list[Path]:
    """Play the day and save a PNG per screen into `folder`; returns the files, in order."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(app, QApplication):
        raise TypeError("another kind of Qt application is running")
    dress(app)
    folder.mkdir(parents=True, exist_ok=True)
    from pos.devices.tl3500 import Timing
    from pos.ui.screenshots_zvt import SHORTER, ZvtDay

    pictures = _play(PracticeDay, "tl3500", Timing().scaled(0.1), folder, 0)
    return [*pictures, *_play(ZvtDay, "zvt", SHORTER, folder, len(pictures))]


def _play(day_of: "type[PracticeDay]", driver: str, timing: object, folder: Path, taken: int) -> list[Path]:
    with tempfile.TemporaryDirectory(prefix="madoguchi-", ignore_cleanup_errors=True) as data:
        day = day_of(_open(Path(data), driver, day_of.scenario, timing), folder, taken)
        try:
            day.play()
        finally:
            day.hands.close_window()
    return day.pictures


def _open(data: Path, driver: str, script: str, timing: object) -> MainWindow:
    from pos.counter import open_counter

    scenario, contract = data / "scenario.toml", data / "contract.toml"
    scenario.write_text(script, encoding="utf-8")
    contract.write_text(CONTRACT, encoding="utf-8")
    opener = partial(open_counter, scenario=scenario, timing=timing)
    terminal = TerminalSettings(driver=driver, contract=str(contract))
    window = make_window(Settings(data=data / "practice", terminal=terminal), opener)
    window.resize(*SIZE)
    window.show()
    return window


def main() -> int:
    """`python -m pos.ui.screenshots FOLDER`."""
    if len(sys.argv) != 2:
        sys.stderr.write("usage: python -m pos.ui.screenshots FOLDER\n")
        return 2
    if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    for path in take_screenshots(Path(sys.argv[1])):
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
