"""Ids that a seed decides, in the order of time as UUID 7 are."""

from uuid import UUID

from tests.chaos.dice import Dice


class Ids:
    """Of receipts, messages and tenants."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._made = 0

    def new(self) -> UUID:
        self._made += 1
        chance = int(self._dice.roll("id") * 2**62)
        return UUID(int=(self._made << 80) | (7 << 76) | (2 << 62) | chance)
