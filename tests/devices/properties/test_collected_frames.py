"""Every collected frame is read, or refused, as its file says; by the drivers' and the simulators' codecs."""

from collections.abc import Callable
from typing import Any, Final

import pytest

from pos.devices.simulator.tl3500.wire import Ear as Tl3500Ear
from pos.devices.simulator.zvt import wire
from pos.devices.tl3500 import codec as tl3500
from pos.devices.tl3500.messages import CardStatus, Rejection, card_of, result_of
from pos.devices.zvt import codec as zvt
from pos.devices.zvt.fields import Fields, completion_head, head_of
from pos.domain.payment import Direction, TransactionRecord
from tests.devices.properties.collected import FILE, WHY_NOT, collected

Vector = dict[str, Any]
pytestmark = pytest.mark.skipif(not FILE.exists(), reason=WHY_NOT)
FIELDS: Final[dict[str, Callable[[Fields], object]]] = {
    "result": lambda fields: fields.byte(0x27),
    "amount": lambda fields: int(fields.digits(0x04) or "-1"),
    "currency": lambda fields: int(fields.digits(0x49) or "-1"),
    "trace": lambda fields: int(fields.digits(0x0B) or "-1"),
    "original_trace": lambda fields: int(fields.digits(0x37) or "-1"),
    "receipt": lambda fields: int(fields.digits(0x87) or "-1"),
    "time": lambda fields: fields.digits(0x0C),
    "date": lambda fields: fields.digits(0x0D),
    "terminal_id": lambda fields: fields.digits(0x29),
}
CODES: Final = {"abort": 0x061E, "completion_status": 0x060F, "intermediate": 0x04FF}
UNTOLD: Final = {"apdu", "job", "note"}  # compared apart, or words for people


def named(vectors: list[Vector]) -> list[Any]:
    return [pytest.param(each, id=each["id"]) for each in vectors]


def read_zvt(vector: Vector) -> zvt.Apdu:
    raw = bytes.fromhex(vector["hex"])
    serial = vector["layer"] == "zvt-serial"
    items = (zvt.SerialDecoder() if serial else zvt.StreamDecoder()).feed(raw)
    assert len(items) == 1, items
    apdu = items[0]
    assert isinstance(apdu, zvt.Apdu), apdu
    assert (zvt.framed if serial else zvt.encoded)(apdu) == raw
    return apdu


@pytest.mark.parametrize("vector", named(collected("vectors", "zvt")))
def test_a_zvt_frame(vector: Vector) -> None:
    apdu, expected = read_zvt(vector), vector["expect"]
    assert zvt.encoded(apdu).hex() == expected.get("apdu", zvt.encoded(apdu).hex())
    head = completion_head(apdu.data) if apdu.control == 0x060F else head_of(apdu)
    fields = Fields(apdu.data, head)
    for name, value in expected.items():
        if name in CODES:
            assert (apdu.control, apdu.data[0]) == (CODES[name], value)
        elif name not in UNTOLD:
            assert FIELDS[name](fields) == value, name


@pytest.mark.parametrize("vector", named(collected("vectors", "zvt")))
def test_the_zvt_simulator_hears_the_same(vector: Vector) -> None:
    apdu, raw = read_zvt(vector), bytes.fromhex(vector["hex"])
    framing = wire.Framing.SERIAL if vector["layer"] == "zvt-serial" else wire.Framing.TCP
    heard = wire.ear_for(framing).hear(raw)
    assert heard == [wire.Apdu(apdu.control, apdu.data)]
    assert isinstance(heard[0], wire.Apdu)
    assert wire.on_line(heard[0].raw, framing) == raw


@pytest.mark.parametrize("vector", named(collected("negative", "zvt")))
def test_a_zvt_frame_that_is_wrong(vector: Vector) -> None:
    raw = bytes.fromhex(vector["hex"])
    if vector["id"].startswith("defect"):  # on no line: bytes of a file whose length is lost
        assert zvt.decoded(raw) is None
        return
    decoder = zvt.SerialDecoder()
    items = decoder.feed(raw) + decoder.give_up()
    if vector["id"] == "noise-before-dle":
        assert items == [zvt.Apdu(0x8000)]
    else:
        assert items == [zvt.Signal.DAMAGED]
    assert decoder.feed(zvt.framed(zvt.Apdu(0x8000))) == [zvt.Apdu(0x8000)]


def read_tl3500(vector: Vector) -> tl3500.Frame:
    raw = bytes.fromhex(vector["hex"])
    items = tl3500.Decoder().feed(raw)
    assert len(items) == 1, items
    frame = items[0]
    assert isinstance(frame, tl3500.Frame), frame
    assert tl3500.encode(frame) == raw
    return frame


def told_by(frame: tl3500.Frame) -> dict[str, object]:
    """What the driver reads of an answer, by the file's names."""
    if frame.job == "@":
        return {"event": frame.data.decode("ascii")}
    told: CardStatus | TransactionRecord | Rejection
    told = card_of(frame) if frame.job == "d" else result_of(frame, Direction.CHARGE)
    kind = chr(frame.data[0])
    match told:
        case Rejection(code=code):
            return {"kind": kind, "code": code}
        case TransactionRecord():
            before, after = told.balance_before, told.balance_after
            return {
                "kind": kind,
                "amount": told.amount.amount,
                "balance_before": None if before is None else before.amount,
                "balance_after": None if after is None else after.amount,
                "card_type": {"t_money": "T"}.get(told.brand.value),
            }
    brand = {"t_money": "T"}.get(told.brand.value)
    amount, balance = told.last_amount.amount, told.balance.amount
    return {"card_type": brand, "last_amount": amount, "balance": balance, "status": told.status}


@pytest.mark.parametrize("vector", named(collected("vectors", "tl3500")))
def test_a_tl3500_frame(vector: Vector) -> None:
    frame, expected = read_tl3500(vector), vector["expect"]
    assert frame.job == expected["job"]
    wanted = {name: value for name, value in expected.items() if name not in UNTOLD}
    if wanted:
        told = told_by(frame)
        assert {name: told[name] for name in wanted} == wanted


@pytest.mark.parametrize("vector", named(collected("vectors", "tl3500")))
def test_the_tl3500_simulator_hears_the_same(vector: Vector) -> None:
    frame, heard = read_tl3500(vector), Tl3500Ear().hear(bytes.fromhex(vector["hex"]))
    assert [(getattr(each, "job", ""), getattr(each, "content", b"")) for each in heard] == [
        (frame.job, frame.data)
    ]


@pytest.mark.parametrize("vector", named(collected("negative", "tl3500")))
def test_a_tl3500_frame_that_is_wrong(vector: Vector) -> None:
    decoder = tl3500.Decoder()
    items = decoder.feed(bytes.fromhex(vector["hex"])) + decoder.give_up()
    frames = [each for each in items if isinstance(each, tl3500.Frame)]
    match vector["id"]:
        case "glued-ack-stx":
            assert items[0] is tl3500.Signal.ACK
            assert [each.job for each in frames] == ["b"]
        case "embedded-02-03":
            assert [(each.job, len(each.data)) for each in frames] == [("b", 157)]
        case _:
            assert items == [tl3500.Signal.DAMAGED]


def test_no_frame_is_left_out() -> None:
    read = sum(len(collected(kind, each)) for kind in ("vectors", "negative") for each in ("zvt", "tl3500"))
    everything = sum(len(collected("vectors", each)) for each in ("zvt", "tl3500"))
    assert everything >= 68
    assert read >= 79
