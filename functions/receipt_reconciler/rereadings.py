"""What an operator may ask of the reconciler besides its rounds: to read receipts of the archive anew."""

from collections.abc import Callable
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict

from receipt_reconciler.retries import validated
from receipts.adapters.clock import new_id
from receipts.domain.archive import Archive
from receipts.usecases.reread_many import RereadArchive


class Request(BaseModel):
    """`count` tells how many there are; `run` queues the next chunk, behind the receipt `after`; `sum` tells
    how far a rereading is.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    reread: Literal["count", "run", "sum"]
    tenant_id: UUID | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    rereading: UUID | None = None
    after: UUID | None = None

    def which(self) -> Archive:
        return Archive(self.tenant_id, self.since, self.until)


def fulfil(build: Callable[[], RereadArchive], event: object) -> dict[str, str]:
    """`readable` where they were counted; what came of a rereading; or what one chunk did, with its
    `rereading`, and `after` while there are more. `is_full`: the line takes none for now.
    Raises InvalidRequestError.
    """
    request = validated(Request, event)
    reread = build()
    if request.reread == "count":
        return {"readable": str(reread.rereadings.count(request.which()))}
    rereading = request.rereading or new_id()
    done: dict[str, str] = {"rereading": str(rereading)}
    if request.reread == "run":
        chunk = reread(rereading, request.which(), request.after)
        done |= {"after": str(chunk.last or "")} if not chunk.is_done else {}
        done |= {"is_full": "yes"} if reread.is_full() else {}
    progress = reread.rereadings.progress(request.tenant_id, rereading)
    counts = {"queued": progress.queued, "changed": progress.changed, "differing": progress.differing}
    return done | {name: str(count) for name, count in (counts | dict(progress.outcomes)).items()}
