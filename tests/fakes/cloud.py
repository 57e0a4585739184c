"""AWS, this machine's programs and the web, as a deployment meets them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from deployment.aws import Account, Buckets, Cloud, Functions, Registry, Secrets
from deployment.bootstrap import Iam
from deployment.cloudformation import Found, Parameters, Stack, StackFailedError, Stacks
from deployment.environments import DeploymentError
from deployment.programs import ProgramError, Programs
from deployment.rollouts import Rollouts
from deployment.web import Site, Web

ACCOUNT, REGION = "123456789012", "ap-northeast-2"


class FakeStacks(Stacks):
    def __init__(self) -> None:
        self.known: dict[str, Stack] = {}
        self.events_of: dict[str, list[Found]] = {}
        self.objections_of: dict[str, list[Found]] = {}
        self.resources_of: dict[str, list[Found]] = {}
        self.changes_of: dict[str, list[Found]] = {}
        self.applied: list[tuple[str, Mapping[str, str]]] = []
        self.cancelled: list[str] = []
        self.deleted: list[tuple[str, str]] = []
        self.proposed: list[tuple[str, Parameters]] = []
        self.withdrawn: list[str] = []
        self.refuses = ""

    def add(self, name: str, status: str = "CREATE_COMPLETE", **values: Mapping[str, str]) -> Stack:
        stack = Stack(f"arn:{name}", name, status, values.get("parameters", {}), values.get("outputs", {}))
        self.known[name] = stack
        return stack

    def find(self, name: str) -> Stack | None:
        return self.known.get(name)

    def events(self, stack_id: str) -> Sequence[Found]:
        return self.events_of.get(stack_id, [])

    def objections(self, stack_id: str) -> Sequence[Found]:
        return self.objections_of.get(stack_id, [])

    def resources(self, stack_id: str) -> Sequence[Found]:
        return self.resources_of.get(stack_id, [])

    def apply(self, name: str, template: str, parameters: Mapping[str, str]) -> None:
        if self.refuses:
            raise StackFailedError(self.refuses)
        self.applied.append((name, parameters))
        if name not in self.known:
            self.add(name)

    def cancel(self, name: str) -> None:
        self.cancelled.append(name)

    def delete(self, name: str, role_arn: str) -> None:
        self.deleted.append((name, role_arn))
        self.known.pop(name, None)

    def propose(self, stack: Stack, template_url: str, given: Parameters, role_arn: str) -> str:
        self.proposed.append((template_url, given))
        return "root" if "root" in self.changes_of else ""

    def changes(self, change_set: str) -> Sequence[Found]:
        return self.changes_of[change_set]

    def withdraw(self, change_set: str) -> None:
        self.withdrawn.append(change_set)


def resource(logical_id: str, physical_id: str, kind: str) -> Found:
    """As list-stack-resources tells it."""
    return {"LogicalResourceId": logical_id, "PhysicalResourceId": physical_id, "ResourceType": kind}


def change(action: str, logical_id: str, kind: str, **more: object) -> Found:
    """As describe-change-set tells it."""
    return {"Action": action, "LogicalResourceId": logical_id, "ResourceType": kind, **more}


class FakeRegistry(Registry):
    """Images by repository and tag; each image's digest is its tag, repeated."""

    def __init__(self) -> None:
        self.images: set[tuple[str, str]] = set()
        self.logins = 0

    def login(self) -> tuple[str, str]:
        self.logins += 1
        return "AWS", "a password for twelve hours"

    def digest_of(self, repository: str, tag: str) -> str | None:
        return digest(tag) if (repository, tag) in self.images else None


def digest(tag: str) -> str:
    return f"sha256:{(tag * 64)[:64]}"


class FakeSecrets(Secrets):
    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self.copies: dict[str, str] = {}

    def arn_of(self, name: str) -> str | None:
        return f"arn:secret:{name}" if name in self.values else None

    def put(self, name: str, value: str, description: str) -> None:
        self.values[name] = value

    def copy_to(self, name: str, region: str) -> None:
        self.copies[name] = region


class FakeBuckets(Buckets):
    def __init__(self) -> None:
        self.names: set[str] = set()
        self.announced: dict[str, str] = {}
        self.uploaded: dict[str, str] = {}

    def exists(self, name: str) -> bool:
        return name in self.names

    def announce_uploads(self, name: str, queue_arn: str) -> None:
        self.announced[name] = queue_arn

    def upload(self, bucket: str, key: str, text: str) -> str:
        self.uploaded[f"{bucket}/{key}"] = text
        return f"https://{bucket}/{key}"

    def read(self, bucket: str, key: str) -> str | None:
        return self.uploaded.get(f"{bucket}/{key}")


class FakeFunctions(Functions):
    """Each answers what it is told to, or fails with a sentence; what it was asked is kept."""

    def __init__(self) -> None:
        self.answers: dict[str, Mapping[str, str]] = {}
        self.asked: list[tuple[str, Mapping[str, str]]] = []
        self.refuses = ""

    def invoke(self, name: str, event: Mapping[str, str]) -> Mapping[str, str]:
        self.asked.append((name, event))
        if self.refuses:
            raise DeploymentError(self.refuses)
        return self.answers[name]


class FakeTopics:
    def __init__(self) -> None:
        self.published: list[tuple[str, str]] = []

    def publish(self, topic_arn: str, message: str) -> None:
        self.published.append((topic_arn, message))


class FakeRollouts(Rollouts):
    """Deployments under way, by cluster, and those taken back; or AWS refuses to tell."""

    def __init__(self) -> None:
        self.of: dict[str, dict[str, datetime]] = {}
        self.taken_back: list[str] = []
        self.refuses: Exception | None = None

    def under_way(self, cluster: str) -> Mapping[str, datetime]:
        if self.refuses:
            raise self.refuses
        return {arn: began for arn, began in self.of.get(cluster, {}).items() if arn not in self.taken_back}

    def take_back(self, arn: str) -> None:
        self.taken_back.append(arn)


class FakeIam(Iam):
    def __init__(self) -> None:
        self.service_roles: set[str] = set()
        self.trusts_github = False

    def make_service_role(self, service: str) -> bool:
        is_new = service not in self.service_roles
        self.service_roles.add(service)
        return is_new

    def trust_github(self) -> None:
        self.trusts_github = True


@dataclass
class FakeCloud:
    """One region of the account, its parts at hand for a test to look at."""

    region: str = REGION
    stacks: FakeStacks = field(default_factory=FakeStacks)
    registry: FakeRegistry = field(default_factory=FakeRegistry)
    secrets: FakeSecrets = field(default_factory=FakeSecrets)
    buckets: FakeBuckets = field(default_factory=FakeBuckets)
    functions: FakeFunctions = field(default_factory=FakeFunctions)
    topics: FakeTopics = field(default_factory=FakeTopics)
    rollouts: FakeRollouts = field(default_factory=FakeRollouts)

    def as_cloud(self) -> Cloud:
        account = Account(ACCOUNT, self.region, f"arn:aws:iam::{ACCOUNT}:user/newcomer")
        return Cloud(
            account,
            self.stacks,
            self.registry,
            self.secrets,
            self.buckets,
            self.functions,
            self.rollouts,
            self.topics.publish,
        )


class FakePrograms(Programs):
    """Keeps what was run; each command may have an effect, or fail."""

    def __init__(self) -> None:
        self.commands: list[str] = []
        self.inputs: list[str] = []
        self.effects: dict[str, Callable[[tuple[str, ...]], None]] = {}
        self.outputs: dict[str, str] = {}
        self.failing = ""
        self.minutes = 0
        self.each_minute: Callable[[], None] = lambda: None

    def run(self, *command: str, stdin: str = "", meanwhile: Callable[[], None] | None = None) -> None:
        for _ in range(self.minutes if meanwhile else 0):
            self.each_minute()
            if meanwhile:
                meanwhile()
        self._take(command)
        self.inputs.append(stdin)

    def output(self, *command: str) -> str:
        self._take(command)
        line = " ".join(command)
        return next((said for start, said in self.outputs.items() if line.startswith(start)), "")

    def ran(self, start: str) -> list[str]:
        return [line for line in self.commands if line.startswith(start)]

    def _take(self, command: tuple[str, ...]) -> None:
        line = " ".join(command)
        self.commands.append(line)
        for start, effect in self.effects.items():
            if line.startswith(start):
                effect(command)
        if self.failing and line.startswith(self.failing):
            raise ProgramError(f"`{self.failing}` ended with status 1: it was told to")


class FakeWeb(Web):
    """Answers 200, or what it is told to, and keeps the addresses asked for and those connected to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.connected_to: set[str] = set()
        self.status = 200
        self.body = "{}"
        self.silent_for = 0

    def get(self, site: Site, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, str]:
        self.asked.append(f"{site.url}{path}")
        self.connected_to.add(site.address)
        if self.silent_for:
            self.silent_for -= 1
            return 0, "no such host"
        return self.status, self.body


def writes(path: Path, text: str) -> Callable[[tuple[str, ...]], None]:
    """An effect: the command leaves this file behind."""

    def effect(command: tuple[str, ...]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    return effect
