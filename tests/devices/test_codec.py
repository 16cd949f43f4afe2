"""TL3500 frames: golden bytes computed from the rules, and properties for any chunking and noise."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.devices.simulator.tl3500.wire import told
from pos.devices.tl3500.codec import (
    HEADER,
    MAX_DATA,
    TAIL,
    Decoder,
    Frame,
    Item,
    Signal,
    bcc,
    encode,
    instant,
)
from pos.domain.days import JST
from tests.devices.wiring import START, frame, slip

# STX, "T1" in 16, the time, 'A', 00, length 0, ETX; BCC by hand:
# 02^54^31 = 67, the digits of the time together 06, 41, 03: 67^06^41^03 = 23.
CHECK = bytes.fromhex("02 5431" + "00" * 14 + "3230323631313234313031353330" + "41 00 0000 03 23")
VECTORS = Path(__file__).parents[3] / "shared" / "data" / "terminal-vectors.json"

frames = st.builds(
    Frame,
    st.text("ABCXYZ0123456789", max_size=16),
    st.datetimes().map(lambda at: f"{at.year:04d}{at:%m%d%H%M%S}"),
    st.sampled_from("@ABCDELRSVabcdelrsv"),
    st.binary(max_size=200),
)
quiet_noise = st.lists(st.sampled_from([b for b in range(256) if b not in (2, 6, 21)]), max_size=60).map(
    bytes
)


def whole(decoder: Decoder, chunks: list[bytes]) -> list[Item]:
    return [item for chunk in chunks for item in decoder.feed(chunk)]


def test_a_frame_of_the_rules() -> None:
    assert encode(Frame("T1", "20261124101530", "A", b"")) == CHECK
    assert Decoder().feed(CHECK) == [Frame("T1", "20261124101530", "A", b"")]


def test_the_simulator_writes_the_same_frame() -> None:
    assert told("T1", START, "A", b"") == CHECK


def test_the_check_character_is_xor_from_stx_to_etx() -> None:
    assert bcc(b"\x02\x41\x03") == 0x40
    assert bcc(b"") == 0


def test_ack_glued_to_a_frame() -> None:
    assert Decoder().feed(b"\x06" + CHECK + b"\x15") == [
        Signal.ACK, Frame("T1", "20261124101530", "A", b""), Signal.NAK,
    ]  # fmt: skip


def test_stx_and_etx_inside_data_are_data() -> None:
    content = b"\x02\x03\x06\x15\x02\x03"
    assert [each.data for each in Decoder().feed(frame("l", content)) if isinstance(each, Frame)] == [content]


@pytest.mark.parametrize("place", range(len(CHECK)))
@pytest.mark.parametrize("bit", [0, 3, 6])
def test_a_flipped_bit_is_never_taken(place: int, bit: int) -> None:
    flipped = bytearray(CHECK)
    flipped[place] ^= 1 << bit
    decoder = Decoder()
    items = decoder.feed(bytes(flipped)) + decoder.give_up()
    assert not any(isinstance(each, Frame) for each in items)


def test_a_good_frame_behind_a_wrong_length_is_found() -> None:
    wrong = bytearray(frame("b", slip(1, 300)))
    for length in (b"\xff\xff", b"\xff\x03", b"\x9f\x00", b"\x00\x00"):
        wrong[33:35] = length
        decoder = Decoder()
        items = whole(decoder, [bytes(wrong), CHECK, CHECK]) + decoder.give_up()
        assert items.count(Frame("T1", "20261124101530", "A", b"")) == 2, length


def test_a_cut_frame_is_given_up_after_silence() -> None:
    decoder = Decoder()
    assert decoder.feed(frame("b", slip(1, 300))[:100]) == []
    assert decoder.unfinished
    assert decoder.give_up() == [Signal.DAMAGED]
    assert not decoder.unfinished
    assert decoder.give_up() == []


def test_what_does_not_fit_the_header_is_not_sent() -> None:
    for wrong in (Frame("X" * 17, "20261124101530", "A", b""), Frame("", "2026", "A", b""),
                  Frame("", "20261124101530", "A", b"x" * (MAX_DATA + 1))):  # fmt: skip
        with pytest.raises(ValueError, match="fit"):
            encode(wrong)


def test_dates() -> None:
    assert instant("20261124101530") == START
    assert START.tzinfo is JST
    for wrong in ("00000000000000", "20261324101530", "2026112410153", "٢٠٢٦١١٢٤١٠١٥٣٠", "              "):
        assert instant(wrong) is None


@given(frames)
def test_encode_and_decode_are_one(sent: Frame) -> None:
    assert Decoder().feed(encode(sent)) == [sent]


@given(st.lists(frames, min_size=1, max_size=4), st.data())
def test_any_chunking_gives_the_same(sent: list[Frame], data: st.DataObject) -> None:
    stream = b"\x06".join(encode(each) for each in sent)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    edges = [0, *cuts, len(stream)]
    chunks = [stream[a:b] for a, b in pairwise(edges)]
    assert whole(Decoder(), chunks) == Decoder().feed(stream)
    assert [each for each in whole(Decoder(), chunks) if isinstance(each, Frame)] == sent


@given(frames)
def test_byte_by_byte(sent: Frame) -> None:
    raw = encode(sent)
    assert whole(Decoder(), [raw[i : i + 1] for i in range(len(raw))]) == [sent]


@given(quiet_noise, frames, quiet_noise)
def test_noise_around_a_frame_is_skipped(before: bytes, sent: Frame, after: bytes) -> None:
    assert [each for each in Decoder().feed(before + encode(sent) + after) if isinstance(each, Frame)] == [
        sent
    ]


@given(st.binary(max_size=300), frames)
def test_any_noise_ends_with_the_line_working_again(noise: bytes, sent: Frame) -> None:
    decoder = Decoder()
    decoder.feed(noise)
    decoder.give_up()
    assert decoder.feed(encode(sent)) == [sent]


@given(st.lists(st.binary(max_size=4_000), max_size=6))
def test_never_more_than_one_frame_is_kept(chunks: list[bytes]) -> None:
    decoder = Decoder()
    for chunk in chunks:
        decoder.feed(chunk)
        assert len(decoder._buffer) < HEADER + MAX_DATA + TAIL


def test_a_flood_of_stx_neither_hangs_nor_grows() -> None:
    decoder = Decoder()
    for flood in (b"\x02" * 200_000, (b"\x02" + b"A" * 32 + b"\xff\x03") * 3_000):
        decoder.feed(flood)
        assert len(decoder._buffer) < HEADER + MAX_DATA + TAIL


@pytest.mark.skipif(not VECTORS.exists(), reason="the collected frames are not part of the project")
def test_collected_frames() -> None:
    collected: dict[str, Any] = json.loads(VECTORS.read_text("utf-8"))
    tl3500 = [each for each in collected["vectors"] if each["protocol"] == "tl3500"]
    for each in tl3500:
        decoded = Decoder().feed(bytes.fromhex(each["hex"]))
        assert [item.job for item in decoded if isinstance(item, Frame)] == [each["expect"]["job"]], each[
            "id"
        ]
        assert encode(decoded[0]).hex() == each["hex"] if isinstance(decoded[0], Frame) else False
    for each in collected["negative"]:
        if each["id"] in ("neg-tl-badbcc", "neg-tl-short", "defect-tl-C"):
            decoder = Decoder()
            items = decoder.feed(bytes.fromhex(each["hex"])) + decoder.give_up()
            assert items == [Signal.DAMAGED], each["id"]
