"""Ours against code of people who never saw it: checksums and BER-TLV (docs/adr/0207)."""

from functools import reduce
from operator import xor
from typing import Any

import pytest
from ber_tlv.tlv import Tlv  # type: ignore[import-untyped]
from crccheck.checksum import ChecksumXor8  # type: ignore[import-untyped]
from crccheck.crc import Crc16Kermit, Crc16Xmodem  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from pos.devices.simulator.tl3500 import wire as tl3500_wire
from pos.devices.simulator.zvt import fields as simulated
from pos.devices.simulator.zvt import wire as zvt_wire
from pos.devices.tl3500.codec import bcc
from pos.devices.zvt.codec import crc
from pos.devices.zvt.fields import tlv_spans

PRIMITIVE = st.sampled_from([0x07, 0x09, 0x14, 0x41, 0x1F10, 0x1F1F, 0x1F30, 0x1F73])
objects = st.lists(st.tuples(PRIMITIVE, st.binary(min_size=1, max_size=300)), min_size=1, max_size=6)


@given(st.binary(max_size=300))
def test_the_crc_is_kermit(content: bytes) -> None:
    assert crc(content) == Crc16Kermit.calc(content)
    check = Crc16Kermit.calc(content + b"\x03")
    assert zvt_wire.check(content) == check.to_bytes(2, "little")


def test_the_crc_is_not_the_one_that_the_specification_names() -> None:
    assert crc(b"123456789") == 0x2189
    assert Crc16Xmodem.calc(b"123456789") == 0x31C3


@given(st.binary(max_size=300))
def test_the_block_check_is_xor(content: bytes) -> None:
    assert bcc(content) == tl3500_wire.check(content) == ChecksumXor8.calc(content) == reduce(xor, content, 0)


def spans(data: bytes) -> list[tuple[int, bytes]]:
    return [(span.tag, data[span.start : span.end]) for span in tlv_spans(data, 0, len(data))]


@given(objects)
def test_their_objects_are_read_by_ours(wanted: list[tuple[int, bytes]]) -> None:
    assert spans(Tlv.build(wanted)) == wanted


@given(objects)
def test_our_objects_are_read_by_theirs(wanted: list[tuple[int, bytes]]) -> None:
    data = b"".join(simulated.tlv(tag, content) for tag, content in wanted)
    assert Tlv.parse(data, recursive=False) == wanted
    assert spans(data) == wanted


@given(objects)
def test_objects_in_objects(wanted: list[tuple[int, bytes]]) -> None:
    nested: list[tuple[int, Any]] = [(0x25, [(0x60, wanted)]), (0x1F10, b"\x01")]
    assert spans(Tlv.build(nested)) == [*wanted, (0x1F10, b"\x01")]


@pytest.mark.parametrize("size", [1, 127, 128, 255, 256, 8_000])
def test_every_form_of_length(size: int) -> None:
    wanted = [(0x07, bytes(size))]
    assert simulated.tlv(*wanted[0]) == Tlv.build(wanted)
    assert spans(Tlv.build(wanted)) == wanted
