"""The Slack secret: a webhook's URL, or a bot token with its channel."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from alarm_notifier.errors import SettingsError

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the secret holds. `repr` shows none of it."""

    webhook_url: str = field(default="", repr=False)
    bot_token: str = field(default="", repr=False)
    channel: str = ""


@dataclass(slots=True)
class SecretCredentials:
    """A secret in Secrets Manager, read once, and again if Slack refuses it."""

    client: SecretsManagerClient
    arn: str
    _read: Credentials | None = None

    def current(self) -> Credentials:
        """What was read last. Raises SettingsError."""
        return self._read or self.read_again()

    def read_again(self) -> Credentials:
        """What it holds now, for example after a rotation."""
        try:
            text = self.client.get_secret_value(SecretId=self.arn)["SecretString"]
        except (BotoCoreError, ClientError) as error:
            raise SettingsError(f"SLACK_SECRET_ARN cannot be read: {type(error).__name__}") from error
        self._read = parsed(text)
        return self._read


def parsed(text: str) -> Credentials:
    """JSON, or the bare URL that people paste. Raises SettingsError, which shows nothing of it."""
    if text.strip().startswith("https://"):
        return Credentials(text.strip())
    try:
        given = json.loads(text)
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise SettingsError("the Slack secret is neither JSON nor a URL")
    values = {name: given.get(name) or "" for name in ("webhook_url", "bot_token", "channel")}
    if not all(isinstance(value, str) for value in values.values()):
        raise SettingsError("the Slack secret has a value that is not a string")
    if not values["webhook_url"] and not (values["bot_token"] and values["channel"]):
        raise SettingsError("the Slack secret needs `webhook_url`, or `bot_token` and `channel`")
    return Credentials(**values)
