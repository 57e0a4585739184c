"""One alarm from its first message to its last, with threads and without."""

from datetime import timedelta

import pytest

from alarm_notifier.domain.alarm import Severity, State
from alarm_notifier.errors import BusyError, SlackRefusedError, SlackUnavailableError
from alarm_notifier.usecases.flush import Flush
from alarm_notifier.usecases.notify import Notify, NotifyOptions, Outcome
from tests.fakes.alarm_records import MemoryRecords
from tests.fakes.alarms import NOON, NoSleep, RecordingChannel, SetClock, SteadyObservations, alarm, minutes

ALARM, OK, SILENT = State.ALARM, State.OK, State.INSUFFICIENT_DATA


class World:
    """The use cases with everything around them."""

    def __init__(self, *, has_threads: bool = True) -> None:
        self.channel = RecordingChannel(has_threads)
        self.records = MemoryRecords()
        self.observations = SteadyObservations()
        self.clock = SetClock()
        options = NotifyOptions(messages_per_minute=10)
        self.notify = Notify(self.channel, self.records, self.observations, self.clock, NoSleep, options)
        self.flush = Flush(self.channel, self.records, self.clock)

    def told(self) -> list[str]:
        """Everything people saw in the channel, as one line each."""
        return [post.text for post in self.channel.posts]


@pytest.fixture
def bot() -> World:
    return World()


@pytest.fixture
def webhook() -> World:
    return World(has_threads=False)


def test_an_alarm_is_told_once_however_often_it_is_delivered(webhook: World) -> None:
    outcomes = [webhook.notify(alarm()) for _ in range(3)]
    assert outcomes == [Outcome.SENT, Outcome.DUPLICATE, Outcome.DUPLICATE]
    assert len(webhook.channel.posts) == 1


def test_an_alarm_that_slack_did_not_take_is_told_when_it_is_delivered_again(webhook: World) -> None:
    webhook.channel.trouble = [SlackUnavailableError("http_503")]
    with pytest.raises(SlackUnavailableError):
        webhook.notify(alarm())
    assert webhook.notify(alarm()) is Outcome.SENT
    assert webhook.channel.deliveries[0].is_resumed


def test_the_message_says_what_it_means_for_receipts_and_what_to_do(bot: World) -> None:
    bot.notify(alarm())
    text = str(bot.channel.posts[0].payload())
    assert "대기 중인 영수증 *1,234건*" in text
    assert "*먼저 할 일:*" in text


def test_an_alarm_goes_out_without_figures_when_there_are_none(bot: World) -> None:
    bot.observations.is_down = True
    assert bot.notify(alarm()) is Outcome.SENT
    assert bot.channel.charts == []


def test_a_chart_goes_into_the_thread_and_its_failure_costs_nothing(bot: World) -> None:
    bot.notify(alarm())
    assert bot.channel.charts == ["C1:1"]


def test_ok_colours_the_first_message_and_answers_in_its_thread_with_how_long_it_lasted(bot: World) -> None:
    bot.notify(alarm())
    bot.notify(alarm(OK, NOON + minutes(12)))
    ((root, opening),) = bot.channel.updates
    ((thread, answer, is_broadcast),) = bot.channel.replies
    assert (root, thread, is_broadcast) == ("C1:1", "C1:1", False)
    assert opening.text.startswith("✅ *[해결] receipts-prod-ApiLatencyHigh*")
    assert opening.text.endswith("느립니다.")
    assert opening.blocks == bot.channel.posts[0].blocks
    assert "12분 지속" in answer.text
    assert len(bot.channel.posts) == 1


def test_without_threads_ok_is_a_message_that_says_how_long_it_lasted(webhook: World) -> None:
    webhook.notify(alarm())
    webhook.notify(alarm(OK, NOON + minutes(12)))
    assert "12분 지속" in webhook.told()[1]


def test_missing_data_is_told_and_the_time_goes_on(bot: World) -> None:
    bot.notify(alarm())
    bot.notify(alarm(SILENT, NOON + minutes(5)))
    bot.notify(alarm(OK, NOON + minutes(20)))
    assert [("5분" in said.text, "20분" in said.text) for _, said, _ in bot.channel.replies] == [
        (True, False),
        (False, True),
    ]


def test_an_alarm_raised_again_soon_stays_in_its_thread_and_is_seen_in_the_channel(bot: World) -> None:
    bot.notify(alarm())
    bot.notify(alarm(OK, NOON + minutes(2)))
    bot.notify(alarm(ALARM, NOON + minutes(5)))
    assert len(bot.channel.posts) == 1
    assert bot.channel.replies[-1][2] is True
    assert "30분 안에 2번째입니다." in bot.channel.replies[-1][1].text


def test_an_alarm_raised_again_much_later_is_another_story(bot: World) -> None:
    bot.notify(alarm())
    bot.notify(alarm(OK, NOON + minutes(2)))
    bot.notify(alarm(ALARM, NOON + minutes(40)))
    assert len(bot.channel.posts) == 2


def flap(world: World, times: int) -> None:
    for round_ in range(times):
        world.notify(alarm(ALARM, NOON + minutes(2 * round_)))
        world.notify(alarm(OK, NOON + minutes(2 * round_ + 1)))


def test_a_flapping_alarm_goes_on_in_its_thread_without_the_channel(bot: World) -> None:
    flap(bot, 6)
    assert len(bot.channel.posts) == 1
    raised = [is_broadcast for _, said, is_broadcast in bot.channel.replies if "느립니다" in said.text]
    assert raised.count(True) == 2
    assert len(bot.channel.replies) == 11


def test_without_threads_a_flapping_alarm_waits_for_one_digest_that_hides_nothing(webhook: World) -> None:
    flap(webhook, 6)
    assert len(webhook.channel.posts) == 6
    assert webhook.flush() == 0
    webhook.clock.pass_(minutes(11))
    assert webhook.flush() == 6
    assert str(webhook.channel.posts[-1].payload()).count("ApiLatencyHigh") == 6


def test_what_comes_after_its_successor_says_that_it_is_late_and_changes_nothing(bot: World) -> None:
    bot.notify(alarm(severity=Severity.CRITICAL))
    bot.notify(alarm(OK, NOON + minutes(10)))
    bot.notify(alarm(ALARM, NOON + minutes(5), severity=Severity.CRITICAL))
    late = bot.channel.replies[-1][1]
    assert "늦게 도착했습니다" in late.text
    assert late.mention == ""
    assert len(bot.channel.updates) == 1


def test_an_alarm_that_comes_after_its_own_ok_mentions_nobody(webhook: World) -> None:
    webhook.notify(alarm(ALARM, NOON, severity=Severity.CRITICAL))
    webhook.notify(alarm(OK, NOON + minutes(3)))
    webhook.notify(alarm(ALARM, NOON + minutes(1), severity=Severity.CRITICAL))
    assert [post.mention for post in webhook.channel.posts] == ["<!here>", "", ""]


def test_a_storm_becomes_digests_in_which_every_alarm_has_its_line(webhook: World) -> None:
    names = [f"receipts-prod-Alarm{number:03}" for number in range(200)]
    outcomes = [webhook.notify(alarm(name=name)) for name in names]
    assert outcomes.count(Outcome.SENT) == 10
    assert webhook.flush() == 190
    text = "".join(str(post.payload()["attachments"]) for post in webhook.channel.posts)
    assert [name for name in names if name not in text] == []
    assert len(webhook.channel.posts) == 10 + 4


def test_a_digest_mentions_the_channel_if_one_of_its_alarms_is_critical(webhook: World) -> None:
    for number in range(12):
        severity = Severity.CRITICAL if number == 11 else Severity.WARNING
        webhook.notify(alarm(name=f"Alarm{number}", severity=severity))
    webhook.flush()
    assert webhook.channel.posts[-1].mention == "<!here>"


def test_all_clears_of_new_alarms_wait_for_a_digest(bot: World) -> None:
    assert bot.notify(alarm(OK)) is Outcome.DEFERRED
    assert bot.flush() == 1


def test_what_follows_a_deferred_alarm_does_not_answer_in_an_old_thread(bot: World) -> None:
    bot.notify(alarm())
    bot.notify(alarm(OK, NOON + minutes(1)))
    for number in range(10):
        bot.notify(alarm(name=f"Alarm{number}"))
    later = NOON + timedelta(hours=3)
    assert bot.notify(alarm(ALARM, later)) is Outcome.DEFERRED
    bot.clock.pass_(timedelta(hours=3))
    bot.notify(alarm(OK, later + minutes(1)))
    assert len(bot.channel.replies) == 1


def test_an_end_does_not_overtake_its_beginning_that_waits_for_a_digest(webhook: World) -> None:
    for number in range(11):
        webhook.notify(alarm(name=f"Alarm{number}"))
    webhook.clock.pass_(minutes(2))
    assert webhook.notify(alarm(OK, NOON + minutes(1), name="Alarm10")) is Outcome.DEFERRED
    webhook.flush()
    assert webhook.notify(alarm(ALARM, NOON + minutes(40), name="Alarm10")) is Outcome.SENT


def test_a_thread_that_somebody_deleted_is_begun_anew(bot: World) -> None:
    bot.notify(alarm())
    bot.channel.trouble = [SlackRefusedError("message_not_found")]
    assert bot.notify(alarm(OK, NOON + minutes(1))) is Outcome.SENT
    assert len(bot.channel.posts) == 2


def test_a_digest_that_slack_did_not_take_is_sent_with_the_same_lines_again(webhook: World) -> None:
    webhook.notify(alarm(OK, name="First"))
    webhook.channel.trouble = [SlackUnavailableError("http_503")]
    with pytest.raises(SlackUnavailableError):
        webhook.flush()
    webhook.notify(alarm(OK, name="Second"))
    assert webhook.flush() == 2
    assert [delivery.is_resumed for delivery in webhook.channel.deliveries] == [True, False]
    assert "Second" not in str(webhook.channel.posts[0].payload())


def test_two_changes_of_one_alarm_at_once_wait_for_each_other(bot: World) -> None:
    held = bot.records.acquire(alarm().key, "another")
    waits: list[float] = []

    def let_go_at_last(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            bot.records.release(held)

    patient = Notify(bot.channel, bot.records, bot.observations, bot.clock, let_go_at_last, NotifyOptions())
    assert patient(alarm()) is Outcome.SENT
    assert len(waits) == 3


def test_an_alarm_that_is_held_for_too_long_is_delivered_again(bot: World) -> None:
    bot.records.acquire(alarm().key, "another")
    with pytest.raises(BusyError):
        bot.notify(alarm())
    assert bot.channel.posts == []
