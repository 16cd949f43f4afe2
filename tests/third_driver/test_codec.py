"""Telegrams against the protocol sheet, in any pieces."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.third_driver.sakura_terminal.codec import LONGEST, Decoder, Noise, Telegram, encoded


def test_a_telegram_is_what_the_sheet_says() -> None:
    assert encoded(Telegram("01", 7)) == b"0001001000007" + b"79"  # 13 x 30h + 1 + 1 + 7 = 279h


ANY = st.builds(Telegram, st.sampled_from(["11", "19"]), st.integers(0, 999_999), st.binary(max_size=90))


@settings(deadline=None)
@given(st.lists(ANY), st.integers(1, 40))
def test_telegrams_come_in_any_pieces(telegrams: list[Telegram], size: int) -> None:
    stream = b"".join(encoded(each) for each in telegrams)
    decoder, found = Decoder(), list[Telegram | Noise]()
    for at in range(0, len(stream), size):
        found += decoder.feed(stream[at : at + size])
    assert found == telegrams
    assert not decoder.is_half


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_noise_is_never_a_telegram_and_never_lost(noise: bytes) -> None:
    decoder = Decoder()
    found = [*decoder.feed(noise), decoder.drop()]
    assert b"".join(each.content for each in found if isinstance(each, Noise)) == noise


def test_a_wrong_checksum_and_an_absurd_length_are_noise() -> None:
    right = encoded(Telegram("11", 1, b"000"))
    assert Decoder().feed(right[:-2] + b"ZZ") == [Noise(right[:-2] + b"ZZ")]
    absurd = b"%05d11" % (LONGEST + 1)
    assert Decoder().feed(absurd) == [Noise(absurd)]
