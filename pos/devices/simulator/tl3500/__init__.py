"""The simulated TL3500 (terminals.md §2): its own codec and its engine."""
