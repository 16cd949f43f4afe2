"""Moments at which a counter's process can be gone: named, counted, and at the chosen one SIGKILL.

The product knows nothing of this. In the child process the objects that the counter is put together
from are wrapped where it looks them up; inside they are the real ones.
"""

import os
import signal
import sqlite3
from collections import Counter as Tally
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self

import pos.counter
import pos.issuing
from pos.devices.link import SerialLink

WORDS_OF_SQL: Final = 3


@dataclass(frozen=True, order=True)
class Moment:
    """The n-th time (from 1) that this happened."""

    name: str
    nth: int

    def __str__(self) -> str:
        return f"{self.name} #{self.nth}"


class Fate:
    """Counts moments once `armed`; at `fatal` the process is gone, without a last word."""

    def __init__(self, fatal: Moment | None) -> None:
        self.armed = False
        self.lived: list[Moment] = []
        self._fatal = fatal
        self._tally: Tally[str] = Tally()

    def moment(self, name: str) -> None:
        if not self.armed:
            return
        self._tally[name] += 1
        now = Moment(name, self._tally[name])
        self.lived.append(now)
        if now == self._fatal:
            os.kill(os.getpid(), signal.SIGKILL)


class Watched:
    """The real object; each call of it is a moment before and a moment after."""

    def __init__(self, inner: Any, name: str, fate: Fate) -> None:
        self._inner = inner
        self._name = name
        self._fate = fate

    def __getattr__(self, attribute: str) -> Any:
        value = getattr(self._inner, attribute)
        return self._watch(f"{self._name}.{attribute}", value) if callable(value) else value

    def __enter__(self) -> Self:
        self._inner.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._inner.__exit__(kind, error, trace)

    def _watch(self, name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        return watched(act, name, self._fate)


def watched(act: Callable[..., Any], name: str, fate: Fate) -> Callable[..., Any]:
    """The function with a moment on both sides."""

    def call(*given: Any, **named: Any) -> Any:
        fate.moment(f"before {name}")
        result = act(*given, **named)
        fate.moment(f"after {name}")
        return result

    return call


def watch_everything(fate: Fate, *, bytewise: bool = False) -> None:
    """Wrap ledger, terminal, printer, drawer, files, SQL and line of the counter opened next.

    Only for a process that ends afterwards: nothing is put back.
    """
    module: Any = pos.counter
    for opener in ("open_ledger", "open_terminal", "open_printer", "open_drawer"):
        setattr(module, opener, _wrapping(getattr(module, opener), opener.removeprefix("open_"), fate))
    papers: Any = pos.issuing
    for step in ("render_pdf", "write_atomically"):
        setattr(papers, step, watched(getattr(papers, step), step, fate))
    _watch_sql(fate)
    _watch_line(fate, bytewise=bytewise)


def _wrapping(opener: Callable[..., Any], name: str, fate: Fate) -> Callable[..., Any]:
    def opened(*given: Any, **named: Any) -> Watched | None:
        inner = opener(*given, **named)
        return None if inner is None else Watched(inner, name, fate)  # None: a counter without a terminal

    return opened


def _watch_sql(fate: Fate) -> None:
    """Each statement is a moment just before it runs, COMMIT among them."""
    connect = sqlite3.connect
    module: Any = sqlite3

    def watching(*given: Any, **named: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*given, **named)
        connection.set_trace_callback(
            lambda statement: fate.moment("sql " + " ".join(statement.split()[:WORDS_OF_SQL]))
        )
        return connection

    module.connect = watching


def _watch_line(fate: Fate, *, bytewise: bool) -> None:
    """Bytes leave in two halves or one by one; each arrival is a moment."""
    write, read = SerialLink.write, SerialLink.read
    line: Any = SerialLink

    def writing(self: SerialLink, content: bytes) -> None:
        size = 1 if bytewise else max(1, len(content) // 2)
        for start in range(0, len(content), size):
            fate.moment("before bytes leave")
            write(self, content[start : start + size])
        fate.moment("after bytes left")

    def reading(self: SerialLink, timeout_s: float) -> bytes:
        chunk = read(self, timeout_s)
        if chunk:
            fate.moment("bytes arrived")
        return chunk

    line.write, line.read = writing, reading
