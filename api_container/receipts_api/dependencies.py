"""What the routes work with, and for whom: the ports, the use cases, and the tenant of the API key."""

import hashlib
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Self, cast
from uuid import UUID

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from starlette.concurrency import run_in_threadpool
from starlette.types import Message, Receive

from receipts.adapters.category_table import load_categories
from receipts.ports import Clock, Destination, EventQueue, MerchantDirectory, ObjectStore, ReceiptStore
from receipts.settings import ApiSettings
from receipts.usecases.accept_receipt import AcceptReceipt
from receipts.usecases.correct_receipt import ApproveReceipt, CorrectReceipt
from receipts.usecases.relay import Relay
from receipts.usecases.retry_receipt import RetryReceipt
from receipts_api import problems
from receipts_api.problems import ProblemError, too_large

_LARGEST_JSON = 64 * 1024
_FRAMING = 64 * 1024
"""Room for what a multipart form adds to its file: boundaries, headers, small fields."""

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="ApiKey",
    bearerFormat="rk_…",
    description="An API key, `rk_…`, of one tenant.",
)


@dataclass(frozen=True, slots=True)
class Dependencies:
    """Everything the routes need from outside."""

    store: ReceiptStore
    objects: ObjectStore
    queue: EventQueue
    accept: AcceptReceipt
    retry: RetryReceipt
    correct: CorrectReceipt
    approve: ApproveReceipt
    image_expires_in: timedelta
    max_upload_bytes: int

    @classmethod
    def assemble(
        cls,
        store: ReceiptStore,
        objects: ObjectStore,
        queue: EventQueue,
        directory: MerchantDirectory,
        clock: Clock,
        new_id: Callable[[], UUID],
        settings: ApiSettings,
    ) -> Self:
        """The use cases on top of these ports."""
        relay = Relay(store, {Destination.UPLOADS: queue}, clock)
        bucket = settings.receipt_bucket
        slot_expires_in = timedelta(seconds=settings.upload_expires_seconds)
        return cls(
            store=store,
            objects=objects,
            queue=queue,
            accept=AcceptReceipt(store, objects, relay, clock, new_id, bucket, slot_expires_in),
            retry=RetryReceipt(store, relay, new_id, bucket),
            correct=CorrectReceipt(store, clock, load_categories(settings.category_table)),
            approve=ApproveReceipt(store, directory, clock, new_id),
            image_expires_in=timedelta(seconds=settings.image_expires_seconds),
            max_upload_bytes=settings.max_upload_bytes,
        )


def dependencies_of(request: Request) -> Dependencies:
    """What the application was made with."""
    return cast(Dependencies, request.app.state.dependencies)


def tenant_of(request: Request, _key: Annotated[object, Depends(_bearer)]) -> UUID:
    """The tenant that `TenantRoute` found; the bearer scheme stands here for the OpenAPI document."""
    return cast(UUID, request.state.tenant_id)


Provided = Annotated[Dependencies, Depends(dependencies_of)]
Tenant = Annotated[UUID, Depends(tenant_of)]


class TenantRoute(APIRoute):
    """A route for tenants alone. The key is asked for before a byte of the body is read, and the body is
    cut off at its limit while it streams in.
    """

    def largest_content(self, _dependencies: Dependencies) -> int:
        """How many bytes of content a caller may send."""
        return _LARGEST_JSON

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_for_tenant(request: Request) -> Response:
            dependencies = dependencies_of(request)
            request.state.tenant_id = await run_in_threadpool(_authenticate, request, dependencies.store)
            limited = _limited(request, self.largest_content(dependencies))
            return await handle(Request(request.scope, limited))

        return handle_for_tenant


class PhotoRoute(TenantRoute):
    """A tenant's route that takes a photo."""

    def largest_content(self, dependencies: Dependencies) -> int:
        return dependencies.max_upload_bytes


def _authenticate(request: Request, store: ReceiptStore) -> UUID:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and key.startswith("rk_"):
        tenant_id = store.tenant_of_key(hashlib.sha256(key.encode()).hexdigest())
        if tenant_id:
            return tenant_id
    raise ProblemError(problems.UNAUTHORIZED, headers={"WWW-Authenticate": 'Bearer realm="receipts"'})


def _limited(request: Request, limit: int) -> Receive:
    """The request's body, refused as soon as it is known to hold more than `limit` bytes of content."""
    declared = request.headers.get("content-length", "")
    received = 0

    def refuse_beyond_limit(size: int) -> None:
        if size > limit + _FRAMING:
            raise too_large(limit)

    async def receive() -> Message:
        nonlocal received
        refuse_beyond_limit(int(declared) if declared.isdecimal() else 0)
        message = await request.receive()
        received += len(message.get("body", b""))
        refuse_beyond_limit(received)
        return message

    return receive
