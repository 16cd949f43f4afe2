"""A TL3500 terminal in software: its own codec, its own books, a process of its own.

It shares no code with the driver, so that a mistake in one is not repeated in the other. Start it
with `python -m pos.devices.simulator tl3500 --link PATH`; scenario files: see `scenario`.
"""

from pos.devices.simulator.serve import main

__all__ = ["main"]
