"""A ZVT terminal in software (terminals.md §3): serial on a pty or bare APDUs on TCP, with its own codec.

It shares no code with the driver, so that a mistake in one is not repeated in the other.
"""
