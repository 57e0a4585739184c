"""One of the API's two tasks is killed for its memory while people use it; another takes its place."""

from __future__ import annotations

import signal
import time
from typing import Any, Final

from local.aws import ACCOUNT, REGION
from local.drills import templates
from local.drills.aws_command import Command
from local.drills.haproxy import BLUE, LoadBalancer, Target, load_balancer
from local.drills.load import Load, load
from local.drills.messages import STACK, task_stopped
from local.drills.operator import Special, operator
from local.drills.tasks import Task, replace_task, start_task, stopping
from local.drills.world import World
from local.processes import wait_until

RUNBOOK: Final = "ApiTaskFailing"
SPEED: Final = 60.0
_A_SECOND = 20.0
_CALM = 5.0
"""Seconds without a failed request, after which it counts as over."""
_WHY = "OutOfMemoryError: Container killed due to memory usage"


def drill(world: World) -> None:
    """Raises DrillFailedError at the step that did not happen."""
    tasks = [start_task(world, name, ["receipts_api"]) for name in ("one", "two")]
    targets = [Target(one.name, BLUE, one.port, 50) for one in tasks]
    health = templates.target_group({})
    with stopping(tasks), load_balancer(world.stack.folder.path, targets, health, SPEED) as balancer:
        world.until(lambda: all(map(balancer.is_healthy, ("one", "two"))), 60, "both tasks are healthy")
        world.timeline.step("two tasks behind HAProxy", f"health: {_words(health)}")
        key = world.env["API_KEY"]
        with load(balancer.url, key, ["/api/receipts?limit=5"], _A_SECOND, world.samples) as users:
            world.until(lambda: len(users.ended) >= 2 * _A_SECOND, 30, "users are served")
            world.timeline.require(users.failed() == 0, "before the trouble no request fails")
            _kill_and_replace(world, tasks[0], balancer, users)
            _recover(world, tasks, balancer, users)


def _words(health: dict[str, Any]) -> str:
    every, fails = health["HealthCheckIntervalSeconds"], health["UnhealthyThresholdCount"]
    path = health["HealthCheckPath"]
    return f"GET {path} each {every} s ({every / SPEED:g} s here), {fails} failures take it out"


def _kill_and_replace(world: World, task: Task, balancer: LoadBalancer, users: Load) -> None:
    world.timeline.step("trouble: task one is killed, as by the kernel for its memory", f"process {task.id}")
    task.process.process.send_signal(signal.SIGKILL)
    world.timeline.require(wait_until(task.process.has_ended, 10), "the task has ended")
    ended = task.ended_by_itself()
    assert ended is not None
    world.timeline.step(f"ECS notices: exit code {ended.exit_code}", "ECS Task State Change → notifier")
    world.channel.invoke_notifier(task_stopped(ended.id, ended.exit_code, _WHY))
    world.until(lambda: not balancer.is_healthy("one"), 30, "the load balancer takes the task out")
    balancer.feed(world.samples)
    unhealthy = [one.value for one in world.samples.between(0, time.monotonic()) if "UnHealthy" in one.of]
    world.timeline.step("metric UnHealthyHostCount", f"{max(unhealthy):.0f} of 2")
    world.until_slack_says("exit 137")
    replace_task(world, task)
    world.timeline.step(
        f"ECS starts another: process {task.id}",
        f"{users.failed()} of {len(users.ended)} requests have failed so far",
    )


def _recover(world: World, tasks: list[Task], balancer: LoadBalancer, users: Load) -> None:
    with operator(world, _ecs(tasks)) as person:
        why = person.follow(RUNBOOK, "Why did it stop?")
        world.timeline.require("137" in why, "the runbook shows the exit code")
        person.follow(RUNBOOK, "What did it say last?")
        world.until(lambda: balancer.is_healthy("one"), 60, "the new task is healthy")
        large = person.follow(RUNBOOK, "Is the service still large enough?")
        world.timeline.require('"running": 2' in large, "two tasks run again")
    calm = time.monotonic()
    world.until(lambda: time.monotonic() > calm + _CALM, 60, "time passes")
    world.timeline.require(users.failed(calm) == 0, "no request fails any more")
    failed, total = users.failed(), len(users.ended)
    world.timeline.step(
        "recovered: both tasks are healthy",
        f"{failed} of {total} requests failed, {100 * failed / total:.1f}%; none in the last {_CALM:g} s",
    )


def _ecs(tasks: list[Task]) -> dict[str, Special]:
    """What ECS would say of these processes."""
    ended = [(one.id, one.exit_code) for task in tasks for one in task.ended]
    arn = f"arn:aws:ecs:{REGION}:{ACCOUNT}:task/{STACK}"

    def describe(command: Command) -> object:
        del command
        return {
            "tasks": [
                {
                    "taskArn": f"{arn}/{task_id}",
                    "stopCode": "EssentialContainerExited",
                    "stoppedReason": "Essential container in task exited",
                    "containers": [{"name": "api", "exitCode": code, "reason": _WHY}],
                }
                for task_id, code in ended
            ]
        }

    def service(command: Command) -> object:
        del command
        running = sum(not one.process.has_ended() for one in tasks)
        deployment = {
            "status": "PRIMARY",
            "rolloutState": "COMPLETED",
            "rolloutStateReason": "none under way",
        }
        found = {"runningCount": running, "desiredCount": len(tasks), "deployments": [deployment]}
        return {"services": [found]}

    return {
        "list-tasks": lambda _: {"taskArns": [f"{arn}/{task_id}" for task_id, _ in ended]},
        "describe-tasks": describe,
        "describe-services": service,
    }
