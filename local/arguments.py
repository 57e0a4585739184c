"""Command lines behind `make`: their errors do not name the program that make runs."""

import argparse
from collections.abc import Callable
from typing import NoReturn


class Parser(argparse.ArgumentParser):
    """Prints an error as one sentence."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"error: {message}\n")


def at_least(least: int) -> Callable[[str], int]:
    """For `type`: a whole number that is not smaller."""

    def whole(given: str) -> int:
        try:
            number = int(given)
        except ValueError:
            number = least - 1
        if number < least:
            raise argparse.ArgumentTypeError(f"{given!r} is no whole number from {least:,} on")
        return number

    return whole


def length(given: str) -> float:
    """For `type`: minutes or seconds, more than none and not without end."""
    try:
        number = float(given)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{given!r} is no number above 0")
    return number
