"""The random campaign: both protocols, every fault at every phase, in virtual time; the books are the truth.

`make faults`, or `python -m tests.devices.campaign --runs 10000 --seed 1`; a run again: `--seed S --only K`.
"""
