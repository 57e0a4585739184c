"""What the routes work with, and for whom: the ports, the use cases, and the caller whose API key it is."""

from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, ClassVar, Self, cast
from uuid import UUID

from anyio import CapacityLimiter
from anyio.to_thread import current_default_thread_limiter
from fastapi import Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer

from receipts.adapters.category_table import load_categories
from receipts.adapters.export_layouts import load_layouts
from receipts.domain.api_key import PREFIX
from receipts.domain.export_layout import Layout
from receipts.ports import Clock, Destination, EventQueue, Ledger, ObjectStore, ReceiptFinder, ReceiptStore
from receipts.usecases.accept_receipt import AcceptReceipt
from receipts.usecases.approve_clear import ApproveClear
from receipts.usecases.correct_receipt import ApproveReceipt, CorrectReceipt
from receipts.usecases.export_receipts import ExportReceipts
from receipts.usecases.relay import Relay
from receipts.usecases.retry_receipt import RetryReceipt
from receipts.usecases.sum_up_month import SumUpMonth
from receipts_api import problems
from receipts_api.authentication import Caller, authenticated
from receipts_api.bodies import LimitedBody
from receipts_api.keys import Keys
from receipts_api.page.session import ApiKeySignIn, Sessions, SignIn
from receipts_api.probes import Probes
from receipts_api.problems import ProblemError
from receipts_api.rates import Purpose, Rates
from receipts_api.settings import ApiLimits, ApiSettings
from receipts_api.upload_gate import UploadGate

_LARGEST_JSON = 256 * 1024
_FRAMING = 64 * 1024
"""Room for what a multipart form adds to its file: boundaries, headers, small fields."""

_MOST_WAITING = 400
"""For a thread: ten times as many as there are. Who comes later would not be served before giving up."""

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="ApiKey",
    bearerFormat=f"{PREFIX}…",
    description=f"An API key, `{PREFIX}…`, of one tenant.",
)


@dataclass(frozen=True, slots=True)
class Ports:
    """What the API leans on outside."""

    store: ReceiptStore
    finder: ReceiptFinder
    ledger: Ledger
    objects: ObjectStore
    queue: EventQueue
    clock: Clock


@dataclass(frozen=True, slots=True)
class Dependencies:
    """Everything the routes need from outside."""

    store: ReceiptStore
    finder: ReceiptFinder
    objects: ObjectStore
    queue: EventQueue
    accept: AcceptReceipt
    retry: RetryReceipt
    correct: CorrectReceipt
    approve: ApproveReceipt
    approve_clear: ApproveClear
    export: ExportReceipts
    sum_up_month: SumUpMonth
    clock: Clock
    layouts: Mapping[str, Layout]
    image_expires_in: timedelta
    max_upload_bytes: int
    limits: ApiLimits
    keys: Keys
    rates: Rates
    gate: UploadGate
    lists: CapacityLimiter
    exports: CapacityLimiter
    probes: Probes
    sign_in: SignIn
    sessions: Sessions

    @classmethod
    def assemble(cls, ports: Ports, new_id: Callable[[], UUID], settings: ApiSettings) -> Self:
        """The use cases on top of these ports."""
        store, objects, queue, clock = ports.store, ports.objects, ports.queue, ports.clock
        relay = Relay(store, {Destination.UPLOADS: queue}, clock)
        bucket = settings.receipt_bucket
        slot_expires_in = timedelta(seconds=settings.upload_expires_seconds)

        def seconds() -> float:
            return clock.now().timestamp()

        approve = ApproveReceipt(store, clock, new_id)
        keys, rates = Keys(store, seconds), Rates(settings, seconds)
        return cls(
            store=store,
            finder=ports.finder,
            objects=objects,
            queue=queue,
            accept=AcceptReceipt(store, objects, relay, clock, new_id, bucket, slot_expires_in),
            retry=RetryReceipt(store, objects, relay, new_id, bucket),
            correct=CorrectReceipt(store, clock, load_categories(settings.category_table)),
            approve=approve,
            approve_clear=ApproveClear(store, approve),
            export=ExportReceipts(ports.ledger),
            sum_up_month=SumUpMonth(ports.ledger),
            clock=clock,
            layouts=load_layouts(settings.export_layouts),
            image_expires_in=timedelta(seconds=settings.image_expires_seconds),
            max_upload_bytes=settings.max_upload_bytes,
            limits=settings,
            keys=keys,
            rates=rates,
            gate=UploadGate(
                settings.uploads_at_once, settings.uploads_at_once_of_a_tenant, settings.upload_threads
            ),
            lists=CapacityLimiter(settings.lists_at_once),
            exports=CapacityLimiter(settings.exports_at_once),
            probes=Probes({"database": store, "bucket": objects, "queue": queue}),
            sign_in=ApiKeySignIn(keys, rates),
            sessions=Sessions.of(settings, seconds),
        )


def dependencies_of(request: Request) -> Dependencies:
    """What the application was made with."""
    return cast(Dependencies, request.app.state.dependencies)


# FastAPI runs what is not async in the callers' threads, where /ready would wait behind them.
async def provided_for(request: Request) -> Dependencies:
    """As `dependencies_of`, for FastAPI."""
    return dependencies_of(request)


async def caller_of(request: Request, _key: Annotated[object, Depends(_bearer)]) -> Caller:
    """The caller that `TenantRoute` found; the bearer scheme stands here for the OpenAPI document."""
    return cast(Caller, request.state.caller)


async def tenant_of(caller: Annotated[Caller, Depends(caller_of)]) -> UUID:
    """The caller's tenant."""
    return caller.tenant_id


Provided = Annotated[Dependencies, Depends(provided_for)]
KnownCaller = Annotated[Caller, Depends(caller_of)]
Tenant = Annotated[UUID, Depends(tenant_of)]


class TenantRoute(APIRoute):
    """A route for tenants alone. The key is asked for before a byte of the body is read, and the body is
    cut off at its limits while it streams in.
    """

    counts_as: ClassVar[Purpose] = Purpose.REQUEST
    repeatable: ClassVar[frozenset[str]] = frozenset()
    """Query parameters that may be given several times."""

    def body_of(self, request: Request, provided: Dependencies) -> LimitedBody:
        """The body within what a caller may send."""
        return LimitedBody(request, _LARGEST_JSON, 0, provided.limits.json_seconds)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_for_tenant(request: Request) -> Response:
            _refuse_if_crowded()
            provided = dependencies_of(request)
            caller = await authenticated(request, provided.keys, provided.rates)
            request.state.caller = caller
            provided.rates.count(caller.key_hash, self.counts_as)
            _refuse_repeated(request, self.repeatable)
            return await handle(Request(request.scope, self.body_of(request, provided).receive))

        return handle_for_tenant


class SlotRoute(TenantRoute):
    """A tenant's route that announces a photo."""

    counts_as = Purpose.UPLOAD


class PhotoRoute(SlotRoute):
    """A tenant's route that takes a photo."""

    def body_of(self, request: Request, provided: Dependencies) -> LimitedBody:
        return LimitedBody(request, provided.max_upload_bytes, _FRAMING, provided.limits.photo_seconds)


def _refuse_repeated(request: Request, repeatable: frozenset[str]) -> None:
    """Of a parameter given twice FastAPI takes the last: a filter would be ignored without a word."""
    given = Counter(name for name, _ in request.query_params.multi_items())
    twice = sorted(name for name, times in given.items() if times > 1 and name not in repeatable)
    if twice:
        found = [
            {"type": "repeated", "loc": ("query", name), "msg": "given more than once"} for name in twice
        ]
        raise RequestValidationError(found)


def _refuse_if_crowded() -> None:
    if current_default_thread_limiter().statistics().tasks_waiting > _MOST_WAITING:
        raise ProblemError(problems.UNAVAILABLE, {"Retry-After": "5"})
