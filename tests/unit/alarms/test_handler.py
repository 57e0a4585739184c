"""The function as Lambda calls it: what it loads, what it answers, what it logs."""

import json
import logging
import subprocess
import sys
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from alarm_notifier import handler as module
from alarm_notifier.adapters.credentials import parsed
from alarm_notifier.errors import SettingsError, SlackUnavailableError
from alarm_notifier.settings import Settings
from alarm_notifier.usecases.flush import Flush
from alarm_notifier.usecases.notify import Notify
from tests.fakes.alarm_records import MemoryRecords
from tests.fakes.alarms import NoSleep, RecordingChannel, SetClock, SteadyObservations
from tests.unit.alarms.golden import ROOT

ARN = "arn:aws:secretsmanager:ap-northeast-2:123456789012:secret:slack"
COLD = """
import time; began = time.process_time()
import alarm_notifier.handler, sys
print(time.process_time() - began, *({"boto3", "slack_sdk"} & sys.modules.keys()))
"""


@pytest.fixture
def channel(monkeypatch: pytest.MonkeyPatch) -> RecordingChannel:
    channel, records, clock = RecordingChannel(has_threads=False), MemoryRecords(), SetClock()
    notify = Notify(channel, records, SteadyObservations(), clock, NoSleep)
    built: Callable[[], object] = lambda: SimpleNamespace(notify=notify, flush=Flush(channel, records, clock))  # noqa: E731
    monkeypatch.setattr(module, "notifier", built)
    return channel


def event(name: str) -> object:
    return json.loads((ROOT / "events" / f"{name}.json").read_text())


def test_an_alarm_is_sent_and_its_redrive_is_a_duplicate(channel: RecordingChannel) -> None:
    assert module.handler(event("alarm_cloudwatch_simple"), None) == {"sent": 1}
    assert module.handler(event("alarm_redrive_after_failure"), None) == {"duplicate": 1}


def test_the_tick_sends_digests_and_a_redriven_tick_does_nothing(channel: RecordingChannel) -> None:
    tick = event("notifier_flush")
    assert module.handler(tick, None) == {"flushed": 0}
    failed = {"requestContext": {"condition": "RetriesExhausted"}, "requestPayload": tick}
    body = {"Records": [{"eventSource": "aws:sqs", "body": json.dumps(failed)}]}
    assert module.handler(body, None) == {}
    assert channel.posts == []


def test_an_alarm_that_slack_does_not_take_fails_the_invocation(channel: RecordingChannel) -> None:
    channel.trouble = [SlackUnavailableError("http_503")]
    with pytest.raises(SlackUnavailableError):
        module.handler(event("alarm_cloudwatch_simple"), None)


def test_the_log_holds_the_event_without_cards_or_secrets(
    channel: RecordingChannel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    module.handler(event("alarm_plain_text_with_secrets"), None)
    kept = "".join(str(record.__dict__) for record in caplog.records)
    assert "Payment check failed" in kept
    assert "hunter2secret" not in kept
    assert "1111-1111" not in kept


def test_the_function_loads_in_under_300_ms_of_processor_time() -> None:
    done = subprocess.run([sys.executable, "-c", COLD], capture_output=True, text=True, check=True)
    seconds, *heavy = done.stdout.split()
    assert heavy == []
    assert float(seconds) < 0.3


def test_settings_name_what_is_missing_or_wrong() -> None:
    given = {"SLACK_SECRET_ARN": ARN, "ALARM_TABLE": "alarms"}
    for env, name in (
        ({}, "SLACK_SECRET_ARN"),
        ({"SLACK_SECRET_ARN": " "}, "SLACK_SECRET_ARN"),
        ({"SLACK_SECRET_ARN": ARN}, "ALARM_TABLE"),
        (given | {"ALARM_LANGUAGE": "fr"}, "ALARM_LANGUAGE"),
        (given | {"ALARMS_PER_MINUTE": "many"}, "ALARMS_PER_MINUTE"),
    ):
        with pytest.raises(SettingsError, match=name):
            Settings.from_env(env)


def test_the_secret_is_json_or_a_bare_url() -> None:
    url = "https://hooks.slack.com/services/T0/B0/xyz"
    assert parsed(url) == parsed(json.dumps({"webhook_url": url}))
    assert parsed('{"bot_token": "xoxb-1", "channel": "C1"}').channel == "C1"


@pytest.mark.parametrize(
    "secret", ["hunter2", "[]", "{}", '{"bot_token": "xoxb-hunter2"}', '{"webhook_url": 1}']
)
def test_a_secret_of_another_shape_is_refused_without_showing_it(secret: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parsed(secret)
    assert "hunter2" not in str(caught.value)
