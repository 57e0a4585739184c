"""Command lines behind `make`, which tell what is wrong without naming the program that make runs."""

import argparse
from typing import NoReturn


class Parser(argparse.ArgumentParser):
    """Tells an error in one sentence."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"error: {message}\n")
