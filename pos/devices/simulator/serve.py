"""The simulator's process: command line, one loop over door and engine, clean stop."""

import argparse
import os
import select
import signal
import socket
import stat
import sys
import threading
import time
from datetime import datetime
from pathlib import Path

from pos.devices.simulator.books import Books
from pos.devices.simulator.doors import LAST_PORT, Door, LinkTakenError, PtyDoor, TcpDoor
from pos.devices.simulator.engine import PROTOCOLS, Engine, engine_of, support_of
from pos.devices.simulator.scenario import ScenarioError
from pos.devices.simulator.scenario_file import load_scenario
from pos.devices.simulator.voice import HangUp
from pos.domain.days import JST
from pos.wording.simulator import ADDRESS_EXPECTED, simulator_problem

EXIT_STOPPED = 0
EXIT_USAGE = 2
EXIT_NO_DOOR = 1


def main(words: list[str] | None = None) -> int:
    """Serve until SIGTERM, Ctrl+C, or until the pipe on stdin is closed; returns the exit code."""
    options = _options(words)
    try:
        scenario = load_scenario(options.scenario, support_of(options.terminal))
        books = Books.load(options.books)
        door = _door(options)
    except (ScenarioError, ValueError, OSError) as wrong:
        print(f"simulator: {simulator_problem(str(wrong))}", file=sys.stderr)
        return EXIT_USAGE
    make, tcp = engine_of(options.terminal), options.listen is not None
    engine = make(books, scenario, lambda: datetime.now(JST), options.seed, options.pace, tcp=tcp)
    waker, wake = socket.socketpair()
    with waker, wake:
        _stop_on_signals(waker)
        _stop_with_parent(waker)
        return _serve(door, engine, wake)


def _options(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="simulator", description="A payment terminal in software.")
    parser.add_argument("terminal", choices=PROTOCOLS)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--link", type=Path, help="serial device path to offer (POSIX)")
    where.add_argument("--listen", help="HOST:PORT to offer instead; port 0 takes a free one")
    parser.add_argument("--scenario", type=Path, help="TOML file, see docs/simulator.md")
    parser.add_argument("--books", type=Path, help="JSON file that survives a restart")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--pace", type=float, default=1.0, help="0.1 makes every time a tenth")
    return parser.parse_args(words)


def _door(options: argparse.Namespace) -> Door:
    if options.link is not None:
        return PtyDoor(options.link.absolute())
    host, _, port = options.listen.rpartition(":")
    if not (port.isdecimal() and len(port) <= len(str(LAST_PORT)) and int(port) <= LAST_PORT):
        raise ValueError(ADDRESS_EXPECTED.format(last=LAST_PORT, text=options.listen))
    return TcpDoor(host or "127.0.0.1", int(port))


def _serve(door: Door, engine: Engine, wake: socket.socket) -> int:
    try:
        door.open()
        print(f"ready {door.address}", flush=True)
        _play(door, engine, wake)
    except LinkTakenError as taken:
        print(f"simulator: {taken}", file=sys.stderr)
        return EXIT_USAGE
    except (OSError, UnicodeError) as problem:  # UnicodeError: a host name that cannot be one
        print(f"simulator: {simulator_problem(str(problem))}", file=sys.stderr)
        return EXIT_NO_DOOR
    finally:
        door.close()
    return EXIT_STOPPED


def _play(door: Door, engine: Engine, wake: socket.socket) -> None:
    """Until asked to stop. What is said on a dead line is lost."""
    dead_until: float | None = None
    while True:
        now = time.monotonic()
        if dead_until is not None and now >= dead_until:
            door.open()
            dead_until = None
        for action in engine.advance(now):
            if isinstance(action, HangUp):
                door.hang_up(action.back)
                dead_until = now + action.seconds
            elif dead_until is None:
                door.write(action.content)
        if not _listen(door, engine, wake, dead_until):
            return


def _listen(door: Door, engine: Engine, wake: socket.socket, dead_until: float | None) -> bool:
    """Wait for bytes or for the next thing to do; False once asked to stop."""
    times = [at for at in (engine.due(), dead_until) if at is not None]
    timeout = max(0.0, min(times) - time.monotonic()) if times else None
    sources = door.sources()
    ready, _, _ = select.select([wake.fileno(), *sources], [], [], timeout)
    if wake.fileno() in ready:
        return False
    for source in sources:
        if source in ready:
            engine.receive(door.read(source), time.monotonic())
    return True


def _stop_on_signals(waker: socket.socket) -> None:
    def stop(_number: int, _frame: object) -> None:
        waker.send(b"x")

    if threading.current_thread() is threading.main_thread():
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, stop)


def _stop_with_parent(waker: socket.socket) -> None:
    """A pipe on stdin belongs to whoever started us; when it closes, they are gone."""

    def watch() -> None:
        while os.read(sys.stdin.fileno(), 1024):
            pass
        try:
            waker.send(b"x")
        except OSError:
            return  # stopped already

    try:
        is_pipe = stat.S_ISFIFO(os.fstat(sys.stdin.fileno()).st_mode)
    except (OSError, ValueError, AttributeError):
        return  # no stdin at all
    if is_pipe:
        threading.Thread(target=watch, daemon=True).start()
