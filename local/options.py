"""What can be chosen about a stack."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ports:
    """Where each part would like to listen; it takes the next free port if it cannot."""

    api: int = 8000
    aws: int = 4566
    postgres: int = 54320


@dataclass(frozen=True, slots=True)
class Sizing:
    """What a test makes smaller than a developer wants it."""

    visibility_seconds: int = 60
    parsers: int = 3
    """How many parsers run at once: two for one tenant, and one that is left to the others."""
