"""The fuzz targets themselves: their seeds pass, chance finds nothing in a short time, and they can fail."""

from random import Random

import pytest

from fuzz.rules import BrokenRuleError, Target, run
from fuzz.targets import PLANTED, TARGETS
from fuzz.tl3500 import ANSWERS
from pos.devices.tl3500 import messages
from pos.devices.tl3500.codec import Decoder, Frame, Item

ROUNDS = 300


def damaged(random: Random, target: Target) -> bytes:
    """Some seed, changed a little; often made to fit again, as the search does."""
    content = bytearray(random.choice(target.seeds))
    for _ in range(random.randrange(6)):
        place = random.randrange(len(content) + 1)
        match random.randrange(4):
            case 0 if content:
                content[place % len(content)] = random.randrange(256)
            case 1:
                content[place:place] = random.randbytes(random.randrange(20))
            case 2:
                del content[place : place + random.randrange(30)]
            case _:
                content += random.choice(target.seeds)
    return target.mend(bytes(content)) if random.random() < 0.5 else bytes(content)


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_nothing_breaks_by_chance(name: str) -> None:
    target, random = TARGETS[name], Random(name)  # noqa: S311 - the same on each run
    for content in (*target.seeds, b"", b"\0"):
        run(target, content)
        run(target, target.mend(content))
    for _ in range(ROUNDS):
        run(target, damaged(random, target))


def test_the_planted_bug_is_reachable() -> None:
    for content in PLANTED.seeds:
        run(PLANTED, content)
    changed = bytearray(PLANTED.seeds[0])
    changed[32] = ord("s")
    with pytest.raises(BrokenRuleError, match="planted"):
        run(PLANTED, PLANTED.mend(bytes(changed)))


def test_a_decoder_that_depends_on_the_pieces_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    feed = Decoder.feed

    def forgetful(self: Decoder, chunk: bytes) -> list[Item]:
        items = feed(self, chunk)
        self._buffer.clear()
        return items

    monkeypatch.setattr(Decoder, "feed", forgetful)
    line = TARGETS["tl3500-line"]
    with pytest.raises(BrokenRuleError, match="pieces"):
        run(line, b"\x05" + line.seeds[0][1:])


def test_a_reader_that_lets_another_error_out_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(frame: Frame) -> int:
        return int(frame.data[:3])

    monkeypatch.setattr("fuzz.tl3500.READERS", (careless, messages.version_of))
    with pytest.raises(ValueError, match="invalid literal"):
        run(TARGETS["tl3500-answers"], b"\0" + ANSWERS["a"])
