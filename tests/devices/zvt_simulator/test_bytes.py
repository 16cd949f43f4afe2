"""The simulated ZVT terminal's own codec: published frames, frames computed from the rules, damage."""

import ast
from pathlib import Path

import pytest

import pos.devices.simulator.zvt
from pos.devices.simulator.zvt.fields import (
    FieldsError,
    bcd,
    bmp,
    container,
    number,
    read_fields,
    read_objects,
    text,
    tlv,
)
from pos.devices.simulator.zvt.framing import SerialFrames, TcpFrames
from pos.devices.simulator.zvt.wire import ACK, LONGEST, NAK, Apdu, Broken, SerialEar, TcpEar, framed

# APDU, serial frame. The first six: mathiasfrey/ecrterm, tests/data_encoding.py and tests/parsing.py at
# b5afb94e; the last two are made from the rules of PA00P016.
FRAMES = [
    ("060006123456ba0978", "1002060006123456ba0978100324c3"),
    ("06010a04000000011000490978", "100206010a04000000011010004909781003f2ff"),
    ("067000", "10020670001003d9f9"),
    ("800000", "10028000001003f51f"),
    ("849c00", "1002849c001003c341"),
    ("06d11900476573616d742020202020203020202020202020302c3030",
     "100206d11900476573616d742020202020203020202020202020302c30301003b5ab"),
    ("06010c040000000012504903921910", "100206010c040000000012504903921910101003990f"),
    ("0620051234560301", "100206200512345603011003c00b"),
]  # fmt: skip
PAY = bytes.fromhex(FRAMES[6][1])
FOLDER = Path(pos.devices.simulator.zvt.__file__).parent


def test_it_shares_no_code_with_the_drivers() -> None:
    for file in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [each.name for each in node.names] if isinstance(node, ast.Import) else []
            wrong = [each for each in names if each.startswith("pos.devices.") and ".simulator" not in each]
            assert not wrong, file


@pytest.mark.parametrize(("apdu", "frame"), FRAMES)
def test_published_frames(apdu: str, frame: str) -> None:
    assert framed(bytes.fromhex(apdu)).hex() == frame
    (heard,) = SerialEar().hear(bytes.fromhex(frame))
    assert isinstance(heard, Apdu)
    assert heard.raw.hex() == apdu


def test_a_frame_may_come_in_any_pieces_and_behind_noise() -> None:
    for place in range(len(PAY)):
        ear = SerialEar()
        heard = ear.hear(b"\xff\x00" + PAY[:place]) + ear.hear(PAY[place:] + ACK + NAK)
        assert [each.raw if isinstance(each, Apdu) else each for each in heard] == [
            bytes.fromhex(FRAMES[6][0]), ACK, NAK,
        ]  # fmt: skip
        assert not ear.waiting


@pytest.mark.parametrize(
    "raw",
    [
        PAY[:-1] + b"\xff",  # check
        framed(bytes.fromhex("06010c0400")),  # the length names more than there is
        PAY[:8] + b"\x10\x05" + PAY[8:],  # 10 before what means nothing
    ],
)
def test_what_is_no_frame_is_told(raw: bytes) -> None:
    assert SerialEar().hear(raw)[0] == Broken()


def test_a_new_frame_inside_an_unfinished_one_is_heard() -> None:
    broken, whole = SerialEar().hear(PAY[:9] + PAY)
    assert broken == Broken()
    assert isinstance(whole, Apdu)
    assert whole.control == 0x0601


def test_a_flood_is_not_kept() -> None:
    for ear in (SerialEar(), TcpEar()):
        heard = ear.hear(b"\x10\x02\xff\xff\xff" + b"\x55" * LONGEST)
        assert Broken() in heard
        assert not ear.waiting


def test_half_a_frame_is_forgotten_on_demand() -> None:
    ear = SerialEar()
    ear.hear(PAY[:9])
    assert ear.waiting
    ear.give_up()
    (heard,) = ear.hear(PAY)
    assert isinstance(heard, Apdu)


def test_over_tcp_apdus_stand_bare_split_and_merged() -> None:
    long = Apdu(0x06D3, bytes(300))
    assert long.raw[:5].hex() == "06d3ff2c01"
    stream = bytes.fromhex("800000") + long.raw + Apdu(0x060F, bytes(255)).raw
    for size in (1, 2, 3, 7, len(stream)):
        ear, heard = TcpEar(), []
        for at in range(0, len(stream), size):
            heard += ear.hear(stream[at : at + size])
        assert [len(each.content) for each in heard if isinstance(each, Apdu)] == [0, 300, 255]


def test_fields_are_written_as_the_rules_have_them() -> None:
    assert bmp(0x04, bcd(1250, 6)).hex() == "04000000001250"
    assert bmp(0x22, b"\x12\x34").hex() == "22f0f21234"
    assert bmp(0x3C, bytes(123))[:4].hex() == "3cf1f2f3"
    assert (
        container([tlv(0x1F1F, bcd(42, 2)), tlv(0x25, bytes(130))])[:12].hex()
        == "06818a1f1f0200422581" + "8200"
    )
    assert text("Prüfen ¥").hex() == "5072816665" + "6e209d"
    assert bcd(10_000, 2).hex() == "0000"


def test_fields_are_read_back() -> None:
    inside = container([tlv(0x1F1F, b"\x00\x42"), tlv(0x25, tlv(0x07, bytes(200)))])
    fields = read_fields(bmp(0x04, bcd(7, 6)) + bmp(0x3C, bytes(120)) + bmp(0x87, b"\x00\x42") + inside)
    assert number(fields[0x04]) == 7
    assert len(fields[0x3C]) == 120
    objects = read_objects(fields[0x06])
    assert objects[0x1F1F] == b"\x00\x42"
    assert len(objects[0x25]) == 203


@pytest.mark.parametrize(
    "raw", ["04 0000", "f7 01", "22 f0", "22 f0 1a", "22 0102", "06", "06 05 1f1f", "06 84 01"]
)
def test_fields_that_cannot_be_read_are_refused(raw: str) -> None:
    with pytest.raises(FieldsError):
        read_objects(read_fields(bytes.fromhex(raw))[0x06])


def test_no_digit_is_no_number() -> None:
    with pytest.raises(FieldsError):
        number(b"\x1a")


@pytest.mark.parametrize("frames", [SerialFrames(), TcpFrames()])
def test_damage_knows_the_frames(frames: SerialFrames | TcpFrames) -> None:
    apdu = bytes.fromhex("060f022700")
    serial = isinstance(frames, SerialFrames)
    raw = framed(apdu) if serial else apdu
    assert frames.length_of(raw) == 2
    named = frames.with_length(raw, 65_535)
    assert (named if not serial else named[2:])[:5].hex() == "060fffffff"
    odd = frames.with_control_bytes(raw)
    (heard,) = SerialEar().hear(odd) if serial else TcpEar().hear(odd)
    assert isinstance(heard, Apdu)
    assert read_fields(heard.content)[0x3C] == b"\x10\x02\x10\x03\x06\x15"
    assert (frames.with_wrong_check(raw) != raw) is serial
