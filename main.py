"""Composition root: a command goes to the command line, none opens the window; no display, the demo day."""

import sys
from pathlib import Path

from pos.config import Settings, load_settings
from pos.errors import OperatingError
from pos.system import has_display, keep_files_private

NO_DISPLAY = """\
画面（ディスプレイ）がないため、窓口の画面を開けません。代わりに窓口の一日を練習用の帳簿で再生します。
No display was found, so the counter's window cannot be opened; a demo day is played instead.
"""


def main(arguments: list[str] | None = None) -> int:
    """`madoguchi [--data DIR] [command …]`; returns the exit code."""
    from pos import cli

    keep_files_private()
    words = sys.argv[1:] if arguments is None else arguments
    parsed = cli.parser().parse_args(words)
    if parsed.command is not None:
        return cli.main(words)
    if has_display():
        return open_counter_window(parsed.data)
    sys.stderr.write(NO_DISPLAY)
    return play_demo(words)


def open_counter_window(data: Path | None) -> int:
    """The counter in its window; settings that cannot be read are said in a window too."""
    try:
        settings = load_settings(data=data)
    except OperatingError as error:
        return show_trouble(error)
    return run_window(settings)


def run_window(settings: Settings) -> int:
    from pos.ui import app

    return app.run_window(settings)


def show_trouble(error: OperatingError) -> int:
    """Before there is a counter there is only a message box: on Windows nobody sees stderr."""
    from PySide6.QtWidgets import QApplication, QMessageBox

    from pos.wording import say

    text = say(error)
    sys.stderr.write(f"{text}\n")
    application = QApplication.instance() or QApplication(sys.argv[:1])
    QMessageBox.critical(None, "窓口", text)
    del application
    return 1


def play_demo(words: list[str]) -> int:
    """The demo day; with `--data DIR` in a folder of that one, since a demo never mixes with a counter."""
    from pos import cli

    return cli.main(["demo", *words])


if __name__ == "__main__":
    sys.exit(main())
