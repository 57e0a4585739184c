"""Blue/green on this machine: v1 and v2 of the real API behind HAProxy, and the rules that roll back on AWS.

A good v2 goes to 10, 50 and 100% of the users' requests. A broken one passes the smoke test, gets 10%, and
is rolled back by the first of infra/load_balancer.yaml's alarms.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Final

from api_smoke_test.checks import NotAnsweringError, WrongAnswerError, try_all
from local.cloudwatch import State
from local.drills import templates
from local.drills.evaluation import Evaluation
from local.drills.haproxy import BLUE, GREEN, LoadBalancer, Target, load_balancer
from local.drills.load import Load, load
from local.drills.tasks import Task, start_task, stopping
from local.drills.timeline import DrillFailedError
from local.drills.world import World

SPEED: Final = 60.0
_A_SECOND = 40.0
_STEPS = (10, 50, 100)
_STEP_SECONDS = 6.0
"""Longer than the alarms' windows of five minutes, which last 5 s here."""
_BEFORE_SECONDS = 3.0
_LOOK_EVERY = 0.1
_SETTLE = 0.5
"""Seconds that requests on their way may still take."""
_MOST_HIT = 1.0
"""Percent of the deployment's requests that a broken release may cost."""


def drill(world: World) -> None:
    """Raises DrillFailedError if the good release costs a request, or the broken one stays or costs many."""
    receipt = world.read_one(world.client("한빛상사"))
    world.timeline.step("a receipt is there to be looked at", f"status {receipt['status']}")
    _deploy(world, is_broken=False)
    _deploy(world, is_broken=True)


def _deploy(world: World, *, is_broken: bool) -> None:
    kind = ("--broken",) if is_broken else ()
    world.timeline.step("— a broken v2 is deployed —" if is_broken else "— a good v2 is deployed —")
    blue = start_task(world, "v1", ["local.drills.release", "v1"])
    green = start_task(world, "v2", ["local.drills.release", "v2", *kind])
    targets = [Target("v1", BLUE, blue.port, 100), Target("v2", GREEN, green.port, 0)]
    health = templates.target_group({})
    folder = world.stack.folder.path
    with stopping([blue, green]), load_balancer(folder, targets, health, SPEED) as balancer:
        world.until(lambda: all(map(balancer.is_healthy, ("v1", "v2"))), 60, "v1 and v2 are healthy")
        _smoke_test(world, green)
        paths = ["/api/receipts?limit=5", "/health", "/api/receipts?limit=5&status=parsed", "/health"]
        with load(balancer.url, world.env["API_KEY"], paths, _A_SECOND, world.samples) as users:
            deployment = _Deployment(world, balancer, users)
            deployment.run()
        deployment.judge(is_broken=is_broken)


def _smoke_test(world: World, green: Task) -> None:
    """What api_smoke_test asks green before users are sent there."""
    try:
        try_all(f"http://127.0.0.1:{green.port}")
    except (NotAnsweringError, WrongAnswerError) as error:
        raise DrillFailedError(f"the smoke test refuses v2: {error}") from error
    world.timeline.step(
        "the smoke test accepts v2", "the same questions as POST_TEST_TRAFFIC_SHIFT asks on AWS"
    )


def _measures_latency(rule: templates.AlarmRule) -> bool:
    return any(one.metric == "TargetResponseTime" for one in rule.queries)


@dataclass(slots=True)
class _Deployment:
    """ECS's part: steps, each watched, and back at the first alarm."""

    world: World
    balancer: LoadBalancer
    users: Load
    alarms: list[Evaluation] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)
    shifted_at: float = 0.0
    rolled_back_at: float = 0.0

    def run(self) -> None:
        self._watch_for(_BEFORE_SECONDS)  # the alarms begin with figures of v1 alone
        rules = [
            one for one in templates.rollback_alarms({"Environment": "prod"}) if not _measures_latency(one)
        ]
        self.alarms = [Evaluation(one, self.world.samples, SPEED) for one in rules]
        names = ", ".join(one.rule.name.removeprefix("receipts-prod-") for one in self.alarms)
        self.world.timeline.step(
            "watched, as infra/ has them, but for speed, which is this machine's:",
            f"{names}; a minute lasts {60 / SPEED:g} s here",
        )
        self.shifted_at = time.monotonic()
        for percent in _STEPS:
            self._shift(percent)
            began = time.monotonic()
            if alarm := self._watch_for(_STEP_SECONDS):
                self._roll_back(alarm)
                return
            shares = self.users.releases(began)
            self.world.timeline.step(f"{percent}% were sent to v2; answers by {shares}")

    def _shift(self, percent: int) -> None:
        self.balancer.weigh({"v1": 100 - percent, "v2": percent})

    def _watch_for(self, seconds: float) -> Evaluation | None:
        """The first alarm that goes off within this time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.world.stack.tick()
            self.balancer.feed(self.world.samples)
            for one in self.alarms:
                if one.look() and one.state is State.ALARM:
                    return one
            time.sleep(_LOOK_EVERY)
        return None

    def _roll_back(self, alarm: Evaluation) -> None:
        self._shift(0)
        self.rolled_back_at = time.monotonic()
        self.world.timeline.step(
            f"{alarm.rule.name} goes off: {alarm.rule.words()}",
            f"rolled back after {self.rolled_back_at - self.shifted_at:.1f} s; value {alarm.values[-1]}",
        )
        self.alarms = []
        time.sleep(_SETTLE)  # requests that were on their way
        # As long as the steps would have taken: what a deployment costs is measured against the whole of it.
        rest = self.shifted_at + len(_STEPS) * _STEP_SECONDS - time.monotonic()
        self._watch_for(max(rest, _STEP_SECONDS))

    def judge(self, *, is_broken: bool) -> None:
        failed, total = self.users.failed(), len(self.users.ended)
        share = 100 * failed / total
        with_green = [one for one in self.users.since(self.shifted_at) if self._is_with_green(one.at)]
        self.world.timeline.step(
            f"{failed} of {total} requests failed, {share:.2f}%",
            f"{len(with_green)} of them came while v2 had users",
        )
        if not is_broken:
            self.world.timeline.require(failed == 0, "the good release costs no request")
            last = self.users.releases(self.users.ended[-1].at - 1)
            self.world.timeline.require(last == "v2 100%", f"v2 answers everything in the end, not {last}")
            return
        require = self.world.timeline.require
        require(self.rolled_back_at, "the broken release is rolled back by itself")
        require(0 < share < _MOST_HIT, f"between none and {_MOST_HIT:g}% of requests fail")
        after = self.rolled_back_at + _SETTLE
        require(self.users.failed(after) == 0, "no request fails after the rollback")
        last = self.users.releases(after)
        require(last == "v1 100%", f"v1 answers everything after the rollback, not {last}")

    def _is_with_green(self, at: float) -> bool:
        return not self.rolled_back_at or at <= self.rolled_back_at
