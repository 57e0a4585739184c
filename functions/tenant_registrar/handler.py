"""Makes tenants and their API keys when an administrator asks; nothing else may."""

import os

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from receipts.log_lines import masked_line
from tenant_registrar.composition import Answer, build
from tenant_registrar.requests import read_request
from tenant_registrar.settings import RegistrarSettings

logger = Logger(service="tenant-registrar", json_serializer=masked_line)


# Neither event nor answer is logged, whatever the environment says: both may hold a key.
@logger.inject_lambda_context(clear_state=True, log_event=False)
def handler(event: object, context: LambdaContext) -> Answer:
    """Answer with what `fulfil` did. Raises ReceiptsError, in one sentence.

    Built anew each time: it is asked rarely, and the owner's password changes every week.
    """
    request = read_request(event)
    answer = build(RegistrarSettings.from_env(os.environ))(request)
    logger.info("registered", extra={"tenant_id": answer.get("tenant_id"), "asked_for": request.asked_for})
    return answer
