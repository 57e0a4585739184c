"""How a command says that it cannot do what it was asked."""

import sys


def refuse(sentence: str) -> int:
    """Say why on standard error; returns the exit code."""
    sys.stderr.write(f"error: {sentence}\n")
    return 1
