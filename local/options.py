"""What one can choose about a stack."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ports:
    """Where each part listens if the port is free; otherwise it takes the next free one."""

    api: int = 8000
    aws: int = 4566
    postgres: int = 54320


@dataclass(frozen=True, slots=True)
class Sizing:
    """What tests make smaller."""

    visibility_seconds: int = 60
    parsers: int = 3
    """How many parsers run at once: two for one tenant, and one that is kept for the others."""
