"""ZVT frames: published ones, our own, and everything that is not one."""

import pytest

from pos.devices.zvt.codec import (
    MAX_DATA,
    Apdu,
    Decoder,
    SerialDecoder,
    Signal,
    StreamDecoder,
    crc,
    decoded,
    encoded,
    framed,
)

# Published by ecrterm: registration, authorisation with a doubled 10, and 80 00 00.
PUBLISHED = [
    ("060006123456ba0978", "1002060006123456ba0978100324c3"),
    ("06010a04000000011000490978", "100206010a04000000011010004909781003f2ff"),
    ("800000", "10028000001003f51f"),
    ("849c00", "1002849c001003c341"),
]
BOTH = pytest.mark.parametrize("make", [SerialDecoder, StreamDecoder])


def wire(apdu: Apdu, decoder: Decoder) -> bytes:
    return framed(apdu) if isinstance(decoder, SerialDecoder) else encoded(apdu)


@pytest.mark.parametrize(("bare", "frame"), PUBLISHED)
def test_published_frames(bare: str, frame: str) -> None:
    apdu = decoded(bytes.fromhex(bare))
    assert apdu is not None
    assert framed(apdu).hex() == frame
    assert SerialDecoder().feed(bytes.fromhex(frame)) == [apdu]
    assert StreamDecoder().feed(bytes.fromhex(bare)) == [apdu]


def test_the_check_is_kermit() -> None:
    assert crc(b"123456789") == 0x2189


@BOTH
@pytest.mark.parametrize("size", [0, 1, 254, 255, 256, 1_000, MAX_DATA])
def test_lengths(make: type[Decoder], size: int) -> None:
    apdu = Apdu(0x06D3, bytes([0x10]) * size)
    decoder = make()
    assert decoder.feed(wire(apdu, decoder)) == [apdu]
    assert not decoder.unfinished
    assert encoded(apdu)[2] == min(size, 255)


def test_more_than_ever_is_sent_is_refused() -> None:
    with pytest.raises(ValueError, match="06 01"):
        encoded(Apdu(0x0601, bytes(MAX_DATA + 1)))


@BOTH
def test_any_chunking(make: type[Decoder]) -> None:
    apdus = [Apdu(0x8000), Apdu(0x040F, bytes(range(256)) * 2), Apdu(0x04FF, b"\x10\x03")]
    whole = b"".join(wire(each, make()) for each in apdus)
    for size in (1, 2, 3, 7, 100, len(whole)):
        decoder = make()
        items = [item for at in range(0, len(whole), size) for item in decoder.feed(whole[at : at + size])]
        assert items == apdus


def test_signals_between_frames() -> None:
    content = b"\x06" + framed(Apdu(0x8000)) + b"\x15\x06" + framed(Apdu(0x04FF, b"\x06\x15"))
    expected = [Signal.ACK, Apdu(0x8000), Signal.NAK, Signal.ACK, Apdu(0x04FF, b"\x06\x15")]
    assert SerialDecoder().feed(content) == expected


@pytest.mark.parametrize("noise", [b"\xff\x00", b"\x10", b"\x10\x10", b"\x03\x10\x03", b"\x02\x02"])
def test_noise_before_a_frame(noise: bytes) -> None:
    assert SerialDecoder().feed(noise + framed(Apdu(0x8000))) == [Apdu(0x8000)]


@pytest.mark.parametrize(
    "broken",
    [
        "10028000001003f51e",  # check
        "1002060f0527001003ffff",  # length and check
        "1002800000" + "1004",  # DLE and nothing that follows one
    ],
)
def test_damage(broken: str) -> None:
    assert SerialDecoder().feed(bytes.fromhex(broken)) == [Signal.DAMAGED]


def test_a_length_that_says_more_or_less_than_is_there() -> None:
    for bare in (b"\x06\x0f\x05\x27\x00", b"\x06\x0f\x00\x27", b"\x06\x0f\xff\x01"):
        stuffed = bare.replace(b"\x10", b"\x10\x10")
        frame = b"\x10\x02" + stuffed + b"\x10\x03" + crc(bare + b"\x03").to_bytes(2, "little")
        assert SerialDecoder().feed(frame) == [Signal.DAMAGED]


def test_nothing_in_the_rest_of_a_broken_frame_is_an_acknowledgement() -> None:
    decoder = SerialDecoder()
    assert decoder.feed(bytes.fromhex("100206" + "1004" + "0615")) == [Signal.DAMAGED]
    assert decoder.unfinished
    assert decoder.feed(b"\x06") == []
    assert decoder.give_up() == []
    assert decoder.feed(b"\x06") == [Signal.ACK]


def test_a_new_frame_inside_a_broken_one() -> None:
    assert SerialDecoder().feed(b"\x10\x02\x06\x01" + framed(Apdu(0x8000))) == [
        Signal.DAMAGED,
        Apdu(0x8000),
    ]


@BOTH
def test_silence_inside_a_frame(make: type[Decoder]) -> None:
    decoder = make()
    whole = wire(Apdu(0x040F, bytes(20)), decoder)
    assert decoder.feed(whole[:10]) == []
    assert decoder.unfinished
    assert decoder.give_up() == [Signal.DAMAGED]
    assert not decoder.unfinished
    assert decoder.feed(whole) == [Apdu(0x040F, bytes(20))]


def test_a_stream_that_lost_its_step_waits_for_silence() -> None:
    decoder = StreamDecoder()
    assert decoder.feed(b"\x01\x02\x03") == [Signal.DAMAGED]
    assert decoder.feed(encoded(Apdu(0x8000))) == []
    decoder.give_up()
    assert decoder.feed(encoded(Apdu(0x8000))) == [Apdu(0x8000)]


@BOTH
def test_memory_is_bounded(make: type[Decoder]) -> None:
    decoder = make()
    start = b"\x10\x02" if make is SerialDecoder else b""
    items = decoder.feed(start + b"\x06\xd3\xff\xff\xff" + bytes(200_000))
    assert items[0] is Signal.DAMAGED
    held = vars(decoder).values()
    assert max((len(each) for each in held if isinstance(each, bytearray)), default=0) <= MAX_DATA + 6


def test_a_card_number_is_not_in_the_repr() -> None:
    assert "4111" not in repr(Apdu(0x040F, b"4111111111111111"))
