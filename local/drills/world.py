"""What every drill stands on: a stack of its own, the way to Slack, and a look at the alarms."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError
from sqlalchemy import make_url, text
from sqlalchemy.exc import SQLAlchemyError

from local.aws import Aws
from local.client import SETTLED, Document, Photo, ReceiptsClient
from local.cloudwatch import State
from local.database import new_tenant
from local.drills import templates
from local.drills.channel import AlarmChannel, alarm_channel
from local.drills.evaluation import Evaluation, Samples
from local.drills.timeline import Timeline
from local.functions import PARSER, Functions
from local.options import Ports, Sizing
from local.postgres import OWNER, SCHEMA_OWNER
from local.resources import session_of
from local.stack import Stack
from local.state import ROOT, StateFolder
from receipts.adapters.postgres import connect
from receipts.adapters.postgres.connection import Patience

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_lambda.type_defs import EventSourceMappingConfigurationTypeDef

PORTS = Ports(api=38080, aws=34566, postgres=35432)
"""Others than a developer's stack prefers; each takes the next free one if it must."""
LONG_PATIENCE = Patience(for_an_answer=300)
"""For statements that may take a while."""
_MEASURE_EVERY = 0.15
_MOST_LINES = 8
_REDELIVERY = 30
"""Seconds until a message whose reader died is delivered again."""
_SAMPLE = ROOT / "samples/convenience_store.jpg"


@dataclass(slots=True)
class World:
    """A running stack with trouble ahead."""

    stack: Stack
    timeline: Timeline
    channel: AlarmChannel
    speed: float
    """How many times as fast as on AWS the alarms' periods pass."""
    samples: Samples = field(default_factory=Samples)
    evaluations: dict[str, Evaluation] = field(default_factory=dict)

    raised_alarms: set[str] = field(default_factory=set)

    @property
    def env(self) -> dict[str, str]:
        return self.stack.env()

    def watch(self, name: str, **parameters: object) -> Evaluation:
        """Look at this alarm of infra/ from now on."""
        rule = templates.alarm(name, {"Environment": "prod", **parameters})
        self.evaluations[name] = made = Evaluation(rule, self.samples, self.speed)
        scale = f"periods of {rule.period} s last {made.seconds:g} s here"
        self.timeline.step(f"alarm {rule.name}, as infra/ has it", f"{rule.words()}; {scale}")
        return made

    def look(self) -> None:
        """Evaluate the alarms and publish changes; call this often."""
        self.stack.tick()
        for evaluation in self.evaluations.values():
            before = evaluation.state
            if evaluation.look():
                self._publish(evaluation, before)

    def _publish(self, evaluation: Evaluation, before: State) -> None:
        values = ", ".join("none" if one is None else f"{one:g}" for one in evaluation.values)
        self.timeline.step(f"{evaluation.rule.name}: {before} → {evaluation.state}", f"values: {values}")
        if evaluation.state is State.ALARM or evaluation.rule.name in self.raised_alarms:
            self.raised_alarms.add(evaluation.rule.name)
            self.channel.publish(evaluation, before)

    def until(self, condition: Callable[[], bool], seconds: float, what: str) -> None:
        """Wait for it, looking at the alarms meanwhile. Raises DrillFailedError."""
        self.timeline.wait(condition, seconds, what, self.look)

    def until_state(self, name: str, state: State, seconds: float) -> None:
        self.until(lambda: self.evaluations[name].state is state, seconds, f"{name} is {state}")

    def until_slack_says(self, words: str, seconds: float = 30) -> None:
        """Wait for a message with `words`, and show what came meanwhile."""
        messages: list[str] = []

        def has_arrived() -> bool:
            for message in self.channel.new_messages():
                messages.append(message)
                self.timeline.step("Slack shows:", _beginning(message))
            return any(words in one for one in messages)

        self.until(has_arrived, seconds, f"Slack shows a message with {words!r}")

    def until_slack_shows_all_clear(self, name: str) -> None:
        """An all-clear waits for the minute's digest, which is sent here at once."""

        def has_arrived() -> bool:
            self.channel.flush()
            self.look()
            return any(name in message for message in self._shown())

        self.until(has_arrived, 30, f"Slack shows the all-clear of {name}")

    def _shown(self) -> list[str]:
        messages = self.channel.new_messages()
        for message in messages:
            self.timeline.step("Slack shows, with the minute's digest:", _beginning(message))
        return messages

    @contextmanager
    def measuring(self, metric: str, measure: Callable[[], float]) -> Iterator[None]:
        """Measure several times a second, in a thread of its own, until the block ends."""
        ended = threading.Event()

        def go_on() -> None:
            while not ended.wait(_MEASURE_EVERY):
                with suppress(SQLAlchemyError, BotoCoreError, ClientError):  # then there is no datapoint
                    self.samples.add(metric, measure())

        thread = threading.Thread(target=go_on, daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def client(self, tenant: str) -> ReceiptsClient:
        made = new_tenant(self.env["DATABASE_OWNER_URL"], tenant)
        return ReceiptsClient(self.env["API_URL"], made.api_key, "en")

    def read_one(self, client: ReceiptsClient, seconds: float = 90) -> Document:
        """Send a receipt through the whole way and wait until it is read."""
        content = _SAMPLE.read_bytes() + str(time.monotonic()).encode()  # JPEG readers ignore what follows
        sent = client.post(Photo("drill.jpg", content, "image/jpeg"))
        self.until(lambda: client.receipt(sent["id"])["status"] in SETTLED, seconds, "a receipt is read")
        return client.receipt(sent["id"])

    def count(self, query: str) -> int:
        """The one number that `query` answers, of all tenants."""
        engine = connect(self.superuser_url(), patience=LONG_PATIENCE)
        with engine.connect() as connection:
            found = connection.scalar(text(query))
        engine.dispose()
        return int(found)

    def parsers_at_once(self) -> int | None:
        """The parser's MaximumConcurrency, as the account has it now."""
        _, mapping = self._parser_mapping()
        return mapping.get("ScalingConfig", {}).get("MaximumConcurrency")

    def set_parsers_at_once(self, many: int) -> None:
        """Set the parser's MaximumConcurrency, whatever an earlier drill left."""
        client, mapping = self._parser_mapping()
        client.update_event_source_mapping(UUID=mapping["UUID"], ScalingConfig={"MaximumConcurrency": many})

    def _parser_mapping(self) -> tuple[LambdaClient, EventSourceMappingConfigurationTypeDef]:
        client = session_of(self.env).client("lambda", endpoint_url=self.env["AWS_ENDPOINT_URL"])
        (mapping,) = client.list_event_source_mappings(FunctionName=PARSER)["EventSourceMappings"]
        return client, mapping

    def superuser_url(self) -> str:
        """As RDS's own administrator: what no login of the system may do."""
        password = self.stack.folder.credentials().database_owner_password
        there = make_url(self.env["DATABASE_OWNER_URL"]).set(username=OWNER, password=password)
        return there.render_as_string(hide_password=False)

    def grant_owner_rds_rights(self) -> None:
        """On RDS the schema's owner has rds_superuser, which may see and end others' sessions."""
        self.as_superuser(f"GRANT pg_monitor, pg_signal_backend TO {SCHEMA_OWNER}")

    def as_superuser(self, *statements: str) -> None:
        there = make_url(self.superuser_url()).set(database="postgres")
        engine = connect(there, patience=LONG_PATIENCE)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for statement in statements:
                connection.execute(text(statement))
        engine.dispose()


def _beginning(message: str) -> str:
    lines = unescape(message).splitlines()  # Slack shows > for &gt;
    return "\n".join(lines[:_MOST_LINES] + (["│ …"] if len(lines) > _MOST_LINES else []))


@dataclass(frozen=True, slots=True)
class Stage:
    """What drills run on, one after another."""

    stack: Stack
    channel: AlarmChannel

    def world(self, say: Callable[[str], None], speed: float) -> World:
        """For one drill, without what was measured and sent before."""
        self.channel.new_messages()
        return World(self.stack, Timeline(say), self.channel, speed)


@contextmanager
def stage(language: str) -> Iterator[Stage]:
    """A fresh stack in a folder that is removed afterwards. To be entered in the main thread."""
    with tempfile.TemporaryDirectory(prefix="receipts-drill-", ignore_cleanup_errors=True) as name:
        folder = StateFolder(Path(name) / "state")
        folder.path.parent.chmod(0o711)  # PostgreSQL's own user passes through
        folder.path.mkdir()
        with folder.lock(), Stack(folder, PORTS, Sizing(_REDELIVERY, parsers=2)) as stack:
            env = stack.env()
            functions = Functions(Aws(folder, make_url(env["AWS_ENDPOINT_URL"]).port or 0))
            with alarm_channel(functions, session_of(env), env["AWS_ENDPOINT_URL"], language) as channel:
                yield Stage(stack, channel)
