"""Which values the settings may have: one rule per key; a rule gives the problem in words, or None."""

import re
from collections.abc import Callable, Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from pos.domain.entry import clean_text
from pos.domain.money import ZERO, Yen
from pos.errors import EntryError
from pos.installed_drivers import installed_drivers
from pos.wording import settings as words

Rule = Callable[[Any], str | None]
DRIVERS: Final = ("none", "tl3500", "zvt")
BAUD_RATES: Final = (0, 9_600, 19_200, 38_400, 57_600, 115_200)
NETWORK_SCHEMES: Final = ("socket", "rfc2217")
WINDOWS_DEVICES: Final = "CON|PRN|AUX|NUL|(COM|LPT)[0-9]"  # no file or folder can have these names there


def text(limit: int, *, required: bool = False) -> Rule:
    """One line of at most `limit` characters, as it is printed."""

    def rule(value: str) -> str | None:
        try:
            clean = clean_text(value, label="", limit=limit)
        except EntryError:
            return words.TOO_LONG.format(limit=limit)
        if required and not clean:
            return words.REQUIRED
        return None if clean == value else words.NO_CONTROL

    return rule


def pattern(expression: str, problem: str) -> Rule:
    compiled = re.compile(expression, re.ASCII)
    return lambda value: None if compiled.fullmatch(value) else problem


def other_than(taken: str, problem: str) -> Rule:
    compiled = re.compile(taken, re.ASCII)
    return lambda value: problem if compiled.fullmatch(value) else None


def between(low: int, high: int) -> Rule:
    problem = words.OUT_OF_RANGE.format(low=low, high=high)
    return lambda value: None if low <= value <= high else problem


def yen_between(low: int, high: int) -> Rule:
    problem = words.OUT_OF_RANGE.format(low=f"{low:,}円", high=f"{high:,}円")
    return lambda value: None if Yen(low) <= value <= Yen(high) else problem


def one_of(choices: tuple[object, ...]) -> Rule:
    problem = words.one_of(str(each) for each in choices)
    return lambda value: None if value in choices else problem


def known_driver(name: str) -> str | None:
    """Ours, none, or one that the site has installed."""
    if name in DRIVERS or name in (installed := installed_drivers()):
        return None
    return words.one_of([*DRIVERS, *installed])


def reachable(address: str) -> str | None:
    """An address that a device may have; whether one is there shows only when it is opened."""
    if problem := text(200)(address):
        return problem
    scheme, found, rest = address.partition("://")
    if found and not rest.strip():
        return words.ADDRESS
    if not found or scheme.lower() not in NETWORK_SCHEMES:
        return None
    try:
        url = urlsplit(address)
        return None if url.hostname and url.port else words.ADDRESS
    except ValueError:  # a port number beyond 65535, or none at all
        return words.ADDRESS


TERMINAL_PASSWORD: Final = pattern(r"[0-9]{6}", words.TERMINAL_PASSWORD)
RULES: Final[tuple[tuple[str, str, Rule], ...]] = (
    ("office", "name", text(40, required=True)),
    ("office", "issuer", text(40, required=True)),
    ("office", "cashier_title", text(40)),
    ("office", "cashier_name", text(30)),
    ("office", "counter_id", pattern(r"[0-9A-Z]{1,4}", words.COUNTER_ID)),
    ("office", "counter_id", other_than(WINDOWS_DEVICES, words.COUNTER_ID_RESERVED)),  # names the data folder
    ("office", "counter_name", text(40, required=True)),
    ("office", "invoice_number", pattern(r"(T[0-9]{13})?", words.INVOICE_NUMBER)),
    ("office", "purpose", text(40, required=True)),
    ("terminal", "driver", known_driver),
    ("terminal", "id", pattern(r"[0-9A-Za-z-]{1,8}", words.TERMINAL_ID)),
    ("terminal", "port", reachable),
    ("terminal", "baud_rate", one_of(BAUD_RATES)),
    ("terminal", "password", TERMINAL_PASSWORD),
    ("terminal", "contract", text(200)),
    ("terminal", "payment_cap", yen_between(1, 1_000_000)),
    ("certificate", "price", yen_between(0, 100_000)),
    ("certificate", "account_code", text(20, required=True)),
    ("certificate", "account_name", text(60, required=True)),
    ("copies", "account_code", text(20, required=True)),
    ("copies", "account_name", text(60, required=True)),
    ("day", "change_fund", yen_between(ZERO.amount, 1_000_000)),
    # 15 where the password is the only factor (NIST SP 800-63B-4); shorter only by the office's own decision
    ("staff", "password_min_length", between(8, 128)),
    ("staff", "lock_after_failures", between(3, 100)),
    ("staff", "settle_alone_up_to", yen_between(ZERO.amount, 1_000_000)),
    ("paper", "printer", text(200)),
    ("paper", "drawer_port", reachable),
)


def problems(settings: Any) -> Iterator[tuple[str, str, str]]:
    """(section, key, problem) of every rule that the settings break."""
    for section, key, rule in RULES:
        if problem := rule(getattr(getattr(settings, section), key)):
            yield section, key, problem
    terminal = settings.terminal
    if settings.practice and terminal.driver not in DRIVERS:
        yield "terminal", "driver", words.NO_SIMULATOR.format(name=terminal.driver)
    if settings.practice and terminal.port:
        yield "terminal", "port", words.PORT_IN_PRACTICE
    named = not known_driver(terminal.driver) and terminal.driver != "none"
    if not settings.practice and named and not terminal.port:
        yield "terminal", "port", words.PORT_REQUIRED
