"""Composition root: a command goes to the command line, none opens the window; no display, the demo day."""

import argparse
import os
import sys
from pathlib import Path

from pos import cli
from pos.config import load_settings
from pos.errors import OperatingError
from pos.system import has_display, keep_files_private, now

NO_DISPLAY = """\
画面（ディスプレイ）がないため、窓口の画面を開けません。代わりに窓口の一日を練習用の帳簿で再生します。
No display was found, so the counter's window cannot be opened; a demo day is played instead.
"""
PICTURES = """\
窓口の画面の写しを作っています（1分ほどかかります）。
"""


def main(arguments: list[str] | None = None) -> int:
    """`madoguchi [--data DIR] [command …]`; returns the exit code."""
    keep_files_private()
    words = sys.argv[1:] if arguments is None else arguments
    parsed = cli.parser().parse_args(words)
    if parsed.command == "demo" and parsed.pictures:
        return play_demo(parsed, words)
    if parsed.command is not None:
        return cli.main(words)
    if has_display():
        return open_window(parsed.data)
    sys.stderr.write(NO_DISPLAY)
    return play_demo(parsed, ["demo", *words])


def open_window(data: Path | None) -> int:
    """The counter in its window; settings that cannot be read are said in a window too."""
    from pos.ui.app import run_window

    try:
        settings = load_settings(data=data)
    except OperatingError as error:
        return show_trouble(error)
    return run_window(settings)


def show_trouble(error: OperatingError) -> int:
    """Before there is a counter there is only a message box: on Windows nobody sees stderr."""
    from PySide6.QtWidgets import QApplication, QMessageBox

    from pos.ui.theme import dress
    from pos.wording import say

    application = QApplication.instance() or QApplication(sys.argv[:1])
    if isinstance(application, QApplication):
        dress(application)  # our own fonts: the system may have none with Japanese letters
    sys.stderr.write(f"{say(error)}\n")
    QMessageBox.critical(None, "窓口", say(error))
    del application
    return 1


def play_demo(parsed: argparse.Namespace, words: list[str]) -> int:
    """The demo day through the command line, then pictures of every screen beside its papers."""
    from pos.cli.demo import new_demo_folder

    data: Path = parsed.data or new_demo_folder(now())
    code = cli.main([*words, "--data", str(data)])
    if code != 0:
        return code
    sys.stderr.write(PICTURES)
    if not has_display():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from pos.ui.screenshots import take_screenshots

    pictures = take_screenshots(data / "screenshots")
    sys.stderr.write(f"  画面の写し          {len(pictures)}枚 {data / 'screenshots'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
