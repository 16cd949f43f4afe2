"""What the simulated ZVT terminal says: the content of its messages (PA00P015, terminals.md §3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pos.devices.simulator.books import Movement, card_number
from pos.devices.simulator.scenario import Fault, Step
from pos.devices.simulator.zvt.fields import bcd, bmp, container, text, tlv
from pos.devices.simulator.zvt.wire import Apdu

YEN: Final = 392
EURO: Final = 978
VERSION: Final = "2.14.15"
# Card types of PA00P015 and the group of each in BMP 60; a real terminal knows many more.
CARDS: Final = {"girocard": 5, "Mastercard": 6, "Visa": 10, "JCB": 14, "Maestro": 46}
_GROUPS: Final = (("girocard",), ("JCB",), ("Mastercard",), (), ("Visa",), (), ("Maestro",))
_OTHER_TERMINAL: Final = "99999999"
_WIDTH: Final = 24
Fields = dict[int, bytes]


@dataclass(frozen=True)
class Voiceprint:
    """What is the same in everything that this terminal says."""

    terminal: str
    clear_pan: bool = False


def accepted() -> Apdu:
    return Apdu(0x8000)


def refused(code: int) -> Apdu:
    return Apdu(0x8400 | code)


def completion(content: bytes = b"") -> Apdu:
    return Apdu(0x060F, content)


def abort(code: int) -> Apdu:
    return Apdu(0x061E, bytes([code]))


def progress(code: int, words: str = "") -> Apdu:
    """Intermediate status: the code, and where there are words also the time-out (min) and a text."""
    if not words:
        return Apdu(0x04FF, bytes([code]))
    lines = b"".join(tlv(0x07, text(line)) for line in words.split("\n"))
    return Apdu(0x04FF, bytes([code, 1]) + container([tlv(0x24, lines)]))


def status_byte(code: int, *, version: bool) -> Apdu:
    """Completion of a status enquiry: the software version where asked for, then a bare status byte."""
    named = bytes([0xF0]) + bmp(0x8B, text(VERSION))[1:] if version else b""
    return completion(named + bytes([code]))


def registered(who: Voiceprint) -> Apdu:
    return completion(bmp(0x19, b"\0") + bmp(0x29, bytes.fromhex(who.terminal)) + bmp(0x49, bcd(YEN, 2)))


def short_status(who: Voiceprint, code: int) -> Apdu:
    """Status information of what never became a transaction."""
    return Apdu(0x040F, bmp(0x27, bytes([code])) + bmp(0x29, bytes.fromhex(who.terminal)))


def status(who: Voiceprint, movement: Movement, step: Step | None = None) -> Apdu:
    """Status information of a transaction, falsified as the step says."""
    fields = _fields(who, movement)
    if movement.kind == "declined":
        fields = {tag: fields[tag] for tag in (0x27, 0x04, 0x49, 0x0B, 0x0C, 0x0D, 0x29)}
    _falsify(fields, movement, step or Step())
    return Apdu(0x040F, b"".join(bmp(tag, content) for tag, content in fields.items()))


def balance(who: Voiceprint, number: str, yen: int, at: datetime, brand: str) -> Apdu:
    """Status information of a balance inquiry: the amount is what the card holds."""
    fields = {
        0x27: b"\0",
        0x04: bcd(yen, 6),
        0x49: bcd(YEN, 2),
        **_clock(at),
        0x22: _pan(who, number),
        0x29: bytes.fromhex(who.terminal),
        **_card(brand),
    }
    content = b"".join(bmp(tag, each) for tag, each in fields.items())
    return Apdu(0x040F, content + container([tlv(0x1F3F, bcd(yen, 6))]))


def totals(who: Voiceprint, day: list[Movement], at: datetime, off_by: int) -> Apdu:
    """Status information of an end of day: BMP 60 has the first and last receipt, then per group of cards
    how many payments and their sum. `off_by` (yen) makes it wrong."""
    moved = [each for each in day if each.kind in ("charge", "cancel")]
    first, last = (moved[0].receipt, moved[-1].receipt) if moved else (0, 0)
    groups = [_group(moved, brands) for brands in _GROUPS]
    groups[-1] = (groups[-1][0], max(groups[-1][1] + off_by, 0))
    listed = b"".join(bytes([count & 255]) + bcd(yen, 6) for count, yen in groups)
    fields = {
        0x27: b"\0",
        0x04: bcd(sum(yen for _, yen in groups), 6),
        0x49: bcd(YEN, 2),
        **_clock(at),
        0x29: bytes.fromhex(who.terminal),
        0x60: bcd(first, 2) + bcd(last, 2) + listed,
    }
    return Apdu(0x040F, b"".join(bmp(tag, content) for tag, content in fields.items()))


def slip_lines(who: Voiceprint, movement: Movement) -> tuple[str, ...]:
    """What a receipt of it says."""
    kinds = {"charge": "Zahlung", "cancel": "Storno", "declined": "Abgelehnt"}
    return (
        "K-U-N-D-E-N-B-E-L-E-G",
        f"Terminal-ID: {who.terminal}",
        f"TA-Nr {movement.sequence:06d} Beleg-Nr {movement.receipt:04d}",
        f"{kinds.get(movement.kind, 'Beleg')} {movement.brand}",
        f"Betrag JPY {movement.amount:,}",
        f"{_pan_text(who, card_number(movement.card))}",
        "Für Ihren Einkauf vielen Dank",
    )


def day_lines(who: Voiceprint, day: list[Movement]) -> tuple[str, ...]:
    count = sum(each.kind == "charge" for each in day)
    return ("KASSENSCHNITT", f"Terminal-ID: {who.terminal}", f"Zahlungen {count}")


def print_messages(lines: Sequence[str], *, block: bool) -> list[Apdu]:
    """The lines as one text block (06 D3) or one by one (06 D1, attribute byte first)."""
    if not lines:
        return []
    if block:
        inside = b"".join(tlv(0x07, text(line)) for line in lines) + tlv(0x09, b"\xff")
        return [Apdu(0x06D3, container([tlv(0x1F07, b"\x02"), tlv(0x25, inside)]))]
    printed = [Apdu(0x06D1, b"\0" + text(line.ljust(_WIDTH))) for line in lines]
    return [*printed, Apdu(0x06D1, b"\x81")]  # the last line only feeds the paper


def _fields(who: Voiceprint, movement: Movement) -> Fields:
    fields = {
        0x27: bytes([int(movement.code or "0", 16)]),
        0x04: bcd(movement.amount, 6),
        0x49: bcd(YEN, 2),
        0x0B: bcd(movement.sequence, 3),
        **_clock(datetime.strptime(movement.at, "%Y%m%d%H%M%S")),  # noqa: DTZ007 - the terminal's own clock
        0x0E: b"\x99\x12",
        0x17: b"\0\x01",
        0x19: b"\x70",
        0x22: _pan(who, card_number(movement.card)),
        0x29: bytes.fromhex(who.terminal),
        0x2A: text("MADOGUCHI".ljust(15)),
        0x3B: text(f"{movement.sequence * 7 % 1_000_000:06d}") + bytes(2),
        0x87: bcd(movement.receipt, 2),
        0x88: bcd(movement.sequence, 3),
        **_card(movement.brand),
    }
    if movement.cancels:
        fields[0x37] = bcd(movement.cancels, 3)
    return fields | {0x06: _extras(tlv(0x1F10, b"\0") + tlv(0x1F3F, bcd(max(movement.after, 0), 6)))}


def _extras(objects: bytes) -> bytes:
    """The container's length and content; `bmp` writes the tag in front."""
    return container([objects])[1:]


def _falsify(fields: Fields, movement: Movement, step: Step) -> None:
    match step.fault:
        case Fault.REPLY_WRONG_AMOUNT:
            fields[0x04] = bcd(movement.amount + step.wrong_by, 6)
        case Fault.REPLY_WRONG_TERMINAL:
            fields[0x29] = bytes.fromhex(_OTHER_TERMINAL)
        case Fault.REPLY_WRONG_SEQUENCE:
            fields[0x0B] = bcd(movement.sequence + step.wrong_by, 3)
        case Fault.REPLY_WRONG_CURRENCY:
            fields[0x49] = bcd(EURO, 2)
        case Fault.REPLY_UNKNOWN_FIELD:
            odd = tlv(0x1F7A, b"\x2a\x27") + tlv(0xFF40, tlv(0x81, b"\x10\x03"))
            fields[0x06] = _extras(odd)
            fields[0xF7] = b"\x06\x27"  # nobody knows its length: what follows cannot be read, so it is last
        case Fault.REPLY_BARE:
            for tag in [each for each in fields if each != 0x27]:
                del fields[tag]


def _clock(at: datetime) -> Fields:
    return {0x0C: bytes.fromhex(f"{at:%H%M%S}"), 0x0D: bytes.fromhex(f"{at:%m%d}")}


def _card(brand: str) -> Fields:
    return {0x8A: bytes([CARDS.get(brand, 255)]), 0x8B: text(brand) + b"\0"}


def _pan(who: Voiceprint, number: str) -> bytes:
    return bytes.fromhex(number if who.clear_pan else "e" * (len(number) - 4) + number[-4:])


def _pan_text(who: Voiceprint, number: str) -> str:
    return number if who.clear_pan else "*" * (len(number) - 4) + number[-4:]


def _group(moved: list[Movement], brands: tuple[str, ...]) -> tuple[int, int]:
    signs = {"charge": 1, "cancel": -1}
    own = [each for each in moved if each.brand in brands]
    count = sum(each.kind == "charge" and not each.cancelled for each in own)
    return count, max(sum(each.amount * signs[each.kind] for each in own), 0)
