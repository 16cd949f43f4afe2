"""argparse in Japanese, and the folder that is named on the command line."""

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, NoReturn

from pos.settings_rules import TERMINAL_PASSWORD, reachable
from pos.wording import command_line as words

EXIT_USAGE: Final = 2
LONGEST_FOLDER: Final = 400  # bytes; SQLite takes paths up to 512, and the ledger's backups have long names


class Parser(argparse.ArgumentParser):
    """Frame, titles and errors in Japanese. Parsers of subcommands are of this class too."""

    def __init__(self, **options: Any) -> None:
        super().__init__(add_help=False, formatter_class=_Formatter, **options)
        self._positionals.title = words.POSITIONALS
        self._optionals.title = words.OPTIONS
        self.add_argument("-h", "--help", action="help", help=words.HELP)

    def error(self, message: str) -> NoReturn:
        """See `argparse`: ends with exit code 2."""
        self.print_usage(sys.stderr)
        self.exit(EXIT_USAGE, f"{self.prog}: {words.usage_problem(message)}\n")


class _Formatter(argparse.HelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, words.USAGE if prefix is None else prefix)


def folder(text: str) -> Path:
    """A folder that is there or can be made; ArgumentTypeError where it can never be one."""
    path = Path(text)
    place = path.absolute()
    if len(os.fsencode(place)) > LONGEST_FOLDER:
        raise argparse.ArgumentTypeError(words.FOLDER_TOO_LONG.format(limit=LONGEST_FOLDER))
    try:
        nearest = next((each for each in (place, *place.parents) if each.exists()), None)
    except OSError as error:
        raise argparse.ArgumentTypeError(words.FOLDER_UNUSABLE.format(detail=error.strerror)) from error
    if nearest is not None and not nearest.is_dir():
        raise argparse.ArgumentTypeError(words.FOLDER_IS_FILE.format(path=nearest))
    return path


def port(text: str) -> str:
    """An address that a terminal may have; ArgumentTypeError for one that nothing can ever have."""
    if not text.strip():
        raise argparse.ArgumentTypeError(words.PORT_EXPECTED)
    if problem := reachable(text):
        raise argparse.ArgumentTypeError(problem)
    return text


def password(text: str) -> str:
    """A ZVT terminal's six digits; ArgumentTypeError for anything else."""
    if problem := TERMINAL_PASSWORD(text):
        raise argparse.ArgumentTypeError(problem)
    return text
