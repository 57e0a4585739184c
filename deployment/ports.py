"""What a deployment needs from AWS, from this machine and from the person at the terminal."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

STACK_TYPE: Final = "AWS::CloudFormation::Stack"


@dataclass(frozen=True, slots=True)
class Account:
    """Whose AWS it is, and where."""

    number: str
    region: str
    caller: str
    """ARN of the user or role whose credentials are used."""


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack as CloudFormation describes it."""

    id: str
    name: str
    status: str
    parameters: Mapping[str, str]
    outputs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Site:
    """Where the API is."""

    url: str
    """What users type."""
    address: str = ""
    """What to connect to where DNS may not lead there yet; blank where it does."""


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to one resource of a stack."""

    time: datetime
    stack_id: str
    logical_id: str
    physical_id: str
    type: str
    status: str
    reason: str = ""

    @property
    def is_of_stack_itself(self) -> bool:
        return self.physical_id == self.stack_id

    @property
    def is_of_nested_stack(self) -> bool:
        return self.type == STACK_TYPE and not self.is_of_stack_itself


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource of a stack."""

    logical_id: str
    physical_id: str
    type: str


@dataclass(frozen=True, slots=True)
class ResourceChange:
    """What a change set would do to one resource."""

    action: str
    logical_id: str
    type: str
    replacement: str = ""
    """True, False or Conditional, as CloudFormation writes it; blank where it does not apply."""
    properties: tuple[str, ...] = ()
    nested_change_set: str = ""


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """What a change set is made from."""

    stack_name: str
    template: str
    template_url: str
    """Where CloudFormation finds the same template."""
    parameters: Mapping[str, str]
    """Those not named here keep the value that the stack has."""
    role_arn: str


class Stacks(Protocol):
    """CloudFormation in one region."""

    def find(self, name: str) -> Stack | None: ...

    def events(self, stack_id: str) -> Sequence[Event]:
        """All there are, in any order."""

    def objections(self, stack_id: str) -> Sequence[Event]:
        """What validation found before any resource was touched; the events of the stack do not tell."""

    def resources(self, stack_id: str) -> Sequence[Resource]:
        """Those of this stack itself, nested stacks among them."""

    def apply(self, name: str, template: str, parameters: Mapping[str, str]) -> Stack:
        """Create or update, and wait. Raises StackFailedError."""

    def delete(self, name: str, role_arn: str) -> None:
        """Delete, and wait. Raises StackFailedError."""

    def propose(self, request: ChangeRequest) -> str:
        """Make a change set, nested stacks included; its ARN, or blank if nothing would change."""

    def changes(self, change_set: str) -> Sequence[ResourceChange]: ...

    def withdraw(self, change_set: str) -> None: ...


@dataclass(frozen=True, slots=True)
class RegistryLogin:
    """What `docker login` wants."""

    user: str
    password: str


class Registry(Protocol):
    """The account's container registry in one region."""

    def login(self) -> RegistryLogin: ...

    def digest_of(self, repository: str, tag: str) -> str | None: ...


class Secrets(Protocol):
    """Secrets Manager in one region."""

    def arn_of(self, name: str) -> str | None: ...

    def put(self, name: str, value: str, description: str) -> str:
        """Create it or set its value; returns its ARN."""

    def copy_to(self, name: str, region: str) -> None:
        """Keep a copy in another region; does nothing if there is one."""


class Buckets(Protocol):
    """S3 in one region."""

    def exists(self, name: str) -> bool: ...

    def announce_uploads(self, name: str, queue_arn: str) -> None:
        """Let the bucket tell the queue of what arrives under uploads/."""

    def upload(self, bucket: str, key: str, text: str) -> str:
        """Store a text; returns its address for CloudFormation."""


class Logs(Protocol):
    """CloudWatch Logs in one region."""

    def lines(self, group: str, since: datetime) -> Sequence[str]: ...


class Functions(Protocol):
    """Lambda in one region."""

    def invoke(self, name: str, event: Mapping[str, str]) -> Mapping[str, str]:
        """Ask once and wait for the answer. Raises FunctionFailedError with the function's own message."""


@dataclass(frozen=True, slots=True)
class Rollout:
    """A blue/green deployment that is under way."""

    arn: str
    began: datetime


class Rollouts(Protocol):
    """The API's deployments by ECS in one region."""

    def under_way(self, cluster: str) -> Sequence[Rollout]:
        """Those that neither ended nor are being taken back; none where there is no such cluster yet."""

    def take_back(self, arn: str) -> None:
        """Have ECS roll it back."""


@dataclass(frozen=True, slots=True)
class Cloud:
    """One region of one account."""

    account: Account
    stacks: Stacks
    registry: Registry
    secrets: Secrets
    buckets: Buckets
    logs: Logs
    functions: Functions
    rollouts: Rollouts


class Programs(Protocol):
    """The programs of this machine."""

    def run(self, *command: str, stdin: str = "", meanwhile: Callable[[], None] | None = None) -> None:
        """Run it, its output on the terminal; each minute do something meanwhile. Raises ProgramError."""

    def output(self, *command: str) -> str:
        """Run it and return what it prints. Raises ProgramError."""


class Web(Protocol):
    """HTTP, as a user of the API has it."""

    def get(self, site: Site, path: str, headers: Mapping[str, str] = ...) -> tuple[int, str]:
        """Status and body; status 0 if nobody answers."""


class Clock(Protocol):
    """The time, and waiting."""

    def now(self) -> datetime: ...

    def wait(self, seconds: float) -> None: ...
