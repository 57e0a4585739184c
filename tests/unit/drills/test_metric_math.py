import pytest

from local.drills.metric_math import Value, value_of

CASES: list[tuple[str, dict[str, Value], Value]] = [
    ("100 * taken / 500", {"taken": 400}, 80),
    ("100 * taken / 500", {"taken": None}, None),
    ("blue + green", {"blue": None, "green": 1}, 1),
    ("blue + green", {"blue": None, "green": None}, None),
    ("FILL(failed, 0) + 1", {"failed": None}, 1),
    ("errors / requests", {"errors": 1, "requests": 0}, None),
    ("-errors", {"errors": 2}, -2),
    ("IF(requests >= 20, p95, 0)", {"requests": 19, "p95": 3}, 0),
    ("IF(requests >= 20, p95, 0)", {"requests": 20, "p95": 3}, 3),
    ("IF(requests >= 20, p95, 0)", {"requests": None, "p95": 3}, None),
    ("IF(failed + 0 * all >= 3 AND 20 * failed > all, failed, 0)", {"failed": 3, "all": 50}, 3),
    ("IF(failed + 0 * all >= 3 AND 20 * failed > all, failed, 0)", {"failed": 3, "all": 60}, 0),
    ("IF(failed + 0 * all >= 3 AND 20 * failed > all, failed, 0)", {"failed": None, "all": 60}, 0),
    ("IF(a = 1 OR b != 1, 1, 0)", {"a": 0, "b": 1}, 0),
    ("MAX(a, b)", {"a": 1, "b": None}, 1),
]


@pytest.mark.parametrize(("expression", "metrics", "value"), CASES)
def test_an_expression_has_the_value_that_cloudwatch_gives_it(
    expression: str, metrics: dict[str, Value], value: Value
) -> None:
    assert value_of(expression, metrics) == value


@pytest.mark.parametrize("expression", ["SEARCH('x', 'Sum')", "a ** 2", "IF()", "a < b < c"])
def test_what_is_not_understood_is_refused(expression: str) -> None:
    with pytest.raises(ValueError, match="not understood"):
        value_of(expression, {"a": 1, "b": 2, "c": 3})
