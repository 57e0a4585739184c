"""The evaluation does what AWS's pages say, row by row."""

import pytest

from local.cloudwatch import Series, State, Value, calculated, judged, statistic_of, watched_series
from tests.infra.cloudwatch import Watch

OK, ALARM, NO_DATA = State.OK, State.ALARM, State.INSUFFICIENT_DATA
KEPT = None
"""The page's "retain current state"."""

THREE_OF_THREE = {
    "0 - X - X": (OK, OK, OK, OK),
    "0 - - - -": (OK, OK, OK, OK),
    "- - - - -": (NO_DATA, KEPT, ALARM, OK),
    "0 X X - X": (ALARM, ALARM, ALARM, ALARM),
    "- - X - -": (ALARM, KEPT, ALARM, OK),
}
TWO_OF_THREE = {
    "0 - X - X": (ALARM, ALARM, ALARM, ALARM),
    "0 0 X 0 X": (ALARM, ALARM, ALARM, ALARM),
    "0 - X - -": (OK, OK, ALARM, OK),
    "- - - - 0": (OK, OK, ALARM, OK),
    "- - - X -": (ALARM, KEPT, ALARM, OK),
}
"""Both tables of "Configuring how CloudWatch alarms treat missing data": missing, ignore, breaching, not."""


@pytest.mark.parametrize(
    ("points", "to_alarm", "states"),
    [(points, 3, states) for points, states in THREE_OF_THREE.items()]
    + [(points, 2, states) for points, states in TWO_OF_THREE.items()],
)
def test_an_evaluation_range_is_judged_as_the_page_shows(
    points: str, to_alarm: int, states: tuple[State | None, ...]
) -> None:
    breaching = [{"0": False, "X": True, "-": None}[one] for one in points.split()]
    treatments = ("missing", "ignore", "breaching", "notBreaching")
    for treatment, state in zip(treatments, states, strict=True):
        for before in (OK, ALARM):
            assert judged(breaching, 3, to_alarm, treatment, before) is (state or before)


@pytest.mark.parametrize("points", [[None] * 4 + [True], [None] * 3 + [True, None]])
def test_one_new_breaching_point_is_no_alarm_yet(points: list[bool | None]) -> None:
    """The same page, "Avoiding premature transitions to alarm state"."""
    assert judged(points, 3, 3, "missing", OK) is OK


METRICS: dict[str, Value] = {
    "metric1": {1: 30.0, 2: 20.0, 3: 0.0, 4: 0.0},
    "metric2": {1: 20.0, 3: 20.0},
    "condition": {1: 1.0, 2: 1.0, 3: 0.0, 4: 0.0},
    "yes": {1: 30.0, 3: 0.0, 4: 0.0, 5: 30.0},
    "no": {1: 0.0, 2: 0.0, 3: 20.0, 5: 20.0},
}


@pytest.mark.parametrize(
    ("expression", "values"),
    [
        ("metric1 < metric2", {1: 0, 2: 0, 3: 1, 4: 0}),
        ("metric1 >= 30", {1: 1, 2: 0, 3: 0, 4: 0}),
        ("metric1 > 15 AND metric2 > 15", {1: 1, 2: 0, 3: 0, 4: 0}),
        ("metric1 > 15 OR metric2 > 15", {1: 1, 2: 1, 3: 1, 4: 0}),
        ("metric1 + metric2", {1: 50, 2: 20, 3: 20, 4: 0}),
        ("metric1 / metric2", {1: 1.5, 3: 0}),
        ("IF(condition, yes, no)", {1: 30, 2: 0, 3: 20}),
        ("IF(condition, 5, no)", {1: 5, 2: 5, 3: 20}),
        ("IF(condition, yes, 5)", {1: 30, 2: 0, 3: 5, 4: 5}),
        ("IF(condition, yes)", {1: 30, 2: 0}),
        ("FILL(metric2, 7)", {1: 20, 2: 7, 3: 20, 4: 7, 5: 7}),
        ("2 * metric2 - 1 - 1", {1: 38, 3: 38}),
    ],
)
def test_metric_math_is_calculated_as_its_page_shows(expression: str, values: Series) -> None:
    assert calculated(expression, METRICS.__getitem__, range(1, 6)) == values


@pytest.mark.parametrize(
    "expression",
    [
        "SEARCH('x', 'Sum')",
        "metric1 ** 2",
        "IF()",
        "1 < metric1 < 2",
        "IF(1, yes)",
        "FILL(1, 0)",
        "FILL(yes, no)",
    ],
)
def test_what_is_not_understood_is_refused(expression: str) -> None:
    with pytest.raises(ValueError, match="not understood"):
        calculated(expression, METRICS.__getitem__, range(1, 6))


@pytest.mark.parametrize(("failed", "total", "value"), [(3, 50, 3), (3, 60, 0), (0, 60, 0)])
def test_an_expression_may_use_another_whatever_their_order(failed: int, total: int, value: int) -> None:
    expressions = {"shown": "IF(both >= 3 AND 20 * failed > all, failed, 0)", "both": "failed + 0 * all"}
    metrics: dict[str, Series] = {"failed": {1: failed} if failed else {}, "all": {1: total}}
    assert watched_series("shown", expressions, metrics.__getitem__, [1]) == {1: value}
    with pytest.raises(ValueError, match="not a time series"):
        watched_series("shown", {"shown": "1 + 1"}, metrics.__getitem__, [1])


def test_a_percentile_of_few_samples_is_one_of_them() -> None:
    assert statistic_of([1, 2, 3, 90], "p95") == 90
    assert statistic_of([0.1] * 19 + [9], "p95") == 0.1
    assert statistic_of([0.1] * 18 + [9, 9], "p95") == 9


SLOW = {
    "MetricName": "TargetResponseTime",
    "Period": 300,
    "EvaluationPeriods": 1,
    "ExtendedStatistic": "p95",
    "Threshold": 1,
    "ComparisonOperator": "GreaterThanThreshold",
    "TreatMissingData": "notBreaching",
}


@pytest.mark.parametrize(("a_minute", "state"), [(39, OK), (40, ALARM)])
def test_a_percentile_that_ignores_low_samples_waits_for_two_hundred(a_minute: int, state: State) -> None:
    samples = {minute: [0.1] * a_minute for minute in range(20)}
    samples |= {minute: [9.0] * a_minute for minute in range(20, 40)}
    ignoring = {**SLOW, "EvaluateLowSampleCountPercentile": "ignore"}
    start = dict.fromkeys(range(20), [0.1] * 40)
    assert Watch(ignoring, lambda _: {**samples, **start}).states(40)[-1] is state
    assert Watch(SLOW, lambda _: samples).states(40)[-1] is ALARM


def test_windows_end_with_the_minute_and_what_is_late_is_not_seen_yet() -> None:
    busy = {**SLOW, "Statistic": "Sum", "ExtendedStatistic": "", "Threshold": 0}
    on_time = Watch(busy, lambda _: {10: [1.0]}, beyond=0).states(20)
    late = Watch(busy, lambda _: {10: [1.0]}, late=2, beyond=0).states(20)
    assert [minute for minute, state in enumerate(on_time) if state is ALARM] == [10, 11, 12, 13, 14]
    assert [minute for minute, state in enumerate(late) if state is ALARM] == [12, 13, 14]
