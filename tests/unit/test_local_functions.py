import pytest

from local.functions import parser
from local.options import Sizing


@pytest.mark.parametrize("visible_after", [20, 30, 60, 720])
def test_a_local_reading_ends_before_its_function_is_ended(visible_after: int) -> None:
    """A function that is ended in the middle counts as a reading that died; five of those fail a receipt."""
    made = parser(Sizing(visible_after), {})
    whole = float(made.environment["READING_WHOLE_SECONDS"])
    assert float(made.environment["READING_SECONDS"]) <= whole < made.timeout_seconds <= visible_after
