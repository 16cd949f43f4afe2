"""Made-up card numbers, a line that puts them into whatever a terminal says, and a search for them."""

import contextlib
import re
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from itertools import cycle
from operator import xor
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Final, Self

import pikepdf
import pypdfium2  # type: ignore[import-untyped]

Spoil = Callable[[bytes], bytes]


def luhn(digits: str) -> str:
    """The digits with their check digit."""
    total = sum(
        sum(divmod(int(each) * (2 if place % 2 == 0 else 1), 10))
        for place, each in enumerate(reversed(digits))
    )
    return digits + str(-total % 10)


def made_up(seed: int = 7) -> tuple[str, ...]:
    """40: payment cards of 14 to 19 digits, e-money ids of 16 digits and of 17 characters, track 2."""
    random = Random(seed)  # noqa: S311 - a seed is wanted, not a secret

    def some(count: int) -> str:
        return "".join(random.choice("0123456789") for _ in range(count))

    cards = [luhn("4" + some(length - 2)) for length in (14, 15, 16, 17, 18, 19) for _ in range(3)]
    ids = [f"1010{some(12)}" for _ in range(8)] + [f"JE{some(15)}" for _ in range(7)]
    return tuple(cards + ids + [f"{luhn('5' + some(14))}=2512{some(3)}" for _ in range(7)])


NUMBERS: Final = made_up()


GAPS: Final = (" ", "  ", "/", ":", "_", "-", ".")
_FULL_WIDTH: Final = {ord("0") + digit: 0xFF10 + digit for digit in range(10)}


def shapes(number: str) -> tuple[str, ...]:
    """How a terminal may write it: in fours, in halves, one digit at a time, in full width."""
    number = number.partition("=")[0]
    fours = [number[at : at + 4] for at in range(0, len(number), 4)]
    halves = f"{number[:8]} / {number[8:]}"
    return (*(gap.join(fours) for gap in GAPS), halves, " ".join(number), number.translate(_FULL_WIDTH))


def forms(number: str) -> Iterator[bytes]:
    """The number but for its last four digits, in every shape in which it may lie in a file; gaps between
    its digits do not matter, see `_squeezed`."""
    known = number.partition("=")[0][:-4]
    yield known.encode()
    for shape in (known, *shapes(known)):
        for encoding in ("utf-8", "euc-kr"):
            yield shape.encode(encoding).hex().encode()
    if known.isdigit():
        yield bytes.fromhex(known[: len(known) // 2 * 2])


def hits(places: Iterable[tuple[str, bytes]], numbers: Iterable[str] = NUMBERS) -> list[str]:
    """Where a number was found: place and number."""
    wanted = [(form, number) for number in numbers for form in forms(number)]
    found = []
    for name, content in places:
        looked_at = (content, content.lower(), _squeezed(content))
        found += [f"{name}: {number}" for form, number in wanted if any(form in each for each in looked_at)]
    return found


def _squeezed(content: bytes) -> bytes:
    """Nothing but ASCII letters and digits, so that no gap, line or text encoding hides a number."""
    plain = content.replace(rb"\n", b"")
    for digit in range(10):
        for encoding in ("utf-8", "euc-kr"):
            plain = plain.replace(chr(0xFF10 + digit).encode(encoding), str(digit).encode())
    return re.sub(rb"[^0-9A-Za-z]+", b"", plain)


def everything_below(folder: Path) -> Iterator[tuple[str, bytes]]:
    """All files as they lie there; of PDFs also the unpacked streams and the words."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        yield str(path), path.read_bytes()
        if path.suffix == ".pdf":
            yield from _of_pdf(path)


def _of_pdf(path: Path) -> Iterator[tuple[str, bytes]]:
    with pikepdf.open(path) as document:
        for each in document.objects:
            if isinstance(each, pikepdf.Stream):
                yield f"{path} stream", each.read_bytes()
    document = pypdfium2.PdfDocument(path)
    try:
        for page in document:
            yield f"{path} words", page.get_textpage().get_text_bounded().encode()
    finally:
        document.close()


SHAPED: Final = tuple(
    shape for at in range(10) for number in (NUMBERS[at * 4],) for shape in (number, shapes(number)[at])
)  # each shape once, between plain ones


class SpoiledLine:
    """Stands between counter and terminal; what the terminal says passes `spoil`, one for each connection."""

    def __init__(self, terminal: str, spoil: Callable[[], tuple[Spoil, Spoil]]) -> None:
        """`terminal`: its socket:// address. The second of the pair hears the counter."""
        host, _, port = terminal.removeprefix("socket://").rpartition(":")
        self._terminal = (host, int(port))
        self._spoil = spoil
        self._door = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self.address = f"socket://127.0.0.1:{self._door.getsockname()[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for each in (self._door, *self._open):
            _shut(each)

    def _accept(self) -> None:
        while True:
            try:
                counter, _ = self._door.accept()
                terminal = socket.create_connection(self._terminal)
            except OSError:
                return
            self._open += [counter, terminal]
            spoil, heard = self._spoil()
            for source, target, change in ((terminal, counter, spoil), (counter, terminal, heard)):
                threading.Thread(target=_pass_on, args=(source, target, change), daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket, change: Spoil) -> None:
    try:
        while chunk := source.recv(4096):
            target.sendall(change(chunk))
    except OSError:
        pass  # the other direction has ended
    _shut(target)
    _shut(source)


def _shut(line: socket.socket) -> None:
    with contextlib.suppress(OSError):  # not connected any more
        line.shutdown(socket.SHUT_RDWR)
    line.close()


def spoil_tl3500() -> tuple[Spoil, Spoil]:
    """Numbers in the card field and in every text field, a damaged frame and noise in front of answers."""
    turn, words, buffer = cycle(NUMBERS), cycle(SHAPED), bytearray()

    def spoil(chunk: bytes) -> bytes:
        buffer.extend(chunk)
        out = b""
        while buffer:
            end = 1 if buffer[0] != 2 else 37 + int.from_bytes(buffer[33:35], "little")
            if buffer[0] == 2 and (len(buffer) < 37 or len(buffer) < end):
                break
            whole, buffer[:] = bytes(buffer[:end]), buffer[end:]
            out += whole if end == 1 else _tl3500_frame(whole, turn, words)
        return out

    return spoil, bytes


def _tl3500_frame(frame: bytes, turn: Iterator[str], words: Iterator[str]) -> bytes:
    job, data = chr(frame[31]), bytearray(frame[35:-2])
    if job in "bcl" and len(data) == 157:
        data[2:22] = next(turn)[:20].rjust(20, "0").encode()
        if data[:1] == b"X" and data[118:120].strip():
            data[120:157] = f"NO {next(words)}".encode("euc-kr").ljust(37)[:37]
        elif data[:1] != b"X":
            data[88:103] = NUMBERS[0].ljust(15).encode()
            data[117:157] = (next(turn)[:20].ljust(20) + next(turn)[:20].ljust(20)).encode()
    elif job == "d":
        data[2:22] = next(turn)[:20].rjust(20, "0").encode()
    elif job == "v":
        data += " A ".join(shapes(next(turn))).encode("euc-kr")
    elif job == "@":
        data += f" {next(words)}".encode("euc-kr")
    good = _tl3500(frame, bytes(data))
    damaged = good[:-1] + bytes([good[-1] ^ 1])
    return next(turn).encode() + (damaged + good if job in "bl" else good)


def _tl3500(frame: bytes, data: bytes) -> bytes:
    body = frame[:33] + len(data).to_bytes(2, "little") + data + b"\x03"
    return body + bytes([reduce(xor, body)])


def spoil_zvt() -> tuple[Spoil, Spoil]:
    """Numbers as PAN, track 2, card name and additional text of each result, and on lines to print."""
    turn, said, answered = cycle(NUMBERS), bytearray(), bytearray()
    ours = [0]  # lines of ours that the counter has still to acknowledge

    def spoil(chunk: bytes) -> bytes:
        said.extend(chunk)
        out = b""
        for apdu in _apdus(said):
            if apdu[:2] == b"\x04\x0f":
                out += _zvt(apdu[:2], _zvt_spoilt(_zvt_data(apdu), turn))
                continue
            if apdu[:2] == b"\x06\x0f":
                out += _zvt(b"\x06\xd1", b"\x00CARD " + next(turn).encode())
                ours[0] += 1
            out += apdu
        return out

    def heard(chunk: bytes) -> bytes:
        answered.extend(chunk)
        out = b""
        for apdu in _apdus(answered):
            if ours[0] and apdu[:2] == b"\x80\x00":
                ours[0] -= 1
            else:
                out += apdu
        return out

    return spoil, heard


def _zvt_spoilt(data: bytes, turn: Iterator[str]) -> bytes:
    """The card's number and name replaced; track 2 and an additional text in front."""
    card = next(each for each in turn if each.isdigit())
    track = next(each for each in turn if "=" in each)
    data = _with(data, b"\x22", _bcd(card))
    data = _with(data, b"\x8b", f"CARD {next(turn)}".encode())
    text = b"" if b"\x3c\xf0" in data else b"\x3c\xf0" + _llvar(f"NO {next(turn)}".encode())
    return b"\x23" + _llvar(_bcd(track.replace("=", "D"))) + text + data


def _with(data: bytes, tag: bytes, content: bytes) -> bytes:
    """The first LLVAR field of that tag replaced; as it is where there is none."""
    found = re.search(re.escape(tag) + rb"[\xf0-\xf9]{2}", data)
    if found is None:
        return data
    length = (data[found.start() + 1] & 15) * 10 + (data[found.start() + 2] & 15)
    return data[: found.start()] + tag + _llvar(content) + data[found.start() + 3 + length :]


def _llvar(content: bytes) -> bytes:
    return bytes([0xF0 + len(content) // 10, 0xF0 + len(content) % 10]) + content


def _bcd(digits: str) -> bytes:
    return bytes.fromhex(digits + "F" * (len(digits) % 2))


def _zvt(control: bytes, data: bytes) -> bytes:
    size = bytes([len(data)]) if len(data) < 255 else b"\xff" + len(data).to_bytes(2, "little")
    return control + size + data


def _zvt_data(apdu: bytes) -> bytes:
    return apdu[5:] if apdu[2] == 255 else apdu[3:]


def _apdus(buffer: bytearray) -> Iterator[bytes]:
    """The whole ones, taken out of the buffer."""
    while len(buffer) >= 3:
        head = 5 if buffer[2] == 255 else 3
        if len(buffer) < head:
            return
        end = head + (int.from_bytes(buffer[3:5], "little") if head == 5 else buffer[2])
        if len(buffer) < end:
            return
        whole = bytes(buffer[:end])
        del buffer[:end]
        yield whole
