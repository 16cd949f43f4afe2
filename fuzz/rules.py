"""What holds for every parser, whatever the bytes: no other error than its own, no hang, no growth."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 1_500  # bytes of one input: more than the longest frame
SLOW_S: Final = 0.5  # CPU for one input; usual are 2 ms


class BrokenRuleError(Exception):
    """A parser did what none may do; the text says what."""


@dataclass(frozen=True)
class Target:
    """One parser under test: `feed` takes any bytes and raises what is wrong; `seeds` are whole frames;
    `mend` makes length and check fit again, without which no search gets behind them."""

    name: str
    feed: Callable[[bytes], None]
    seeds: tuple[bytes, ...]
    mend: Callable[[bytes], bytes] = bytes


def chunks(content: bytes) -> Iterator[bytes]:
    """The bytes as a line may deliver them: the first byte says how long the pieces are."""
    if not content:
        return
    size = content[0] % 64 or len(content)
    for start in range(1, len(content), size):
        yield content[start : start + size]


def check(holds: object, what: str) -> None:
    """Raises BrokenRuleError."""
    if not holds:
        raise BrokenRuleError(what)


def run(target: Target, content: bytes) -> None:
    """One input. Raises BrokenRuleError, and whatever the parser lets out."""
    began = time.process_time()
    target.feed(content[:LONGEST])
    took = time.process_time() - began
    check(took < SLOW_S, f"{target.name}: {len(content)} bytes took {took:.2f} s")
