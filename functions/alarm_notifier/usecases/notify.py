"""Tell one alarm, once."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from alarm_notifier.domain.alarm import Alarm, Severity, State
from alarm_notifier.domain.digest import Line
from alarm_notifier.domain.episode import Episode, Folding, Move, after, lasted, move, times_raised
from alarm_notifier.domain.links import Places
from alarm_notifier.domain.masking import mask
from alarm_notifier.domain.rendering import Situation, headline, masked, render, settled
from alarm_notifier.domain.sentence import Language, Sentence
from alarm_notifier.errors import BusyError, NotifierError, ObservationError, SlackError, SlackRefusedError
from alarm_notifier.ports import Channel, Clock, Delivery, Held, Observations, Records, Waiting
from alarm_notifier.usecases.records import from_json, message_from_json, message_to_json, to_json

logger = logging.getLogger(__name__)

_EVER = datetime(9999, 1, 1, tzinfo=UTC)
_LATE = Sentence("늦게 도착했습니다. 그 뒤에 이미 바뀌었습니다.", "This came late; it has changed since.")


class Outcome(StrEnum):
    """What became of an alarm."""

    TOLD = "told"
    DEFERRED = "deferred"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Manner:
    """How alarms are told."""

    language: Language = Language.KOREAN
    places: Places = field(default_factory=Places)
    folding: Folding = field(default_factory=Folding)
    storm: int = 10
    """Alarms a minute that get a message each; more of them go into a digest."""
    fold_digest_every: timedelta = timedelta(minutes=10)
    busy_tries: int = 10


@dataclass(frozen=True, slots=True)
class Notify:
    """The use case. Raises NotifierError where the alarm could not be told: it is to be delivered again."""

    channel: Channel
    records: Records
    observations: Observations
    clock: Clock
    sleep: Callable[[float], None]
    manner: Manner = field(default_factory=Manner)

    def __call__(self, alarm: Alarm) -> Outcome:
        held = self._hold(alarm)
        with self._letting_go(held):
            before = from_json(held.record)
            if before and alarm.identity in before.seen:
                self.records.let_go(held)
                return Outcome.DUPLICATE
            if waiting := self._waiting(alarm, before, held.is_resumed):
                self._defer(held, alarm, before, waiting)
                return Outcome.DEFERRED
            now = self._tell(alarm, before, held.is_resumed)
            self.records.keep(held, to_json(now))
        self._attach_chart(alarm, now)
        return Outcome.TOLD

    def _hold(self, alarm: Alarm) -> Held:
        """Wait for another change of the same alarm that is being told right now."""
        for _ in range(self.manner.busy_tries - 1):
            try:
                return self.records.hold(alarm.key, alarm.identity)
            except BusyError:
                self.sleep(1)
        return self.records.hold(alarm.key, alarm.identity)

    @contextmanager
    def _letting_go(self, held: Held) -> Iterator[None]:
        try:
            yield
        except NotifierError:
            self.records.let_go(held)
            raise

    def _tell(self, alarm: Alarm, before: Episode | None, is_resumed: bool) -> Episode:
        folding = self.manner.folding
        step = move(alarm, before, folding)
        episode = replace(after(alarm, before, folding), is_deferred=False)
        situation = self._situation(alarm, before, step)
        delivery = Delivery(alarm.identity, is_resumed)
        if before and before.root and step is not Move.OPEN:
            with suppress(SlackRefusedError):  # somebody deleted the thread: it gets a new one
                self._reply(alarm, before, step, situation, delivery)
                return episode
        message = render(alarm, situation)
        root = self.channel.post(message, delivery)
        if step is Move.LATE or alarm.state is State.NOTICE:
            return episode
        return replace(episode, root=root, opening=message_to_json(message) if root else "")

    def _waiting(self, alarm: Alarm, before: Episode | None, is_resumed: bool) -> Waiting | None:
        """Quiet things wait for a digest where no thread can take them; anything does in a storm.

        What an earlier try may have posted already is not put off to a digest as well.
        """
        step = move(alarm, before, self.manner.folding)
        if step is not Move.CALM and step is not Move.OPEN and before and before.root:
            return None
        wait = self.manner.fold_digest_every if step is Move.FOLD else timedelta()
        now = self.clock.now()
        is_storm = not is_resumed and self.records.count(now) > self.manner.storm
        if not (step in {Move.CALM, Move.FOLD} or is_storm or self._overtakes(before)):
            return None
        situation = Situation(
            self.manner.language, lasted=lasted(alarm, before), note=self._note(alarm, before, step)
        )
        severity = alarm.severity if step is Move.OPEN else Severity.INFO
        line = Line(alarm.identity, alarm.occurred_at, severity, headline(masked(alarm), situation))
        return Waiting(line, now + wait)

    def _overtakes(self, before: Episode | None) -> bool:
        """Whether what came before still waits for a digest: an end is not told before its beginning."""
        if before is None or not before.is_deferred:
            return False
        return any(line.identity in before.seen for line in self.records.waiting(_EVER))

    def _defer(self, held: Held, alarm: Alarm, before: Episode | None, waiting: Waiting) -> None:
        """Without a thread, even an old one: what follows is no reply to anything."""
        episode = replace(after(alarm, before, self.manner.folding), root="", opening="", is_deferred=True)
        self.records.keep(held, to_json(episode), waiting)

    def _reply(
        self, alarm: Alarm, before: Episode, step: Move, situation: Situation, delivery: Delivery
    ) -> None:
        if step is not Move.LATE:
            self.channel.update(before.root, settled(message_from_json(before.opening), alarm, situation))
        self.channel.reply(before.root, render(alarm, situation), delivery, is_broadcast=step is Move.REOPEN)

    def _situation(self, alarm: Alarm, before: Episode | None, step: Move) -> Situation:
        situation = Situation(
            language=self.manner.language,
            places=self.manner.places,
            lasted=None if step is Move.LATE else lasted(alarm, before),
            note=self._note(alarm, before, step),
            is_quiet=step not in {Move.OPEN, Move.REOPEN},
        )
        return self._observed(alarm, situation)

    def _note(self, alarm: Alarm, before: Episode | None, step: Move) -> Sentence | None:
        if step is Move.LATE:
            return _LATE
        if alarm.state is not State.ALARM or step is Move.OPEN:
            return None
        count = times_raised(alarm, before, self.manner.folding)
        minutes = int(self.manner.folding.window.total_seconds() // 60)
        return Sentence(f"{minutes}분 안에 {count}번째입니다.", f"Number {count} within {minutes} minutes.")

    def _observed(self, alarm: Alarm, situation: Situation) -> Situation:
        """With figures where there are some: an alarm never waits for them, and never fails over them."""
        try:
            situation = replace(situation, backlog=self.observations.backlog(self.clock.now()))
            return replace(situation, series=self.observations.series(alarm))
        except ObservationError as error:
            logger.warning("no figures", extra={"cause": mask(str(error))})
            return situation

    def _attach_chart(self, alarm: Alarm, episode: Episode) -> None:
        """After the alarm itself is told and kept: a chart is worth no second message."""
        if not (self.channel.has_threads and episode.root and alarm.state is State.ALARM):
            return
        try:
            if picture := self.observations.chart(alarm):
                self.channel.attach(episode.root, picture, mask(alarm.name))
        except (ObservationError, SlackError) as error:
            logger.warning("no chart", extra={"cause": mask(str(error))})
