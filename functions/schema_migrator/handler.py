"""Brings the database to this version's schema while a stack is made or updated; rotates its passwords."""

import os
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from receipts.log_lines import masked_line
from schema_migrator.cloudformation import Answer, Request, read_request, send
from schema_migrator.composition import build, build_rotation
from schema_migrator.reason import reason
from schema_migrator.settings import MigratorSettings

logger = Logger(service="schema-migrator", json_serializer=masked_line)

_SECONDS_TO_ANSWER = 60


class MigrationFailedError(Exception):
    """Raised once CloudFormation knows, for the alarm that counts this function's errors."""


# The event is not logged: whoever has its URL can answer in our place.
@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> None:
    """Answer CloudFormation whatever happens: without an answer it waits until its time is up.

    Secrets Manager wants no answer; what is raised is what it tells people.
    """
    if "ClientRequestToken" in event:
        settings = MigratorSettings.from_env(os.environ)
        build_rotation(settings, event["SecretId"], event["ClientRequestToken"]).take(event["Step"])
        logger.info("rotating", extra={"step": event["Step"], "secret": event["SecretId"]})
        return
    request = read_request(event)
    told = answer(request, context.get_remaining_time_in_millis() / 1000 - _SECONDS_TO_ANSWER)
    send(request, told)
    if told.failure:
        raise MigrationFailedError(told.failure)


def answer(request: Request, seconds: float) -> Answer:
    """Migrate within so many seconds, and tell how it went. Deleting the resource deletes nothing."""
    if request.request_type == "Delete":
        return Answer()
    try:
        migration = build(MigratorSettings.from_env(os.environ))(seconds)
    except Exception as error:  # the last line of defence: the stack must hear of it
        logger.exception("the migration failed")
        return Answer(failure=reason(error))
    logger.info("migrated", extra={"revision": migration.revision, "is_ahead": migration.is_ahead})
    return Answer({"Revision": migration.revision})
