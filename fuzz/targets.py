"""All targets by name, and one with a bug planted behind a check character, which a search must find."""

from typing import Final

from fuzz import tl3500, zvt
from fuzz.rules import Target, check, chunks
from pos.devices.tl3500.codec import Decoder, Frame


def trip(content: bytes) -> None:
    """The driver's decoder with a bug for one job letter that no seed has, in a frame whose BCC is right."""
    decoder = Decoder()
    for chunk in chunks(content):
        for item in decoder.feed(chunk):
            check(not isinstance(item, Frame) or item.job != "s", "the planted bug")


PLANTED: Final = Target("planted", trip, tl3500.TARGETS[0].seeds, tl3500.mend)
TARGETS: Final = {each.name: each for each in (*tl3500.TARGETS, *zvt.TARGETS)}
ALL: Final = {**TARGETS, PLANTED.name: PLANTED}
