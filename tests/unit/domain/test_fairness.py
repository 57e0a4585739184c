from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from receipts.domain.fairness import LONGEST_HOLD, Share

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(("readers", "most"), [(2, 1), (3, 2), (4, 3), (8, 6), (20, 15)])
def test_some_readers_are_left_to_others_and_one_tenant_alone_gets_the_rest(readers: int, most: int) -> None:
    share = Share(readers)
    assert share.most == most
    assert share.turn(most - 1, None, NOW) is None
    assert share.turn(most, None, NOW) is not None


A_READING = timedelta(seconds=1.2)
"""The least that a photo takes, on one processor of a server."""


@pytest.mark.parametrize("readers", [2, 3, 20])
def test_the_messages_of_a_pile_are_gone_when_the_pile_is_read_and_ask_no_more_than_once_each(
    readers: int,
) -> None:
    share, end, pile = Share(readers), None, 200
    turns = [end := share.turn(share.most, end, NOW) for _ in range(pile)]
    assert turns[-1] is not None
    assert turns[-1] - NOW < A_READING * pile / share.most
    # An asking takes a parser a tenth of a second; less than a parser in six has to do with it.
    each = [later - sooner for sooner, later in pairwise(turns) if sooner and later]
    assert min(each) * readers > timedelta(seconds=0.1) * 6


@pytest.mark.parametrize("being_read", range(20))
def test_as_many_are_let_in_as_are_then_held_back_no_more(being_read: int) -> None:
    share = Share(20)
    assert share.turn(being_read + share.free(being_read), None, NOW) is not None
    assert all(share.turn(being_read + more, None, NOW) is None for more in range(share.free(being_read)))


def test_a_line_that_has_passed_is_no_line() -> None:
    share = Share(3)
    assert share.turn(2, NOW - timedelta(hours=1), NOW) == share.turn(2, None, NOW)


def test_nobody_is_held_back_longer_than_the_queue_can() -> None:
    assert Share(3).turn(2, NOW + timedelta(hours=9), NOW) == NOW + LONGEST_HOLD
