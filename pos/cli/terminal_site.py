"""What `--data DIR` brings to `madoguchi terminal …`: that counter's terminal, contract and books."""

import argparse
import sys
from dataclasses import replace
from getpass import getpass

from pos.config import FILE_NAME, Settings, TerminalSettings, load_settings
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
    """As typed, and as the folder's settings.toml says what is not typed.

    Ends with a usage error where neither of them names driver and port.
    """
    known = site.terminal if site is not None and (site.data / FILE_NAME).exists() else None
    driver: str = arguments.driver or (known.driver if known else "")
    port: str = arguments.port or (known.port if known else "")
    missing = [name for name, value in (("--driver", driver), ("--port", port)) if not value]
    if site is not None and missing and keeps_books(arguments, site) and not (arguments.driver or port):
        return site.terminal  # practice: its own simulated terminal
    if missing:
        arguments.refuse(f"the following arguments are required: {', '.join(missing)}")
    terminal = known or TerminalSettings()
    typed = {"baud_rate": arguments.baud_rate, "password": arguments.password}
    if driver != terminal.driver and arguments.baud_rate is None:
        typed["baud_rate"] = 0  # the usual one of the other protocol
    given = {name: value for name, value in typed.items() if value is not None}
    return replace(terminal, driver=driver, port=port, **given)


def settle_wanted(arguments: argparse.Namespace) -> bool:
    """Ask before a 日計; False where the person says no. Without a person --yes is required."""
    if arguments.action != "daily-log" or not arguments.settle or arguments.yes:
        return True
    if sys.stdin is None or not sys.stdin.isatty():
        arguments.refuse(words.YES_REQUIRED)
    sys.stderr.write(words.CONFIRM_SETTLE)
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in words.YES


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
