"""TOML text ↔ frozen dataclasses, for any settings: every mistake is named with file, line and key."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from enum import StrEnum
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any, Final, TypeVar, get_args, get_type_hints

from pos.domain.money import Yen
from pos.errors import Reason, SettingsError
from pos.system import storage_error, write_durably
from pos.wording import settings as words
from pos.wording.toml_words import toml_problem

if TYPE_CHECKING:
    from tomlkit.items import Table

Section = TypeVar("Section")  # a frozen dataclass
Entry = TypeVar("Entry")
_PLACE: Final = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)")
_HEADER: Final = re.compile(r"\s*\[+\s*([^\[\]]+?)\s*\]")


class SettingsText:
    """One settings file as read: plain values, and where each stands."""

    def __init__(self, path: Path, text: str) -> None:
        """Raises SettingsError SETTINGS_INVALID (facts: file, line, key, problem) for what is not TOML."""
        self._path = path
        self._lines = text.splitlines()
        self._noted: dict[tuple[str, str], str] = {}  # (section, key): the first problem of it
        try:
            self.values: Mapping[str, Any] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise self._not_toml(error) from error

    @classmethod
    def read(cls, path: Path) -> "SettingsText":
        """Raises SettingsError SETTINGS_INVALID also where the file cannot be read or is not UTF-8."""
        try:
            return cls(path, path.read_text("utf-8-sig"))  # Windows' Notepad may put a mark first
        except OSError as error:
            raise _invalid(path, 0, "", words.unreadable(error.strerror or str(error))) from error
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise _invalid(path, line, "", words.NOT_UTF_8) from error

    def note(self, section: str, key: str, problem: str) -> None:
        """Remember what is wrong with a key; `finish` tells it with all others."""
        self._noted.setdefault((section, key), problem)

    def finish(self, broken_rules: Iterable[tuple[str, str, str]]) -> None:
        """Raises SettingsError for all that was noted and for these (section, key, problem), in the order
        of the file's lines: its facts are the first one's, `more` has the others. Line 0: not in the file.
        """
        for section, key, problem in broken_rules:
            self.note(section, key, problem)
        found = [
            (self._line_of(section, key), f"{section}.{key}".strip("."), problem)
            for (section, key), problem in self._noted.items()
        ]
        if found:
            first, *others = sorted(found, key=lambda each: each[0] or len(self._lines) + 1)
            raise _invalid(self._path, *first, more="".join(words.another(*each) for each in others))

    def check_names(self, section: str, given: Iterable[str], known: Iterable[str]) -> None:
        """Note the names that nobody knows."""
        names = list(known)
        for name in given:
            if name not in names:
                self.note(section, name, words.unknown_name(names))

    def section(self, name: str, kind: type[Section], **fixed: object) -> Section:
        """The table as a frozen dataclass; what it leaves out keeps its default. Fields that the file
        does not name are `fixed`, and one that may be None has no word for it: it is left out.

        An unknown key and a value of another type are noted; the default stands for them.
        """
        table = self.values.get(name, {})
        if not isinstance(table, dict):
            self.note("", name, words.expected_table(name))
            table = {}
        names = [field.name for field in fields(kind) if field.name not in fixed]  # type: ignore[arg-type]
        self.check_names(name, table, names)
        types = get_type_hints(kind)
        read = {
            key: self._value(name, key, types[key], value) for key, value in table.items() if key in names
        }
        return kind(**fixed, **{key: value for key, value in read.items() if value is not None})

    def flag(self, key: str, *, default: bool) -> bool:
        """A true or false of the file itself; anything else is noted."""
        return self.entry(key, bool, default)

    def entry(self, key: str, kind: type[Entry], default: Entry) -> Entry:
        """A value of the file itself, above all tables; one of another type is noted."""
        read = self._value("", key, kind, self.values[key]) if key in self.values else None
        return default if read is None else read

    def _value(self, section: str, key: str, kind: Any, value: object) -> Any:
        """None, and noted, where it is not of that kind."""
        if NoneType in get_args(kind):
            (kind,) = (each for each in get_args(kind) if each is not NoneType)
        if kind is Yen and type(value) is int:
            return self._yen(section, key, value)
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            choices = [member.value for member in kind]
            if value not in choices:
                self.note(section, key, words.one_of(choices))
                return None
            return kind(value)
        if type(value) is not kind:
            self.note(section, key, words.EXPECTED_TYPE[kind])
            return None
        return value

    def _yen(self, section: str, key: str, amount: int) -> Yen | None:
        try:
            return Yen(amount)
        except OverflowError:
            self.note(section, key, words.EXPECTED_TYPE[Yen])
            return None

    def _line_of(self, section: str, key: str) -> int:
        """Where the key stands, else its section's header, counted from 1; 0 where neither is written."""
        wanted = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*[=.]""")
        header = re.compile(rf"\s*\[+\s*{re.escape(key)}\s*\]")
        here, fallback = "", 0
        for number, line in enumerate(self._lines, 1):
            if match := _HEADER.match(line):
                here = match.group(1).strip("\"'")
                fallback = number if here == section else fallback
                if not section and header.match(line):
                    return number
            elif here == section and wanted.match(line):
                return number
        if section and not fallback:
            return self._line_of("", section)  # written in one line: name = {...} or name.key = ...
        return fallback

    def _not_toml(self, error: tomllib.TOMLDecodeError) -> SettingsError:
        place = _PLACE.search(str(error))
        line = int(place.group(1)) if place and place.group(1) else len(self._lines)
        column = int(place.group(2)) if place and place.group(2) else 0
        detail = toml_problem(_PLACE.sub("", str(error)).strip(), column)
        return _invalid(self._path, line, "", words.not_toml(detail))


def render(flags: Mapping[str, bool], sections: Mapping[str, object]) -> str:
    """The settings as TOML with a Japanese line of explanation above each key."""
    import tomlkit  # only when writing: it costs 40 ms that the first paint would pay

    document = tomlkit.document()
    for line in words.HEAD.splitlines():
        document.add(tomlkit.comment(line))
    for key, flag in flags.items():
        document.add(tomlkit.nl())
        document.add(tomlkit.comment(words.COMMENTS[key]))
        document.add(key, tomlkit.item(flag))
    for name, section in sections.items():
        document.add(tomlkit.nl())
        document.add(name, _table(name, section))
    return tomlkit.dumps(document)


def save(path: Path, text: str) -> Path:
    """Write the file in one durable step. Raises StorageError STORAGE_FULL or STORAGE_FAILED."""
    try:
        return write_durably(path, text.encode("utf-8"))
    except OSError as error:
        raise storage_error(path, error) from error


def _table(name: str, section: Any) -> "Table":
    import tomlkit

    table = tomlkit.table()
    table.comment(words.COMMENTS[name])
    for field in fields(section):
        table.add(tomlkit.comment(words.COMMENTS[f"{name}.{field.name}"]))
        table.add(field.name, tomlkit.item(_plain(getattr(section, field.name))))
    return table


def _plain(value: object) -> bool | int | str:
    match value:
        case Yen(amount=amount):
            return amount
        case StrEnum():
            return value.value
        case bool() | int() | str():
            return value
        case _:
            raise TypeError(f"no TOML form for {type(value).__name__}")


def _invalid(path: Path, line: int, key: str, problem: str, more: str = "") -> SettingsError:
    facts = {"file": str(path), "line": line, "key": key, "problem": problem}
    return SettingsError(Reason.SETTINGS_INVALID, **facts, **({"more": more} if more else {}))
