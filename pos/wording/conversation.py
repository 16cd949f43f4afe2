"""A conversation with a terminal in sentences that a technician understands, for both protocols."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from pos.domain.brands import BRAND_NAMES, Brand
from pos.domain.payment import AbortCause, UnknownCause
from pos.wording import conversation_words as words
from pos.wording.outcomes import ABORTS, UNKNOWNS
from pos.wording.own_notes import in_japanese, is_ours

_ARROWS: Final = {"out": "→", "in": "←", "note": "・"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the record: `kind` is begin, out, in, note or end; `shown` the starred bytes in hex."""

    at: datetime
    kind: str
    name: str
    shown: str = ""
    facts: Mapping[str, str | int] = field(default_factory=dict)
    lost_before: int = 0


def told(entries: Sequence[Entry]) -> tuple[str, ...]:
    """The conversation line by line: what was asked, what was said, how long it took, how it ended."""
    if not entries:
        return ()
    first, last = entries[0], entries[-1]
    lines = [_heading(first)]
    before = first
    for entry in entries[1:]:
        lines.append(_line(entry, before))
        before = entry
    if not any(entry.kind == "end" for entry in entries):
        lines.append(words.CUT_OFF)
    took_s = (last.at - first.at).total_seconds()
    lines.append(words.TOOK.format(seconds=f"{took_s:.2f}"))
    return tuple(lines)


def brief(entries: Sequence[Entry]) -> str:
    """The conversation in one line: when, what was asked, how it ended."""
    if not entries:
        return ""
    ended = next((entry for entry in entries if entry.kind == "end"), None)
    return f"{_heading(entries[0])}: {sentence(ended) if ended else words.CUT_OFF.strip()}"


def sentence(entry: Entry) -> str:
    """What one line means."""
    match entry.kind:
        case "out" | "in":
            return f"{_frame_word(entry)}{_facts(entry)}"
        case "note":
            return f"{words.NOTES.get(entry.name, entry.name)}{_facts(entry)}"
        case "end":
            return f"{words.OUTCOME}{_outcome(entry)}{_facts(entry)}"
        case _:
            return f"{words.OPERATIONS.get(entry.name, entry.name)}{_facts(entry)}"


def _heading(entry: Entry) -> str:
    return f"{entry.at:%Y-%m-%d %H:%M:%S} {sentence(entry)}"


def _line(entry: Entry, before: Entry) -> str:
    gap_s = (entry.at - before.at).total_seconds()
    arrow = _ARROWS.get(entry.kind, "＝")
    lost = words.LOST.format(count=entry.lost_before) if entry.lost_before else ""
    at = f"{entry.at:%H:%M:%S}.{entry.at.microsecond // 1000:03d}"
    return f"  {at} (+{gap_s:.2f}秒) {arrow} {lost}{sentence(entry)}"


def _frame_word(entry: Entry) -> str:
    """By the protocol's own name: a letter for TL3500, class and instruction for ZVT."""
    name = entry.name
    if name == "@":
        event = words.EVENTS.get(str(entry.facts.get("event", "")), words.UNKNOWN_EVENT)
        return f"{event} ({name})"
    direction = words.ASKED if entry.kind == "out" else words.ANSWERED
    known = (
        direction.get(name) or words.SIGNALS.get(name) or words.ZVT.get(name[:5]) or words.ZVT.get(name[:2])
    )
    return f"{known or words.UNKNOWN_FRAME} ({name})"


def _outcome(entry: Entry) -> str:
    cause = str(entry.facts.get("cause", ""))
    meaning = words.OUTCOMES.get(entry.name, entry.name)
    if entry.name == "aborted" and cause in set(AbortCause):
        return f"{meaning}。{ABORTS[AbortCause(cause)]}"
    if entry.name == "unknown" and cause in set(UnknownCause):
        return f"{meaning}。{UNKNOWNS[UnknownCause(cause)]}"
    return meaning


def _facts(entry: Entry) -> str:
    shown = [text for key, value in entry.facts.items() if (text := _fact(entry, key, value))]
    return f" [{'、'.join(shown)}]" if shown else ""


def _fact(entry: Entry, key: str, value: str | int) -> str:
    if value == "" or key in words.SILENT_FACTS:
        return ""
    if key == "terminal" and value in words.STATES:
        key = "terminal part"
    label = words.OWN_NOTE if _is_own_note(entry, key, value) else words.FACTS.get(key, key)
    return f"{label} {_value(entry, key, value)}"


def _value(entry: Entry, key: str, value: str | int) -> str:
    if key in words.AMOUNTS and isinstance(value, int):
        return f"¥{value:,}"
    text = str(value)
    match key:
        case "brand" if text in set(Brand):
            return BRAND_NAMES[Brand(text)]
        case "code":
            return _code(entry, text)
        case "message" | "detail" | "problem":
            return in_japanese(text)
        case "result" | "direction" | "status":
            return words.VALUES.get(text, text)
        case "at" | "last_at":
            return text[:19].replace("T", " ")
        case "job":
            return words.ASKED.get(text, words.ZVT.get(text[:5], text))
        case _:
            return words.VALUES.get(text, text)


def _is_own_note(entry: Entry, key: str, value: str | int) -> bool:
    """A driver's own note stands where a terminal's words would: not told as what the terminal said."""
    if key != "message":
        return False
    return entry.name == "unknown" or is_ours(str(value))


def _code(entry: Entry, text: str) -> str:
    known = _codes(entry)
    meaning = known.get(text, words.NOT_IN_TABLE if known else "")
    if known is words.ZVT_CODES and text not in known and text in words.HOST_CODES:
        meaning = words.HOST_CODE
    return f"{text} {meaning}".rstrip()


def _codes(entry: Entry) -> Mapping[str, str]:
    if entry.name in ("b", "c", "l", "d"):
        return words.TL3500_CODES
    if entry.name.startswith("04 FF"):
        return words.ZVT_PROGRESS
    return words.ZVT_CODES if " " in entry.name else {}
