"""`madoguchi simulate`: a terminal in software on a serial device path or a TCP address."""

import argparse

from pos.devices.simulator import main as simulator_main


def run(arguments: argparse.Namespace) -> int:
    """Run until told to stop; the exit code of the simulator."""
    words = [arguments.terminal, "--seed", str(arguments.seed)]
    for name in ("link", "listen", "scenario", "books"):
        value = getattr(arguments, name)
        if value is not None:
            words += [f"--{name}", str(value)]
    return simulator_main(words)
