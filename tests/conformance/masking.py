"""Looks for a card number in what a driver gave away: as text, or packed two digits to a byte."""

from collections.abc import Iterable

SHOWN = 4  # digits at the end that may be shown (PCI DSS 3.4.1)


def gives_away(content: bytes, numbers: Iterable[str]) -> list[str]:
    """The numbers of which more than the last four digits in a row can be read in `content`."""
    texts = (content.decode("latin-1"), content.hex(), content.hex()[1:])
    return [number for number in numbers if any(_hidden_part(number) in text for text in texts)]


def _hidden_part(number: str) -> str:
    return number[-SHOWN - 5 : -SHOWN]  # five digits before the last four: none of them may be readable
