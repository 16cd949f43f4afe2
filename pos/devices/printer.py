"""Printing a finished PDF with the system's own printing; no printer is a printer too."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from pos.errors import DeviceError, Reason
from pos.ports import DocumentPrinter

LP_TIMEOUT_S: Final = 15.0  # lp only queues; a queue that does not answer is a fault


class SystemPrinter:
    """The printer that the system knows as `name`."""

    def __init__(self, name: str) -> None:
        self._name = name

    @property
    def available(self) -> bool:
        return True

    def print_pdf(self, path: Path) -> None:
        """Queue the file. Raises DeviceError PRINTER_UNAVAILABLE (facts: detail, name)."""
        if not path.is_file():
            raise self._fault(f"{path.name} is missing")
        if sys.platform == "win32":
            self._start_file(path)
        else:
            self._lp(path)

    def _lp(self, path: Path) -> None:
        try:
            done = subprocess.run(  # noqa: S603 - no shell; the name is one argument
                ["lp", "-d", self._name, "--", str(path)],  # noqa: S607 - CUPS, wherever it stands
                capture_output=True,
                timeout=LP_TIMEOUT_S,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as cause:
            raise self._fault(str(cause)) from cause
        if done.returncode != 0:
            raise self._fault(done.stderr.decode("utf-8", "replace").strip())

    def _start_file(self, path: Path) -> None:
        """未検証: the program registered for PDF prints on the *default* printer of Windows."""
        if sys.platform == "win32":
            try:
                os.startfile(str(path), "print")  # noqa: S606 - a file we wrote ourselves
            except OSError as cause:
                raise self._fault(str(cause)) from cause

    def _fault(self, detail: str) -> DeviceError:
        return DeviceError(Reason.PRINTER_UNAVAILABLE, detail=detail, name=self._name)


class NoPrinter:
    """Papers stay files."""

    @property
    def available(self) -> bool:
        return False

    def print_pdf(self, path: Path) -> None:
        """Raises DeviceError PRINTER_UNAVAILABLE: nobody should ask."""
        raise DeviceError(Reason.PRINTER_UNAVAILABLE, detail="no printer is configured", name="")


def open_printer(name: str) -> DocumentPrinter:
    """The printer of the settings; "" keeps files only."""
    return SystemPrinter(name) if name else NoPrinter()
