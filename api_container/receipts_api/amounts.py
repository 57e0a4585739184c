"""How amounts of money are written for programs."""

from decimal import Decimal


def without_empty_decimals(amount: Decimal) -> Decimal:
    """Won are whole: 2500 for the 2500.00 of the database; 12.50 stays."""
    whole = amount.to_integral_value()
    return whole if whole == amount else amount
