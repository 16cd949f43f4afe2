"""The system libraries that Qt's wheels expect of Linux: looked for as the loader does, installed by apt.

Lists: measured on a bare Debian 12 (performance.md 1). Nothing here is needed on Windows and macOS.
"""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from typing import Final

# soname: Debian/Ubuntu package. Without these PySide6 cannot even be imported.
IMPORT: Final = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
}
# Without these there is no window on X or Wayland; Qt then names the wrong one of them.
WINDOW: Final = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libwayland-cursor.so.0": "libwayland-cursor0",  # a Wayland desktop without X
}
APT: Final = ("apt-get", "-o", "DPkg::Lock::Timeout=300", "-q")


def install_system_libraries(say: Callable[[str], None]) -> None:
    """Find out what is missing and install it. Raises RuntimeError with the exact command where that
    cannot be done from here. Libraries for windows only are no reason to stop: tests and demo need none."""
    if not sys.platform.startswith("linux"):
        return
    needed = [*missing(IMPORT), *missing_python_parts()]
    wanted = [*needed, *missing(WINDOW)]
    if not wanted:
        return
    prefix = right_to_install()
    if prefix is not None and shutil.which("apt-get"):
        say(f"installing system packages: {' '.join(wanted)}")
        apt_install(prefix, wanted)
    elif needed:
        raise RuntimeError(instruction(wanted))
    else:
        say(f"no window can be shown before these are installed: {' '.join(wanted)}")


def missing(libraries: dict[str, str]) -> list[str]:
    """The packages of those libraries that the loader cannot find."""
    return [package for soname, package in libraries.items() if not loads(soname)]


def loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def missing_python_parts() -> list[str]:
    """Debian splits venv's own pip off Python."""
    if importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
        return []
    return [f"python{sys.version_info.major}.{sys.version_info.minor}-venv"]


def right_to_install() -> list[str] | None:
    """What to put before apt-get: nothing as root, sudo where it asks no password, None where neither."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.call(["sudo", "-n", "true"], stderr=subprocess.DEVNULL) == 0:
        return ["sudo", "-n"]
    return None


def apt_install(prefix: list[str], packages: Iterable[str]) -> None:
    """Raises RuntimeError with the command where apt-get fails. An old package list is no reason to stop."""
    quiet = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", *APT]
    subprocess.call([*quiet, "update"], stdout=subprocess.DEVNULL)
    wanted = list(packages)
    asked = [*quiet, "install", "-y", "--no-install-recommends", *wanted]
    if subprocess.call(asked, stdout=subprocess.DEVNULL) != 0:
        raise RuntimeError(instruction(wanted))


def instruction(packages: Iterable[str]) -> str:
    names = " ".join(packages)
    return (
        f"system packages are missing and could not be installed from here: {names}\n"
        "On Debian or Ubuntu run this once, then start again:\n\n"
        f"    sudo apt-get update && sudo apt-get install -y --no-install-recommends {names}\n"
    )
