"""What the alarm notifier needs in the local account: its table, and the secret that names a Slack."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import boto3
    from mypy_boto3_dynamodb import DynamoDBClient

TABLE: Final = "alarm-records"
_SECRET: Final = "alarm-notifier-slack"  # noqa: S105 - its name


def prepare_notifier(session: boto3.Session, endpoint: str, webhook_url: str) -> dict[str, str]:
    """Make both, the table with nothing in it; the settings that name them."""
    dynamodb = session.client("dynamodb", endpoint_url=endpoint)
    if TABLE in dynamodb.list_tables()["TableNames"]:
        dynamodb.delete_table(TableName=TABLE)
    make_table(dynamodb, TABLE)
    secrets = session.client("secretsmanager", endpoint_url=endpoint)
    value = json.dumps({"webhook_url": webhook_url})
    try:
        arn = secrets.create_secret(Name=_SECRET, SecretString=value)["ARN"]
    except secrets.exceptions.ResourceExistsException:
        arn = secrets.put_secret_value(SecretId=_SECRET, SecretString=value)["ARN"]
    return {"SLACK_SECRET_ARN": arn, "ALARM_TABLE": TABLE}


def make_table(dynamodb: DynamoDBClient, name: str) -> None:
    """As the notifier's template has it."""
    dynamodb.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
    )
