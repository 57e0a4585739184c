"""Tries a new version of the API in the middle of a blue/green deployment, and lets it go on or not.

ECS calls when the test rule leads to green and users still see blue.
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/lambda-lifecycle-hooks.html
"""

import os
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from api_smoke_test.checks import NotAnsweringError, WrongAnswerError, try_all
from api_smoke_test.settings import SmokeTestSettings

logger = Logger(service="api-smoke-test")

_MOST_TRIES = 20
_SECONDS_BETWEEN = 30


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, object]:
    """SUCCEEDED, FAILED, or IN_PROGRESS to be asked again; ECS keeps the number of tries for us."""
    tries = int((event.get("hookDetails") or {}).get("tries", 0)) + 1
    logger.append_keys(revision=event["executionDetails"]["targetServiceRevisionArn"], tries=tries)
    settings = SmokeTestSettings.from_env(os.environ)
    try:
        try_all(settings.api_url, settings.api_address)
    except WrongAnswerError:
        logger.exception("the new version is refused")
        return {"hookStatus": "FAILED"}
    except NotAnsweringError:
        logger.exception("the new version does not answer")
        return again(tries)
    logger.info("the new version may take users")
    return {"hookStatus": "SUCCEEDED"}


def again(tries: int) -> dict[str, object]:
    """Ten minutes altogether: as long as a new name in the DNS may take."""
    if tries >= _MOST_TRIES:
        return {"hookStatus": "FAILED"}
    return {"hookStatus": "IN_PROGRESS", "callBackDelay": _SECONDS_BETWEEN, "hookDetails": {"tries": tries}}
