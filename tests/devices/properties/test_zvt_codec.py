"""ZVT bytes: any chunking, any noise, there and back, bounded; driver's and simulator's codec agree."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuzz import zvt as fuzz
from pos.devices.port import AnswerError
from pos.devices.simulator.zvt import fields as theirs
from pos.devices.simulator.zvt import wire
from pos.devices.zvt.codec import (
    MAX_DATA,
    Apdu,
    Decoder,
    Item,
    SerialDecoder,
    Signal,
    StreamDecoder,
    decoded,
    encoded,
    framed,
)
from pos.devices.zvt.fields import Fields, bcd, bcd_digits, layout

KNOWN = (0x8000, 0x849C, 0x04FF, 0x040F, 0x0601, 0x060F, 0x061E, 0x0620, 0x06D1, 0x06D3, 0x0F10)
LENGTHS = st.one_of(st.integers(0, 40), st.sampled_from([254, 255, 256, 300]))
apdus = st.builds(Apdu, st.sampled_from(KNOWN), LENGTHS.flatmap(lambda n: st.binary(min_size=n, max_size=n)))
rich_in_dle = st.lists(st.sampled_from([0x10, 0x02, 0x03, 0x06, 0x15, 0x00]), max_size=60).map(bytes)
dle_apdus = st.builds(Apdu, st.sampled_from(KNOWN), rich_in_dle)
quiet = st.lists(st.sampled_from([b for b in range(256) if b not in (0x06, 0x10, 0x15)]), max_size=60).map(
    bytes
)


def whole(decoder: Decoder, chunks: list[bytes]) -> list[Item]:
    return [item for chunk in chunks for item in decoder.feed(chunk)]


def cut(stream: bytes, data: st.DataObject) -> list[bytes]:
    places = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    return [stream[a:b] for a, b in pairwise([0, *places, len(stream)])]


@given(st.one_of(apdus, dle_apdus))
def test_written_and_read_are_one(apdu: Apdu) -> None:
    assert SerialDecoder().feed(framed(apdu)) == [apdu]
    assert StreamDecoder().feed(encoded(apdu)) == [apdu]
    assert decoded(encoded(apdu)) == apdu


@given(st.one_of(apdus, dle_apdus))
def test_driver_and_simulator_write_and_hear_the_same(apdu: Apdu) -> None:
    said = wire.Apdu(apdu.control, apdu.data)
    assert said.raw == encoded(apdu)
    assert wire.framed(said.raw) == framed(apdu)
    assert wire.SerialEar().hear(framed(apdu)) == [said]
    assert wire.TcpEar().hear(encoded(apdu)) == [said]


@given(st.lists(st.one_of(apdus, dle_apdus), min_size=1, max_size=4), st.data())
def test_any_chunking_gives_the_same(sent: list[Apdu], data: st.DataObject) -> None:
    serial = b"\x06".join(map(framed, sent))
    heard = whole(SerialDecoder(), cut(serial, data))
    assert [each for each in heard if isinstance(each, Apdu)] == sent
    assert heard.count(Signal.ACK) == len(sent) - 1
    assert whole(StreamDecoder(), cut(b"".join(map(encoded, sent)), data)) == sent


@given(st.lists(dle_apdus, min_size=1, max_size=3), st.data())
def test_any_chunking_is_heard_the_same_by_the_simulator(sent: list[Apdu], data: st.DataObject) -> None:
    said = [wire.Apdu(each.control, each.data) for each in sent]
    ear, tcp = wire.SerialEar(), wire.TcpEar()
    assert [h for chunk in cut(b"".join(map(framed, sent)), data) for h in ear.hear(chunk)] == said
    assert [h for chunk in cut(b"".join(map(encoded, sent)), data) for h in tcp.hear(chunk)] == said


@given(quiet, dle_apdus, quiet, dle_apdus)
def test_noise_between_frames_costs_no_frame(before: bytes, one: Apdu, between: bytes, two: Apdu) -> None:
    heard = SerialDecoder().feed(before + framed(one) + between + framed(two))
    assert heard == [one, two]


@given(st.binary(max_size=300), apdus)
def test_after_any_noise_and_silence_the_line_works(noise: bytes, apdu: Apdu) -> None:
    for decoder, written in ((SerialDecoder(), framed(apdu)), (StreamDecoder(), encoded(apdu))):
        decoder.feed(noise)
        decoder.give_up()
        assert decoder.feed(written) == [apdu]


@given(st.binary(min_size=1, max_size=60), st.integers(0, 10_000), st.integers(1, 255))
def test_a_changed_byte_is_never_taken(content: bytes, place: int, change: int) -> None:
    raw = bytearray(framed(Apdu(0x040F, content)))
    raw[place % len(raw)] ^= change
    decoder = SerialDecoder()
    heard = decoder.feed(bytes(raw)) + decoder.give_up()
    assert not any(isinstance(each, Apdu) for each in heard)


@pytest.mark.parametrize(
    "flood", [b"\x10\x02" * 50_000, b"\x10\x02" + b"A" * 100_000, b"\x06\xd3\xff\xff\x1f" * 9_000]
)
def test_a_flood_neither_hangs_nor_grows(flood: bytes) -> None:
    for decoder in (SerialDecoder(), StreamDecoder()):
        decoder.feed(flood)
        assert fuzz._kept(decoder) <= fuzz.KEPT
    for framing in wire.Framing:
        ear = wire.ear_for(framing)
        ear.hear(flood[:20_000])
        assert len(ear._kept) <= 2 * wire.LONGEST  # type: ignore[attr-defined]


def test_more_than_the_longest_is_not_written() -> None:
    with pytest.raises(ValueError, match="bytes"):
        encoded(Apdu(0x06D3, bytes(MAX_DATA + 1)))


@given(st.binary(max_size=400))
def test_fields_of_anything_are_read_or_refused(data: bytes) -> None:
    found = layout(data)
    assert 0 <= found.read <= len(data)
    assert all(0 <= span.start <= span.end <= len(data) for span in (*found.bmps, *found.tlvs))
    try:
        Fields(data)
    except AnswerError:
        return


@given(
    st.dictionaries(
        st.sampled_from([0x04, 0x0B, 0x0C, 0x0D, 0x29, 0x37, 0x49, 0x87]), st.integers(0), max_size=8
    )
)
def test_what_the_simulator_writes_the_driver_reads(wanted: dict[int, int]) -> None:
    size = {0x04: 6, 0x0B: 3, 0x0C: 3, 0x0D: 2, 0x29: 4, 0x37: 3, 0x49: 2, 0x87: 2}
    numbers = {tag: value % 100 ** size[tag] for tag, value in wanted.items()}
    data = b"".join(theirs.bmp(tag, theirs.bcd(value, size[tag])) for tag, value in numbers.items())
    fields = Fields(data)
    assert {tag: int(fields.digits(tag) or "-1") for tag in numbers} == numbers
    assert {tag: theirs.number(content) for tag, content in theirs.read_fields(data).items()} == numbers


@given(st.integers(0, 10**12 - 1))
def test_packed_digits_there_and_back(number: int) -> None:
    assert int(bcd_digits(bcd(number, 6), "a number")) == number
    assert bcd(number, 6) == theirs.bcd(number, 6)
