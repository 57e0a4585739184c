"""Command lines behind `make`: their errors do not name the program that make runs."""

import argparse
from typing import NoReturn


class Parser(argparse.ArgumentParser):
    """Prints an error as one sentence."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"error: {message}\n")
