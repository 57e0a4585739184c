"""Send one alarm to Slack, once."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from alarm_notifier.domain.alarm import Alarm, Severity, State
from alarm_notifier.domain.digest import DigestLine
from alarm_notifier.domain.episode import (
    Action,
    Episode,
    FlappingRule,
    action_for,
    duration_of,
    episode_after,
    times_raised,
)
from alarm_notifier.domain.links import LinkTargets
from alarm_notifier.domain.masking import mask
from alarm_notifier.domain.rendering import Situation, headline, masked, render, updated_opening
from alarm_notifier.errors import BusyError, NotifierError, ObservationError, SlackError, SlackRefusedError
from alarm_notifier.ports import Channel, Clock, Delivery, Lease, Observations, PendingLine, Records
from alarm_notifier.usecases.records import from_json, message_from_json, message_to_json, to_json
from receipts.domain.sentence import Language, Sentence

logger = logging.getLogger(__name__)

_END_OF_TIME = datetime(9999, 1, 1, tzinfo=UTC)
_LATE = Sentence("늦게 도착했습니다. 그 뒤에 이미 바뀌었습니다.", "This came late; it has changed since.")


class Outcome(StrEnum):
    """What became of an alarm."""

    SENT = "sent"
    DEFERRED = "deferred"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class NotifyOptions:
    """What a deployment or a test may choose."""

    language: Language = Language.KOREAN
    link_targets: LinkTargets = field(default_factory=LinkTargets)
    flapping: FlappingRule = field(default_factory=FlappingRule)
    messages_per_minute: int = 10
    """Alarms a minute that get a message each; the others go into a digest."""
    flapping_digest_after: timedelta = timedelta(minutes=10)
    lease_attempts: int = 10


@dataclass(frozen=True, slots=True)
class Notify:
    """The use case. Raises NotifierError if the alarm could not be sent: Lambda is to deliver it again."""

    channel: Channel
    records: Records
    observations: Observations
    clock: Clock
    sleep: Callable[[float], None]
    options: NotifyOptions = field(default_factory=NotifyOptions)

    def __call__(self, alarm: Alarm) -> Outcome:
        lease = self._acquire(alarm)
        with self._released_on_failure(lease):
            before = from_json(lease.record)
            if before and alarm.identity in before.seen:
                self.records.release(lease)
                return Outcome.DUPLICATE
            if pending := self._pending_line(alarm, before, lease.is_resumed):
                self._defer(lease, alarm, before, pending)
                return Outcome.DEFERRED
            episode = self._send(alarm, before, lease.is_resumed)
            self.records.finish(lease, to_json(episode))
        self._attach_chart(alarm, episode)
        return Outcome.SENT

    def _acquire(self, alarm: Alarm) -> Lease:
        """Wait while another change of the same alarm is being sent."""
        for _ in range(self.options.lease_attempts - 1):
            try:
                return self.records.acquire(alarm.key, alarm.identity)
            except BusyError:
                self.sleep(1)
        return self.records.acquire(alarm.key, alarm.identity)

    @contextmanager
    def _released_on_failure(self, lease: Lease) -> Iterator[None]:
        try:
            yield
        except NotifierError:
            self.records.release(lease)
            raise

    def _send(self, alarm: Alarm, before: Episode | None, is_resumed: bool) -> Episode:
        rule = self.options.flapping
        action = action_for(alarm, before, rule)
        episode = replace(episode_after(alarm, before, rule), is_deferred=False)
        situation = self._situation(alarm, before, action)
        delivery = Delivery(alarm.identity, is_resumed)
        if before and before.root and action is not Action.OPEN:
            with suppress(SlackRefusedError):  # somebody deleted the thread: the alarm gets a new one
                self._reply(alarm, before, action, situation, delivery)
                return episode
        message = render(alarm, situation)
        root = self.channel.post(message, delivery)
        if action is Action.LATE or alarm.state is State.NOTICE:
            return episode
        return replace(episode, root=root, opening=message_to_json(message) if root else "")

    def _pending_line(self, alarm: Alarm, before: Episode | None, is_resumed: bool) -> PendingLine | None:
        """The alarm as a line of the next digest; None for one that gets a message of its own.

        Quiet changes wait for a digest where no thread can take them, and every alarm does in a storm. What
        an earlier attempt may have posted already is not put off to a digest as well.
        """
        action = action_for(alarm, before, self.options.flapping)
        if action not in {Action.ALL_CLEAR, Action.OPEN} and before and before.root:
            return None
        wait = self.options.flapping_digest_after if action is Action.MUTE else timedelta()
        now = self.clock.now()
        is_storm = not is_resumed and self.records.count_alarm(now) > self.options.messages_per_minute
        if not (action in {Action.ALL_CLEAR, Action.MUTE} or is_storm or self._is_beginning_pending(before)):
            return None
        situation = Situation(
            self.options.language, lasted=duration_of(alarm, before), note=self._note(alarm, before, action)
        )
        severity = alarm.severity if action is Action.OPEN else Severity.INFO
        line = DigestLine(alarm.identity, alarm.occurred_at, severity, headline(masked(alarm), situation))
        return PendingLine(line, now + wait)

    def _is_beginning_pending(self, before: Episode | None) -> bool:
        """Whether an earlier change still waits for a digest: an end must not come before its beginning."""
        if before is None or not before.is_deferred:
            return False
        return any(line.identity in before.seen for line in self.records.due_lines(_END_OF_TIME))

    def _defer(self, lease: Lease, alarm: Alarm, before: Episode | None, pending: PendingLine) -> None:
        """The episode loses its thread, even an old one: what follows a digest's line is no reply."""
        episode = replace(
            episode_after(alarm, before, self.options.flapping), root="", opening="", is_deferred=True
        )
        self.records.finish(lease, to_json(episode), pending)

    def _reply(
        self, alarm: Alarm, before: Episode, action: Action, situation: Situation, delivery: Delivery
    ) -> None:
        if action is not Action.LATE:
            opening = updated_opening(message_from_json(before.opening), alarm, situation)
            self.channel.update(before.root, opening)
        message, is_broadcast = render(alarm, situation), action is Action.REOPEN
        self.channel.reply(before.root, message, delivery, is_broadcast=is_broadcast)

    def _situation(self, alarm: Alarm, before: Episode | None, action: Action) -> Situation:
        situation = Situation(
            language=self.options.language,
            link_targets=self.options.link_targets,
            lasted=None if action is Action.LATE else duration_of(alarm, before),
            note=self._note(alarm, before, action),
            is_quiet=action not in {Action.OPEN, Action.REOPEN},
        )
        return self._with_figures(alarm, situation)

    def _note(self, alarm: Alarm, before: Episode | None, action: Action) -> Sentence | None:
        if action is Action.LATE:
            return _LATE
        if alarm.state is not State.ALARM or action is Action.OPEN:
            return None
        count = times_raised(alarm, before, self.options.flapping)
        minutes = int(self.options.flapping.window.total_seconds() // 60)
        return Sentence(f"{minutes}분 안에 {count}번째입니다.", f"Number {count} within {minutes} minutes.")

    def _with_figures(self, alarm: Alarm, situation: Situation) -> Situation:
        """With CloudWatch's figures if it answers: an alarm neither waits nor fails for them."""
        try:
            situation = replace(situation, backlog=self.observations.backlog(self.clock.now()))
            return replace(situation, series=self.observations.series(alarm))
        except ObservationError as error:
            logger.warning("no figures", extra={"cause": mask(str(error))})
            return situation

    def _attach_chart(self, alarm: Alarm, episode: Episode) -> None:
        """After the alarm is sent and recorded: if this fails, nothing is sent again."""
        if not (self.channel.has_threads and episode.root and alarm.state is State.ALARM):
            return
        try:
            if picture := self.observations.chart(alarm):
                self.channel.attach(episode.root, picture, mask(alarm.name))
        except (ObservationError, SlackError) as error:
            logger.warning("no chart", extra={"cause": mask(str(error))})
