"""What `--data DIR` brings to `madoguchi terminal …`: that counter's terminal, contract and books."""

import argparse
import sys
from dataclasses import replace
from getpass import getpass

from pos.config import Settings, TerminalSettings, load_settings
from pos.domain.days import Clock
from pos.ports import DailyLog, DailyLogKind, Stop
from pos.wording import command_line as words


def site_of(arguments: argparse.Namespace) -> Settings | None:
    """The settings of the folder that is named, None where none is. Raises SettingsError."""
    return None if arguments.data is None else load_settings(data=arguments.data)


def keeps_books(arguments: argparse.Namespace, site: Settings | None) -> bool:
    """True for a daily-log of a counter that has a ledger: it follows the window's rule."""
    return arguments.action == "daily-log" and site is not None and site.ledger_path.exists()


def terminal_of(arguments: argparse.Namespace, site: Settings | None) -> TerminalSettings:
    """As typed; where neither driver nor port is, the terminal of the folder's settings.

    Ends with a usage error where one of both is missing.
    """
    typed = {"--driver": arguments.driver, "--port": arguments.port}
    missing = [name for name, value in typed.items() if value is None]
    known = site is not None and (bool(site.terminal.port) or keeps_books(arguments, site))
    if known and site is not None and len(missing) == len(typed):
        return site.terminal
    if missing:
        arguments.refuse(f"the following arguments are required: {', '.join(missing)}")
    return replace(
        TerminalSettings() if site is None else site.terminal,
        driver=arguments.driver,
        port=arguments.port,
        baud_rate=arguments.baud_rate,
        password=arguments.password,
    )


def take_into_books(
    arguments: argparse.Namespace, site: Settings, kind: DailyLogKind, clock: Clock, stop: Stop
) -> DailyLog:
    """The daily log as the window takes it: a named person, the same rule, the same note in the journal.

    Raises what `open_counter` (LEDGER_IN_USE while the window is open), `login` and `DailyLogs.take` do.
    """
    from pos.counter import open_counter

    if arguments.staff is None:
        arguments.refuse(words.STAFF_REQUIRED)
    counter = open_counter(replace(site, terminal=terminal_of(arguments, site)), clock)
    try:
        person = counter.access.login(arguments.staff, _password())
        try:
            return counter.daily_logs.take(kind, person, stop=stop)
        finally:
            counter.access.logout(person)
    finally:
        counter.close()


def _password() -> str:
    """Typed unseen; from a pipe its first line. Never an argument: everybody on the machine sees those."""
    if sys.stdin is None:
        return ""
    return getpass(words.PASSWORD) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
