"""What is said on stderr beside the answer. That nobody hears it must not stop a payment half-way."""

import os
import sys


def remark(text: str) -> None:
    """Say it; where stderr is closed or its reader is gone, nothing is said, now and from then on."""
    if sys.stderr is None:  # closed before we were started
        return
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, sys.stderr.fileno())  # else the rest in its buffer turns the exit code into 120
        os.close(silent)
