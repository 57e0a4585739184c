"""A blue/green deployment as ECS does it: equal steps, then a time in which the old version can come back.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-linear.html says what steps and
bake time are (the step that reaches 100% has the bake time), and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html that an alarm which
goes into ALARM ends the deployment. What is simulated is the traffic and what is counted of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from deployment.rollouts import longest
from infra.system import System, parameters_of
from local.cloudwatch import State
from tests.infra.alarm_stories import Measured, feed_of
from tests.infra.cloudwatch import Alarm, Watch, window_minutes

BEGINS: Final = 30
"""Minutes of the old version alone."""
LATE: Final = 2
COLOURS: Final = ("blue", "green")


@dataclass(frozen=True)
class Release:
    """The share of requests that the new version fails, that the old one fails, and other ways to fail."""

    fails: float = 0.0
    old_fails: float = 0.0
    refuses: bool = False
    """It takes no connection, so the load balancer answers."""
    crashes: bool = False
    """A task a minute stops by itself."""


@dataclass(frozen=True)
class Plan:
    """What the service's deployment configuration says, and the alarms that it names."""

    step: int
    step_minutes: int
    bake_minutes: int
    alarms: Sequence[Alarm]

    @property
    def minutes(self) -> int:
        return self.step_minutes * (100 // self.step - 1) + self.bake_minutes

    def share(self, minute: int) -> float:
        """Of the requests, what the new version gets so many minutes after the first step."""
        done = minute // self.step_minutes + 1 if self.step_minutes else 100
        return min(self.step * done, 100) / 100 if minute >= 0 else 0.0

    def rolled_back_after(self, release: Release, a_minute: float, new: str) -> int | None:
        """Minutes from the first step, at so many requests a minute; None if it goes through."""
        told = list(_measured(self, release, a_minute, new))
        feed = feed_of(lambda minute: told[minute] if minute < len(told) else {})
        rings = [Watch(alarm, feed, LATE).states(len(told)) for alarm in self.alarms]
        for minute in range(BEGINS, len(told)):
            if any(states[minute] is State.ALARM for states in rings):
                return minute - BEGINS
        return None


def plan_of(system: System, environment: str = "prod") -> Plan:
    """As an environment deploys."""
    stacks = system.deployed(**parameters_of(environment), DomainName="receipts.example.com")
    service = stacks["api_service"].properties("Service")["DeploymentConfiguration"]
    linear = service["LinearConfiguration"]
    names = [one.strip("<>") for one in service["Alarms"]["AlarmNames"]]
    alarms = [stacks["load_balancer"].properties(one) for one in names]
    minutes = int(linear["StepBakeTimeInMinutes"]), int(service["BakeTimeInMinutes"])
    return Plan(linear["StepPercent"], *minutes, alarms)


def _measured(plan: Plan, release: Release, a_minute: float, new: str) -> Iterator[Measured]:
    """Whole requests only: at night most minutes have none for a new version that gets a tenth."""
    old = next(one for one in COLOURS if one != new)
    asked, failed = {new: 0.0, old: 0.0}, {new: 0.0, old: 0.0}
    fails = {new: release.fails, old: release.old_fails}
    for minute in range(BEGINS + plan.minutes):
        share = plan.share(minute - BEGINS)
        requests, errors = {}, {}
        for colour, part in ((new, share), (old, 1 - share)):
            requests[colour] = _whole(asked, colour, a_minute * part)
            errors[colour] = _whole(failed, colour, requests[colour] * fails[colour])
        refused = requests[new] if release.refuses else 0
        yield {
            name: [float(count)]
            for name, count in {
                "RequestCount": sum(requests.values()),
                "HTTPCode_Target_5XX_Count": sum(errors.values()),
                "HTTPCode_ELB_5XX_Count": refused,
                f"TargetConnectionErrorCount {new}": refused,
                "Invocations": int(release.crashes and share > 0),
                **{f"RequestCount {one}": requests[one] for one in COLOURS},
                **{f"HTTPCode_Target_5XX_Count {one}": errors[one] for one in COLOURS},
            }.items()
            if count  # none of these is reported where there is none
        }


def _whole(sums: dict[str, float], colour: str, more: float) -> int:
    before = sums[colour]
    sums[colour] = before + more
    return int(sums[colour] + 1e-9) - int(before + 1e-9)


BROKEN: Final[Mapping[str, tuple[Release, float]]] = {
    "all fails, at night": (Release(fails=1), 1),
    "all fails, by day": (Release(fails=1), 60),
    "half fails, on a quiet day": (Release(fails=0.5), 4),
    "a tenth fails, by day": (Release(fails=0.1), 60),
    "takes no connection, at night": (Release(refuses=True), 1),
    "stops by itself, and nobody asks": (Release(crashes=True), 0),
}
SOUND: Final[Mapping[str, tuple[Release, float]]] = {
    "nothing fails": (Release(), 60),
    "nobody asks": (Release(), 0),
    "one in fifty of the old one fails": (Release(old_fails=0.02), 60),
    "one in fifty of both fails": (Release(fails=0.02, old_fails=0.02), 60),
}
"""What a release does, at how many requests a minute."""


def broken_releases_come_back_and_sound_ones_go_through(system: System) -> Iterator[str]:
    """Whichever colour is the new one."""
    plan = plan_of(system)
    for new in COLOURS:
        for title, (release, a_minute) in BROKEN.items():
            if plan.rolled_back_after(release, a_minute, new) is None:
                yield f"{new}: {title}, and it stays"
        for title, (release, a_minute) in SOUND.items():
            if plan.rolled_back_after(release, a_minute, new) is not None:
                yield f"{new}: {title}, and it is taken back"


def steps_are_as_long_as_what_watches_them(system: System) -> Iterator[str]:
    """Or traffic moves on before an alarm could have seen what the last step did."""
    for environment in ("staging", "prod"):
        plan = plan_of(system, environment)
        window = max(window_minutes(alarm) for alarm in plan.alarms)
        if 0 < plan.step_minutes < window or plan.bake_minutes < window:
            yield f"{environment} moves on before its alarms have looked for {window} minutes"


def what_takes_too_long_is_taken_back(system: System) -> Iterator[str]:
    """By `make deploy`, which must not do so before the steps and the bake time can be over."""
    for environment in ("dev", "staging", "prod"):
        takes = timedelta(minutes=plan_of(system, environment).minutes)
        given = longest({name: str(one) for name, one in parameters_of(environment).items()})
        if not takes < given <= takes + timedelta(hours=1):
            yield f"a deployment of {environment} takes {takes}, and is taken back after {given}"


def failing_tasks_are_counted_by_a_rule_that_is_there(system: System) -> Iterator[str]:
    """`ApiTasksCrashing` names the notifier's rule, which must count failures, not AWS's interruptions."""
    alarm: Alarm = system.prod["load_balancer"].properties("ApiTasksCrashing")
    (rule,) = (one["Value"] for one in alarm["Dimensions"])
    rules: Mapping[str, Any] = system.prod["alarm_notifier"].of_type("AWS::Events::Rule")
    found = [one["EventPattern"]["detail"] for one in rules.values() if one.get("Name") == rule]
    if [one["stopCode"] for one in found] != [["EssentialContainerExited", "TaskFailedToStart"]]:
        yield f"no rule {rule} tells of tasks that fail, and of no others"
