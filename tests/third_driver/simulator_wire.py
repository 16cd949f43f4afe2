"""A simulated SAKURA terminal on the line: TCP, its own telegrams; deaf or cut where it should."""

import heapq
import select
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from threading import Event, Thread
from time import monotonic


class Wire:
    """One thread: accepts one counter at a time, reads telegrams, and does what is due."""

    def __init__(self, heard: Callable[[str, str, bytes], None]) -> None:
        self._heard = heard
        self._listener: socket.socket | None = None
        self._counter: socket.socket | None = None
        self._port = 0
        self._buffer = b""
        self._deaf_until = 0.0
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()
        self._ended = Event()
        self._thread = Thread(target=self._run, name="sakura simulator")
        self.pieces = 0  # not 0: everything is sent in pieces of so many bytes

    @property
    def address(self) -> str:
        return f"socket://127.0.0.1:{self._port}"

    def start(self) -> None:
        self._listen()
        self._thread.start()

    def end(self) -> None:
        self._ended.set()
        self._thread.join()
        for each in (self._counter, self._listener):
            if each is not None:
                each.close()

    def after(self, seconds: float, act: Callable[[], None]) -> None:
        heapq.heappush(self._due, (monotonic() + seconds, next(self._order), act))

    def forget(self) -> None:
        """Nothing that was planned happens any more."""
        self._due.clear()

    def deaf(self, seconds: float) -> None:
        self._deaf_until = monotonic() + seconds

    def cut(self, seconds: float) -> None:
        """The plug is pulled; later the terminal listens again on the same port."""
        for each in (self._counter, self._listener):
            if each is not None:
                each.close()
        self._counter = self._listener = None
        self._buffer = b""
        self.after(seconds, self._listen)

    def send(self, command: str, number: str, body: bytes) -> None:
        rest = command.encode() + number.encode() + body
        head = b"%05d" % (len(rest) + 2) + rest
        self.send_raw(head + b"%02X" % (sum(head) & 0xFF))

    def send_raw(self, content: bytes) -> None:
        if self._counter is None or monotonic() < self._deaf_until:
            return
        size = self.pieces or len(content)
        with suppress(OSError):  # the counter hung up: its loss
            for at in range(0, len(content), size):
                self._counter.sendall(content[at : at + size])

    def _run(self) -> None:
        while not self._ended.is_set():
            self._do_what_is_due()
            open_ones = [each for each in (self._listener, self._counter) if each is not None]
            readable, _, _ = select.select(open_ones, [], [], self._pause())
            for each in readable:
                if each is self._listener:
                    self._accept()
                elif each is self._counter:
                    self._read()

    def _pause(self) -> float:
        soonest = self._due[0][0] - monotonic() if self._due else 0.02
        return min(max(soonest, 0.0), 0.02)

    def _do_what_is_due(self) -> None:
        while self._due and self._due[0][0] <= monotonic():
            heapq.heappop(self._due)[2]()

    def _listen(self) -> None:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self._port))
        listener.listen()
        self._port = listener.getsockname()[1]
        self._listener = listener

    def _accept(self) -> None:
        assert self._listener is not None
        if self._counter is not None:
            self._counter.close()
        self._counter, _ = self._listener.accept()
        self._counter.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = b""

    def _read(self) -> None:
        assert self._counter is not None
        try:
            chunk = self._counter.recv(4096)
        except OSError:
            chunk = b""
        if not chunk:
            self._counter.close()
            self._counter = None
        elif monotonic() >= self._deaf_until:
            self._buffer += chunk
            for command, number, body in self._telegrams():
                self._heard(command, number, body)

    def _telegrams(self) -> Iterator[tuple[str, str, bytes]]:
        while len(self._buffer) >= 5 and len(self._buffer) >= (size := 5 + int(self._buffer[:5])):
            whole, self._buffer = self._buffer[:size], self._buffer[size:]
            assert int(whole[-2:], 16) == sum(whole[:-2]) & 0xFF, "the counter's checksum is wrong"
            yield whole[5:7].decode(), whole[7:13].decode(), whole[13:-2]
