"""TL3500 bytes: driver's and simulator's codec agree, in any pieces; requests there and back.

More about the driver's decoder: tests/devices/test_codec.py.
"""

from datetime import datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pos.devices.simulator.tl3500.wire import Asked, Ear, told
from pos.devices.tl3500.codec import Decoder, Frame, encode
from pos.devices.tl3500.messages import FieldError, card_of, parts_of, result_of, version_of
from pos.domain.days import JST

names = st.text("ABCXYZ0123456789", max_size=16)
instants = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)).map(lambda at: at.replace(tzinfo=JST))  # noqa: DTZ001
jobs = st.sampled_from("@ABCDELRSVabcdelrsv")
contents = st.binary(max_size=200)


@given(names, instants, jobs, contents)
def test_driver_and_simulator_write_the_same(name: str, at: datetime, job: str, content: bytes) -> None:
    raw = encode(Frame(name, f"{at:%Y%m%d%H%M%S}", job, content))
    assert told(name, at, job, content) == raw
    assert Ear().hear(raw) == [Asked(job, content, raw)]


@given(st.lists(st.tuples(jobs, contents), min_size=1, max_size=4), st.data())
def test_any_chunking_is_heard_the_same(sent: list[tuple[str, bytes]], data: st.DataObject) -> None:
    at = datetime(2026, 11, 24, 10, 15, 30, tzinfo=JST)
    stream = b"\x06".join(told("T1", at, job, content) for job, content in sent)
    places = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    ear, decoder, heard, read = Ear(), Decoder(), [], []
    for a, b in pairwise([0, *places, len(stream)]):
        heard += ear.hear(stream[a:b])
        read += decoder.feed(stream[a:b])
    assert [(each.job, each.content) for each in heard if isinstance(each, Asked)] == sent
    assert [(each.job, each.data) for each in read if isinstance(each, Frame)] == sent


@given(jobs, st.one_of(contents, st.binary(min_size=157, max_size=157), st.binary(min_size=53, max_size=53)))
def test_fields_of_anything_are_read_or_refused(job: str, content: bytes) -> None:
    frame = Frame("T1", "20261124101530", job, content)
    for read in (lambda f: result_of(f, None), parts_of, version_of, card_of):
        try:
            read(frame)
        except FieldError:
            continue
