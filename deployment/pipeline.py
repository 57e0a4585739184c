"""What a pipeline asks for: build once, deploy by commit, go back, and tell of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from deployment.cloudformation import Stack
from deployment.deploy import Deployed, Deployment, site_of
from deployment.environments import BOOTSTRAP_STACK, DeploymentError, Environment, load
from deployment.functions import stack_of
from deployment.parameters import foundation_in
from deployment.release import Release, Shelf, commit_of, require_commit
from deployment.states import is_busy
from deployment.web import smoke_test

_SECONDS_BETWEEN_LOOKS: Final = 60.0
_LOOKS: Final = 60
RESULTS: Final = ("succeeded", "failed", "rolled_back", "rollback_failed")


@dataclass(frozen=True, slots=True)
class Pipeline:
    """One environment, the working tree, and the releases of the account."""

    deployment: Deployment
    shell: Mapping[str, str]
    """Domain, zone and address, as for every deployment; and what GitHub says of a run."""

    def release(self) -> Release:
        """Build and store the commit that is checked out, unless it was before. Raises DeploymentError."""
        one = self.deployment
        require_commit(one.programs)
        commit, shelf = commit_of(one.programs), self._shelf()
        if shelf.has(commit):
            print(f"{commit} was released before")
            return shelf.get(commit)
        foundation, *_ = one.prepare()
        return shelf.put(one.build(foundation), commit, self._environment.samconfig)

    def begin(self, commit: str) -> None:
        """Remember that it is attempted, before what may refuse it. Without a foundation there is no past."""
        if self.deployment.cloud.stacks.find(BOOTSTRAP_STACK):
            shelf, name = self._shelf(), self._environment.name
            shelf.remember(name, shelf.history_of(name).begin(commit, self._run))

    def deploy(self, commit: str) -> Deployed:
        """Deploy what was released of that commit, and remember how far it came."""
        self.begin(commit)
        shelf, name = self._shelf(), self._environment.name
        release, history = shelf.get(commit), shelf.history_of(name).change()
        deployed = replace(
            self.deployment,
            environment=load(name, self.shell, release.samconfig),
            built=release,
            before_touching=lambda: shelf.remember(name, history),
        ).run()
        shelf.remember(name, history.succeed())
        return deployed

    def roll_back(self, commit: str) -> Deployed | None:
        """Deploy the last commit that worked, other than this one; blank for the one that was tried last.

        None where that one changed nothing: what worked still runs.
        """
        name = self._environment.name
        history = self._shelf().history_of(name)
        if running := history.runs_on(commit, self._run):
            print(f"{commit or history.begun} changed nothing in {name}: {running} runs on")
            return None
        target = history.before(commit, self._run)
        if not target:
            raise DeploymentError(f"no other commit is known to have worked in {name}")
        self._settle()
        print(f"Going back to {target}")
        return self.deploy(target)

    def ask(self) -> None:
        """Ask the API whether it works. Raises DeploymentError."""
        smoke_test(self.deployment.web, site_of(self._stack), self.deployment.clock)

    def announce(self, result: str, commit: str) -> None:
        """Tell the alarms topic how it ended. Raises DeploymentError where there is no topic yet."""
        topic_arn = self._stack.outputs.get("AlarmsTopicArn")
        if topic_arn is None:
            raise DeploymentError(f"{self._environment.stack_name} has no topic yet; nobody was told")
        self.deployment.cloud.topics.publish(topic_arn, json.dumps(self._message(result, commit)))
        print(f"{self._environment.stack_name}: told that {commit[:12] or 'the working tree'} {result}")

    def _settle(self) -> None:
        """Nobody waits any more for what is still under way: it is cancelled, and what is left of it awaited.

        CloudFormation then goes back by itself, even if this command is ended as well: a job of GitHub's that
        was cancelled has five minutes.
        """
        one, name = self.deployment, self._environment.stack_name
        for _ in range(_LOOKS):
            stack = one.cloud.stacks.find(name)
            if not is_busy(stack):
                return
            print(f"{name} is still being changed", flush=True)
            if stack and stack.status == "UPDATE_IN_PROGRESS":
                one.cloud.stacks.cancel(name)
            one.clock.wait(_SECONDS_BETWEEN_LOOKS)

    def _message(self, result: str, commit: str) -> dict[str, object]:
        """In EventBridge's shape, so that the notifier reads it as it reads every event."""
        account, shell = self.deployment.cloud.account, self.shell
        repository, run = shell.get("GITHUB_REPOSITORY"), shell.get("GITHUB_RUN_ID")
        detail = {
            "environment": self._environment.name,
            "result": result,
            "commit": commit,
            "running": next(iter(self._shelf().history_of(self._environment.name).worked), ""),
            "by": shell.get("GITHUB_ACTOR") or account.caller.rpartition("/")[2],
            "url": f"{shell['GITHUB_SERVER_URL']}/{repository}/actions/runs/{run}" if run else "",
        }
        return {
            "source": "receipts.deployment",
            "detail-type": "Deployment Result",
            "time": f"{self.deployment.clock.now():%Y-%m-%dT%H:%M:%SZ}",
            "region": account.region,
            "account": account.number,
            "detail": detail,
        }

    @property
    def _run(self) -> str:
        """The same run once more is another attempt."""
        shell = self.shell
        return f"{shell['GITHUB_RUN_ID']}/{shell['GITHUB_RUN_ATTEMPT']}" if "GITHUB_RUN_ID" in shell else ""

    @property
    def _environment(self) -> Environment:
        return self.deployment.environment

    @property
    def _stack(self) -> Stack:
        return stack_of(self.deployment.cloud, self._environment)

    def _shelf(self) -> Shelf:
        one = self.deployment
        bucket = foundation_in(one.cloud, self._environment)["ArtifactBucketName"]
        return Shelf(one.cloud.buckets, bucket, one.root / ".aws-sam/releases")
