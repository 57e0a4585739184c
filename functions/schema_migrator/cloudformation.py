"""What CloudFormation asks of a custom resource, and what it is answered.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from aws_lambda_powertools.utilities.parser.models import (
    CloudFormationCustomResourceCreateModel,
    CloudFormationCustomResourceDeleteModel,
    CloudFormationCustomResourceUpdateModel,
)
from pydantic import TypeAdapter
from urllib3 import PoolManager, Retry, Timeout

Request: TypeAlias = (
    CloudFormationCustomResourceCreateModel
    | CloudFormationCustomResourceUpdateModel
    | CloudFormationCustomResourceDeleteModel
)
_REQUEST: TypeAdapter[Request] = TypeAdapter(Request)

_PHYSICAL_ID = "receipts-schema"
"""Always the same: with another one CloudFormation would think the schema replaced, and delete the old."""

_LONGEST_REASON = 1000
"""The whole answer may have 4,096 bytes."""

_PATIENT = Retry(total=5, backoff_factor=0.5, status_forcelist=(500, 502, 503, 504), allowed_methods={"PUT"})
_http = PoolManager(retries=_PATIENT, timeout=Timeout(connect=3, read=5))


@dataclass(frozen=True, slots=True)
class Answer:
    """Success with the data that the template can ask for, or the reason of a failure."""

    data: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    failure: str = ""


class UnansweredError(Exception):
    """CloudFormation's storage did not take the answer."""


def read_request(event: Mapping[str, object]) -> Request:
    """Raises pydantic's ValidationError if the event is none of CloudFormation's."""
    # AWS sends the token at the top too, but documents it among the properties alone; nothing here needs it.
    return _REQUEST.validate_python({"ServiceToken": "", **event})


def send(request: Request, answer: Answer) -> None:
    """Put the answer where the request wants it; raises UnansweredError or urllib3's HTTPError."""
    response = _http.request(
        "PUT",
        str(request.response_url),
        body=json.dumps(_document(request, answer)).encode(),
        headers={"Content-Type": ""},  # what the URL is signed for
    )
    if response.status != 200:  # noqa: PLR2004
        raise UnansweredError(f"the answer was not taken: HTTP {response.status}")


def _document(request: Request, answer: Answer) -> dict[str, object]:
    return {
        "Status": "FAILED" if answer.failure else "SUCCESS",
        "Reason": answer.failure[:_LONGEST_REASON],
        "PhysicalResourceId": _PHYSICAL_ID,
        "StackId": request.stack_id,
        "RequestId": request.request_id,
        "LogicalResourceId": request.logical_resource_id,
        "Data": dict(answer.data),
    }
