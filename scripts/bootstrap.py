"""Sets the tree up where it is not set up yet, then does what `make` asked for. Standard library only.

What is installed is stamped with the hash of its lock file and of the Python it was made for. Where the
stamp fits, nothing is done but replacing this process by the wanted one. The stamp is taken away before
anything changes and written back when all is done, so an interrupted set-up starts over.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final, NoReturn

TREE: Final = Path(__file__).resolve().parent.parent
VENV: Final = TREE / ".venv"
STAMP: Final = VENV / "madoguchi-set-up.json"
BIN: Final = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON: Final = BIN / ("python.exe" if os.name == "nt" else "python")
LOCKS: Final = {
    "run": TREE / "requirements.lock",
    "test": TREE / "requirements-dev.lock",
    "fuzz": TREE / "requirements-fuzz.lock",
}
COMMANDS: Final = {  # what make asks for: which set-up it needs, and what is run then
    "run": ("run", ("main.py",)),
    "demo": ("run", ("main.py", "demo", "--pictures")),
    "test": ("test", ("scripts/checks.py", "all")),
    "lint": ("test", ("scripts/checks.py", "lint")),
    "bench": ("test", ("-m", "benchmarks")),
    "kill": ("test", ("-m", "pytest", "-q", "tests/story")),
    "faults": ("test", ("-m", "tests.devices.campaign")),
    "fuzz": ("fuzz", ("-m", "fuzz")),
    "screenshots": ("test", ("-m", "pos.ui.screenshots", "docs/screenshots")),
    "lock": ("test", ("scripts/lock.py",)),
    "set-up": ("run", ()),
    "set-up-test": ("test", ()),
}


class SetUpError(Exception):
    """Set-up cannot go on; the message says what the person can do."""


def main(arguments: list[str]) -> int:
    """Run one of COMMANDS; whatever follows it is passed on."""
    command, *rest = arguments or ["run"]
    if command not in COMMANDS:
        print(f"unknown command {command}; there are: {', '.join(COMMANDS)}", file=sys.stderr)
        return 2
    level, program = COMMANDS[command]
    try:
        if not is_set_up(level):
            set_up(level, arguments)
    except SetUpError as error:
        print(f"\nMadoguchi is not set up: {error}", file=sys.stderr)
        return 1
    return start([*program, *rest]) if program else 0


def is_set_up(level: str) -> bool:
    """Does the stamp name this lock file, and does the environment still have the Python it was made for?"""
    return PYTHON.exists() and read_stamp().get(level) == fingerprint(level)


def read_stamp() -> dict[str, str]:
    try:
        stamp = json.loads(STAMP.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def fingerprint(level: str) -> str:
    """Changes with the lock file, the environment's Python and the place of the tree."""
    told = f"{venv_version()} {TREE}".encode(errors="surrogateescape")
    return hashlib.sha256(LOCKS[level].read_bytes() + told).hexdigest()


def venv_version() -> str:
    """3.11 of Python 3.11.2. Asked of itself where this runs in it: the system's Python may have moved on."""
    if Path(sys.prefix) == VENV:
        return f"{sys.version_info.major}.{sys.version_info.minor}"
    return ".".join(venv_settings().get("version", "unknown").split(".")[:2])


def venv_settings() -> dict[str, str]:
    """home, version and so on, as venv wrote them; empty where there is no whole .venv."""
    try:
        lines = (VENV / "pyvenv.cfg").read_text("utf-8").splitlines()
    except OSError:
        return {}
    pairs = (line.partition("=") for line in lines)
    return {key.strip(): value.strip() for key, _, value in pairs}


def start(program: list[str]) -> int:
    """Become the program, started in the tree; Windows cannot replace a process, so it waits there."""
    command = [str(PYTHON), *program]
    os.chdir(TREE)
    if os.name != "nt":
        os.execv(PYTHON, command)  # noqa: S606 - our own program, no shell
    return subprocess.call(command)


def set_up(level: str, arguments: list[str]) -> None:
    """System libraries, .venv, locked dependencies; by the Python outside of .venv, one process at a time.

    Raises SetUpError.
    """
    if sys.version_info < (3, 11):  # noqa: UP036 - on Windows anybody's Python starts this file
        raise SetUpError(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}")
    if sys.prefix != sys.base_prefix and Path(sys.prefix) == VENV:
        leave_environment(arguments)
    with Path(__file__).open("rb") as lock:
        wait_for_other_set_up(lock.fileno())
        if is_set_up(level):
            return
        say("one-time set-up; the next start does none of this")
        install(level)
        say("set-up done")


def leave_environment(arguments: list[str]) -> NoReturn:
    """Start over with the Python that .venv was made from: it may be about to be removed."""
    home = Path(venv_settings()["home"])
    name = f"python{sys.version_info.major}.{sys.version_info.minor}" if os.name != "nt" else "python.exe"
    base = str(home / name)
    os.execv(base, [base, "-E", "-s", str(Path(__file__)), *arguments])  # noqa: S606


def wait_for_other_set_up(file: int) -> None:
    """Two of them in one .venv would tear it apart. Not on Windows, where nobody runs make twice at once."""
    if sys.platform != "win32":
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX)


def install(level: str) -> None:
    """Raises SetUpError. What is needed to run is a part of every level; what else was there stays."""
    sys.path.insert(0, str(TREE))
    from scripts.system_libraries import install_system_libraries

    try:
        install_system_libraries(say)
    except RuntimeError as error:
        raise SetUpError(str(error)) from error
    usable = PYTHON.exists() and bool(read_stamp()) and venv_version() == running_version()
    kept = [each for each in LOCKS if usable and is_set_up(each)]
    STAMP.unlink(missing_ok=True)
    if not usable:
        make_environment()
    install_dependencies(LOCKS[level])
    write_launchers()
    write_stamp({each: fingerprint(each) for each in {"run", level, *kept}})


def running_version() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def make_environment() -> None:
    """A fresh .venv by the running Python. Raises SetUpError."""
    say(f"making .venv with Python {sys.version.split()[0]}")
    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    shutil.rmtree(VENV, ignore_errors=True)
    if subprocess.call([sys.executable, "-m", "venv", str(VENV)]) != 0:
        raise SetUpError(f"python -m venv failed; on Debian/Ubuntu install python{running_version()}-venv")


def install_dependencies(lock: Path) -> None:
    """Exactly the wheels whose hashes stand in the lock file; nothing is compiled. Raises SetUpError."""
    say(f"installing what {lock.name} names (about 130 MB to download)")
    pip = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--only-binary", ":all:"]
    quiet = ["--no-input", "--disable-pip-version-check", "--no-warn-script-location", "--quiet"]
    if subprocess.call([*pip, *quiet, "-r", str(lock)]) != 0:
        raise SetUpError(
            "the dependencies could not be installed (see above); is the network there? Try again."
        )


def write_launchers() -> None:
    """Make the tree importable in .venv, and `.venv/bin/madoguchi` the same as `python main.py`."""
    lib = VENV / "Lib" if os.name == "nt" else VENV / "lib" / f"python{running_version()}"
    (lib / "site-packages" / "madoguchi.pth").write_text(f"{TREE}\n", encoding=sys.getfilesystemencoding())
    if os.name == "nt":
        text = '@"%~dp0python.exe" "%~dp0..\\..\\main.py" %*\r\n'
        (BIN / "madoguchi.cmd").write_text(text, encoding="ascii", newline="")
        return
    launcher = BIN / "madoguchi"
    launcher.write_text('#!/bin/sh\nbin=$(dirname "$0")\nexec "$bin/python" "$bin/../../main.py" "$@"\n')
    launcher.chmod(0o755)


def write_stamp(stamp: dict[str, str]) -> None:
    unfinished = STAMP.with_suffix(".new")
    unfinished.write_text(json.dumps(stamp), encoding="utf-8")
    unfinished.replace(STAMP)


def say(text: str) -> None:
    print(f"madoguchi: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
