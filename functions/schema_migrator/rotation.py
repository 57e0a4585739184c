"""What Secrets Manager asks of who rotates a secret: four steps, each of which may be asked again.

https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
"""

import json
import secrets
import string
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from receipts.errors import ReceiptsError

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

_LENGTH: Final = 40
_LETTERS: Final = string.ascii_letters + string.digits  # it stands in a URL
_CURRENT, _PENDING = "AWSCURRENT", "AWSPENDING"


class RotationError(ReceiptsError):
    """The secret cannot be rotated like this."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """Of one secret to the version that `token` names."""

    client: "SecretsManagerClient"
    arn: str
    token: str
    give: Callable[[str, str], None]
    """Tell the database that this login has this password from now on."""
    log_in: Callable[[str, str], None]
    """Raises where the database refuses the password."""

    def take(self, step: str) -> None:
        """One step. Raises RotationError, and whatever Secrets Manager and the database raise."""
        stages = self.client.describe_secret(SecretId=self.arn)["VersionIdsToStages"].get(self.token, [])
        if _CURRENT in stages:
            return  # asked again
        if _PENDING not in stages:
            raise RotationError(f"the version {self.token} is not about to become the secret's")
        match step:
            case "createSecret":
                self._create()
            case "setSecret":
                self.give(*self._login())
            case "testSecret":
                self.log_in(*self._login())
            case "finishSecret":
                self._finish()
            case _:
                raise RotationError(f"no step of a rotation: {step}")

    def _create(self) -> None:
        try:
            self._read(_PENDING)
        except self.client.exceptions.ResourceNotFoundException:
            password = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
            login = json.dumps({**self._read(_CURRENT), "password": password})
            self.client.put_secret_value(
                SecretId=self.arn, ClientRequestToken=self.token, SecretString=login, VersionStages=[_PENDING]
            )

    def _finish(self) -> None:
        stages = self.client.describe_secret(SecretId=self.arn)["VersionIdsToStages"]
        current = next(version for version, names in stages.items() if _CURRENT in names)
        self.client.update_secret_version_stage(
            SecretId=self.arn, VersionStage=_CURRENT, MoveToVersionId=self.token, RemoveFromVersionId=current
        )

    def _login(self) -> tuple[str, str]:
        login = self._read(_PENDING)
        return login["username"], login["password"]

    def _read(self, stage: str) -> dict[str, Any]:
        version = {"VersionId": self.token} if stage == _PENDING else {}
        answer = self.client.get_secret_value(SecretId=self.arn, VersionStage=stage, **version)
        found: dict[str, Any] = json.loads(answer["SecretString"])
        return found
