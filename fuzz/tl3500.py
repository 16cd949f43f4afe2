"""TL3500 parsers: the driver's decoder, its fields behind a right check character, the simulator's ear."""

from collections.abc import Callable
from datetime import datetime
from itertools import chain
from typing import Final

from fuzz.rules import Target, check, chunks
from pos.devices.simulator.tl3500.wire import Ear, Slip, card_report, refusal, told
from pos.devices.tl3500.codec import (
    ETX,
    HEADER,
    MAX_DATA,
    STX,
    TAIL,
    Decoder,
    Frame,
    Item,
    Signal,
    bcc,
    encode,
)
from pos.devices.tl3500.messages import FieldError, card_of, parts_of, result_of, version_of
from pos.devices.tl3500.record import facts_of, redacted, shown
from pos.domain.days import JST
from pos.domain.payment import Direction

AT: Final = datetime(2026, 11, 24, 10, 15, 30, tzinfo=JST)
TERMINAL: Final = "SIM00000000001"
CARD: Final = "1010010123456789"
GOOD: Final = told(TERMINAL, AT, "a", b"OOOO")
KEPT: Final = HEADER + MAX_DATA + TAIL  # no more of an unfinished frame
READERS: Final[tuple[Callable[[Frame], object], ...]] = (
    lambda frame: result_of(frame, Direction.CHARGE),
    lambda frame: result_of(frame, Direction.CANCEL),
    lambda frame: result_of(frame, None),
    parts_of,
    version_of,
    card_of,
)


def _slip(amount: int, before: int, after: int) -> bytes:
    return Slip("T", CARD, amount, before, after, AT, 7, TERMINAL).content()


ANSWERS: Final = {
    "a": b"OOOO",
    "b": _slip(300, 5_000, 4_700),
    "c": _slip(300, 4_700, 5_000),
    "l": refusal("6B", "잔액부족"),
    "d": card_report("T", CARD, AT, 300, 4_700, "O"),
    "v": b"TL-3500S 1.02".ljust(45),
    "@": b"R",
}


def read_line(content: bytes) -> None:
    """The driver's decoder on any bytes, in any pieces; then one good frame, which must come through."""
    decoder = Decoder()
    items: list[Item] = []
    for chunk in chunks(content):
        items += decoder.feed(chunk)
        check(len(decoder._buffer) < KEPT, "the decoder keeps more than one frame")  # noqa: SLF001
    check(len(items) <= len(content), "more items than bytes")
    whole = Decoder().feed(content[1:])
    check(items == whole, "the pieces change what is read")
    items += decoder.give_up()
    check(not decoder.unfinished, "something is left after giving up")
    check(decoder.feed(GOOD)[-1:] == Decoder().feed(GOOD), "a good frame is lost behind this")
    for item in items:
        if isinstance(item, Frame):
            read_fields(item)


def read_answer(content: bytes) -> None:
    """The input as data of an answer whose frame is right: deeper than a fuzzer gets through a BCC."""
    job = "abcdlv@"[content[0] % 7] if content else "a"
    head = GOOD[:31] + job.encode("ascii") + b"\0" + len(content[1:]).to_bytes(2, "little")
    body = head + content[1:] + bytes([ETX])
    items = Decoder().feed(body + bytes([bcc(body)]))
    if len(content) - 1 > MAX_DATA:
        check(Signal.DAMAGED in items, "longer than any message, and taken")
        return
    check(len(items) == 1 and isinstance(items[0], Frame), f"one frame in, {len(items)} items out")
    frame = items[0]
    if isinstance(frame, Frame):
        check(encode(frame) == body + bytes([bcc(body)]), "encoded again it differs")
        read_fields(frame)


def read_fields(frame: Frame) -> None:
    """Every reader either reads or says FieldError; nothing of a card number is left after starring."""
    for read in READERS:
        try:
            read(frame)
        except FieldError:
            continue
    facts_of(frame)
    check(len(shown(frame)) == HEADER + len(frame.data) + TAIL, "the record's frame has another length")
    if frame.job in "bcdl":
        check(not set(redacted(frame).data[2:18]) & set(b"0123456789"), "a card number is not starred")


def hear_line(content: bytes) -> None:
    """The simulator's ear: the same pieces, the same request behind them once the line was silent."""
    ear = Ear()
    count = sum(len(ear.hear(chunk)) for chunk in chunks(content))
    check(count <= len(content), "more heard than said")
    check(len(ear._kept) <= HEADER + 512 + TAIL, "the ear keeps more than one frame")  # noqa: SLF001
    heard = ear.hear(GOOD, now=100.0)
    check(heard and getattr(heard[-1], "raw", None) == GOOD, "a good request is lost behind this")


def mend(content: bytes) -> bytes:
    """The input with everything behind its first byte as one frame whose length and BCC are right."""
    body = bytearray(content[1:].ljust(HEADER + TAIL, b"0"))
    body[0], body[HEADER - 3], body[-2] = STX, 0, ETX
    body[HEADER - 2 : HEADER] = min(len(body) - HEADER - TAIL, 0xFFFF).to_bytes(2, "little")
    body[-1] = bcc(bytes(body[:-1]))
    return content[:1] + bytes(body)


def _seeds() -> tuple[bytes, ...]:
    frames = [told(TERMINAL, AT, job, content) for job, content in ANSWERS.items()]
    glued = b"\x06" + frames[1] + frames[1]
    return tuple(bytes([size]) + frame for size, frame in chain(((0, f) for f in frames), ((7, glued),)))


_FIELDS: Final = tuple(bytes(["abcdlv@".index(job)]) + content for job, content in ANSWERS.items())

TARGETS: Final = (
    Target("tl3500-line", read_line, _seeds(), mend),
    Target("tl3500-answers", read_answer, _FIELDS),
    Target("tl3500-simulator", hear_line, _seeds(), mend),
)
