"""What an operator may ask of the reconciler besides its rounds: to read failed receipts again."""

from collections.abc import Callable
from typing import Literal, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from receipts.domain.failure import FailureCause
from receipts.errors import InvalidRequestError
from receipts.ports import FailedReceipts
from receipts.usecases.retry_failed import RetryFailed

_CHUNK = 200
_Model = TypeVar("_Model", bound=BaseModel)


class Request(BaseModel):
    """`count` tells how many there are; `run` queues the next chunk, behind the receipt `after`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    retry: Literal["count", "run"]
    cause: FailureCause
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    tenant_id: UUID | None = None
    after: UUID | None = None

    def which(self) -> FailedReceipts:
        return FailedReceipts(self.cause, self.since, self.until, self.tenant_id)


def validated(model: type[_Model], event: object) -> _Model:
    """What an operator asks. Raises InvalidRequestError."""
    try:
        return model.model_validate(event)
    except ValidationError as error:
        problems = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise InvalidRequestError("; ".join(problems)) from None


def fulfil(build: Callable[[], RetryFailed], event: object) -> dict[str, str]:
    """`failed` where they were counted; else `requeued`, and `after` while there are more. Nothing is built
    for a wrong event. Raises InvalidRequestError.
    """
    request = validated(Request, event)
    retry_failed = build()
    if request.retry == "count":
        return {"failed": str(retry_failed.store.count_failed(request.which()))}
    done = retry_failed(request.which(), request.after, _CHUNK)
    return {"requeued": str(done.requeued)} | ({"after": str(done.last)} if done.last else {})
