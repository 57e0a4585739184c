"""What can be chosen about a stack."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ports:
    """Where each part would like to listen; it takes the next free port if it cannot."""

    api: int = 8080
    aws: int = 4566
    postgres: int = 54320


@dataclass(frozen=True, slots=True)
class Sizing:
    """What a test makes smaller than a developer wants it."""

    visibility_seconds: int = 60
    parsers: int = 2
    """How many parsers run at once; 2 is the least that AWS's event source mappings allow."""
