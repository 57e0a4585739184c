"""Settings, read from a mapping such as `os.environ`. A blank value counts as missing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from alarm_notifier.domain.links import LinkTargets
from alarm_notifier.errors import SettingsError
from receipts.domain.sentence import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the deployment says."""

    secret_arn: str = ""
    webhook_url: str = ""
    """Instead of the secret, on a developer's machine."""
    table: str = ""
    """DynamoDB table; without one, records live in the process alone."""
    language: Language = Language.KOREAN
    link_targets: LinkTargets = field(default_factory=LinkTargets)
    queue: str = ""
    """Name of the queue whose depth shows what an alarm means for receipts."""
    messages_per_minute: int = 10

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Raises SettingsError naming what is missing or wrong."""
        given = {name: value.strip() for name, value in env.items() if value.strip()}
        if not given.keys() & {"SLACK_SECRET_ARN", "SLACK_WEBHOOK_URL"}:
            raise SettingsError("SLACK_SECRET_ARN is missing")
        return cls(
            secret_arn=given.get("SLACK_SECRET_ARN", ""),
            webhook_url=given.get("SLACK_WEBHOOK_URL", ""),
            table=given.get("ALARM_TABLE", ""),
            language=_language(given.get("ALARM_LANGUAGE", "ko")),
            link_targets=LinkTargets(
                given.get("DASHBOARD_NAME", ""), given.get("API_LOG_GROUP", ""), given.get("RUNBOOK_URL", "")
            ),
            queue=given.get("RECEIPT_QUEUE_NAME", ""),
            messages_per_minute=_number(given.get("ALARMS_PER_MINUTE", "10")),
        )


def _language(value: str) -> Language:
    if value not in set(Language):
        raise SettingsError("ALARM_LANGUAGE is neither ko nor en")
    return Language(value)


def _number(value: str) -> int:
    if not value.isdecimal() or int(value) == 0:
        raise SettingsError("ALARMS_PER_MINUTE is not a positive number")
    return int(value)
