"""Payment terminals in software: each with its own codec and its own books, in a process of its own.

They share no code with the drivers, so that a mistake in one is not repeated in the other. Start one
with `python -m pos.devices.simulator tl3500|zvt --link PATH`; scenario files: docs/simulator.md.
"""

from pos.devices.simulator.serve import main

__all__ = ["main"]
