"""ZVT parsers: the driver's two decoders, its fields and TLV objects, the simulator's ears and fields."""

from collections.abc import Callable
from typing import Final

from fuzz.rules import Target, check, chunks
from pos.devices.port import AnswerError
from pos.devices.simulator.zvt import wire
from pos.devices.simulator.zvt.fields import (
    FieldsError,
    bcd,
    bmp,
    container,
    read_fields,
    read_objects,
    text,
    tlv,
)  # fmt: skip
from pos.devices.zvt.codec import (
    MAX_DATA,
    Apdu,
    Decoder,
    Item,
    SerialDecoder,
    StreamDecoder,
    encoded,
    framed,
)  # fmt: skip
from pos.devices.zvt.fields import LENGTHS, Fields, completion_head, head_of
from pos.devices.zvt.redaction import redacted

GOOD: Final = Apdu(0x8000)
KEPT: Final = MAX_DATA * 2 + 16  # bytes: a frame of the longest size and the piece that came with it
OBJECTS: Final = container((tlv(0x1F30, bcd(300, 6)), tlv(0x60, tlv(0x43, b"\xa0\x00\x00\x04\x10\x10"))))
STATUS: Final = b"".join(
    (
        bmp(0x27, b"\0"), bmp(0x04, bcd(1_010, 6)), bmp(0x49, bcd(392, 2)), bmp(0x0B, bcd(101_010, 3)),
        bmp(0x0C, bcd(101_531, 3)), bmp(0x0D, bcd(1_124, 2)), bmp(0x22, b"\x67\x99\xee\xee\xee\x12\x34\x1f"),
        bmp(0x29, bcd(10_000_001, 4)), bmp(0x3C, text("GEN.NR.:611804")), bmp(0x87, bcd(42, 2)),
        bmp(0x8B, text("MADOGUCHI\0")), OBJECTS,
    )
)  # fmt: skip
SAID: Final = (
    (0x8000, b""), (0x849C, b""), (0x04FF, b"\x0a\x01" + OBJECTS), (0x040F, STATUS), (0x06D1, b"\0 1.010"),
    (0x06D3, container((tlv(0x25, tlv(0x07, text("KASSENSCHNITT")) * 30),))), (0x061E, b"\x6c"),
    (0x060F, bmp(0x27, b"\0") + bmp(0x29, bcd(10_000_001, 4))), (0x060F, b"\xf0\xf0\xf72.14.15\0"),
)  # fmt: skip
APDUS: Final = tuple(Apdu(control, content) for control, content in SAID)


def read_serial(content: bytes) -> None:
    """DLE framing."""
    _read(content, SerialDecoder, framed)


def read_stream(content: bytes) -> None:
    """TCP: bare APDUs."""
    _read(content, StreamDecoder, encoded)


def _read(content: bytes, make: Callable[[], Decoder], write: Callable[[Apdu], bytes]) -> None:
    """Any bytes in any pieces; silence; then a good frame, which must come through."""
    decoder = make()
    items: list[Item] = []
    for chunk in chunks(content):
        items += decoder.feed(chunk)
        check(_kept(decoder) <= KEPT, "the decoder keeps more than one frame")
    check(items == make().feed(content[1:]), "the pieces change what is read")
    check(len(items) <= len(content), "more items than bytes")
    items += decoder.give_up()
    check(not decoder.unfinished, "something is left after giving up")
    check(decoder.feed(write(GOOD)) == [GOOD], "a good frame is lost behind this")
    for item in items:
        if isinstance(item, Apdu):
            check(len(item.data) <= len(content), "more read than written")
            read_fields_of(item)


def _kept(decoder: Decoder) -> int:
    return sum(len(getattr(decoder, name, None) or b"") for name in ("_buffer", "_content", "_check"))


def read_answer(content: bytes) -> None:
    """The input as data of an APDU: written, read back whole, and its fields taken apart."""
    control = APDUS[content[0] % len(APDUS)].control if content else 0x040F
    apdu = Apdu(control, content[1:])
    check(SerialDecoder().feed(framed(apdu)) == [apdu], "written and read on a serial line it differs")
    check(StreamDecoder().feed(encoded(apdu)) == [apdu], "written and read on TCP it differs")
    read_fields_of(apdu)


def read_fields_of(apdu: Apdu) -> None:
    """Every field reads, or says AnswerError; the record's copy is as long as the original."""
    check(len(redacted(apdu)) == len(apdu.data), "the record's copy has another length")
    head = completion_head(apdu.data) if apdu.control == 0x060F else head_of(apdu)
    try:
        fields = Fields(apdu.data, head)
    except AnswerError:
        return
    for tag in LENGTHS:
        fields.byte(tag)
        fields.text(tag)
        try:
            fields.digits(tag)
        except AnswerError:
            continue
    for tag in (0x1F30, 0x25, 0x07, 0x1F1F):
        check(fields.tlv(tag) == next(iter(fields.all_tlvs(tag)), None), "the first object is another")


def hear(content: bytes) -> None:
    """The simulator's ears on the same bytes, whole; then a good frame behind silence."""
    for framing in wire.Framing:
        ear = wire.ear_for(framing)
        check(len(ear.hear(content)) <= len(content) + 1, "more heard than said")
        ear.give_up()
        good = wire.Apdu(GOOD.control)
        check(ear.hear(wire.on_line(good.raw, framing)) == [good], "a good command is lost behind this")
    for read in (read_fields, read_objects):
        try:
            read(content)
        except FieldsError:
            continue


def mend(content: bytes) -> bytes:
    """Everything behind the first byte as one serial frame whose length and CRC are right."""
    return content[:1] + framed(_as_apdu(content))


def mend_stream(content: bytes) -> bytes:
    """The same as a bare APDU."""
    return content[:1] + encoded(_as_apdu(content))


def _as_apdu(content: bytes) -> Apdu:
    for item in SerialDecoder().feed(content[1:]):
        if isinstance(item, Apdu):
            return item
    bare = content[1:].removeprefix(b"\x10\x02")
    return Apdu(int.from_bytes(bare[:2].ljust(2, b"\x06"), "big"), bare[3:])


_WIRE: Final = tuple(bytes([size]) + framed(each) for each in APDUS for size in (0, 7))
_BARE: Final = tuple(bytes([size]) + encoded(each) for each in APDUS for size in (0, 7))
_DATA: Final = tuple(bytes([number]) + each.data for number, each in enumerate(APDUS))
TARGETS: Final = (
    Target("zvt-serial", read_serial, _WIRE, mend),
    Target("zvt-tcp", read_stream, _BARE, mend_stream),
    Target("zvt-fields", read_answer, _DATA),
    Target("zvt-simulator", hear, (*_WIRE, *_BARE, STATUS), mend),
)
