"""What telephones show above everything: in a screenshot it is no part of the receipt."""

from typing import Final

STATUS_BAR: Final = r"^\W*\d?\d:\d\d\b|\bLTE\b|\b5G\b|\bWi-?Fi\b"
"""A pattern for the clock and the networks; for rows, whichever letters they are in."""
