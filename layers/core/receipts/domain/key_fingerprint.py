"""What tells that an API key is none of ours, without telling what any of ours is."""

_SHOWN = 8
"""Of 64 hex digits: of ten thousand keys none looks like a guess but once in four hundred thousand."""


def fingerprint_of(key_hash: str) -> str:
    """How a key's hash begins."""
    return key_hash[:_SHOWN]
