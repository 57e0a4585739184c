"""What the routes work with, and for whom: the ports, the use cases, and the caller whose API key it is."""

from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, ClassVar, Self, TypedDict, cast
from uuid import UUID

from anyio import CapacityLimiter
from anyio.to_thread import current_default_thread_limiter
from fastapi import Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from pydantic import BaseModel

from receipts.adapters.category_table import load_categories
from receipts.adapters.export_layouts import load_layouts
from receipts.domain.api_key import PREFIX
from receipts.domain.export_layout import Layout
from receipts.domain.fairness import Share
from receipts.domain.record import Receipt
from receipts.ports import (
    Batches,
    Clock,
    Company,
    Destination,
    EventQueue,
    Ledger,
    MerchantDirectory,
    ObjectStore,
    ReceiptFinder,
    ReceiptStore,
    Rereadings,
)
from receipts.usecases.accept_receipt import AcceptReceipt
from receipts.usecases.annotate_receipt import AnnotateReceipt
from receipts.usecases.announce_batch import AnnounceBatch
from receipts.usecases.approve_clear import ApproveClear
from receipts.usecases.correct_receipt import ApproveReceipt, CorrectReceipt, Seen
from receipts.usecases.decide import Decide
from receipts.usecases.estimate_finish import EstimateFinish
from receipts.usecases.export_photos import ExportPhotos
from receipts.usecases.export_receipts import ExportReceipts
from receipts.usecases.reconsider import Reconsider
from receipts.usecases.relay import Relay
from receipts.usecases.reread import RereadReceipt
from receipts.usecases.reread_many import RereadMany
from receipts.usecases.retry_receipt import RetryReceipt
from receipts.usecases.suggest_account import SuggestAccount
from receipts.usecases.sum_up_month import SumUpMonth
from receipts_api import problems
from receipts_api.authentication import Caller, authenticated
from receipts_api.bodies import LimitedBody
from receipts_api.corrections import CorrectionRequest
from receipts_api.documents import ReceiptDocument
from receipts_api.etags import ReceiptResponse, unless_known
from receipts_api.exports.places import ExportPlaces
from receipts_api.keys import Keys
from receipts_api.page.session import ApiKeySignIn, Sessions, SignIn
from receipts_api.probes import Probes
from receipts_api.problems import ProblemError
from receipts_api.rates import Purpose, Rates
from receipts_api.schemas import UploadAnswer
from receipts_api.settings import ApiLimits, ApiSettings
from receipts_api.texts import unreadable_parameters
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
class Database:
    """The ports that PostgreSQL is behind."""

    store: ReceiptStore
    finder: ReceiptFinder
    ledger: Ledger
    directory: MerchantDirectory
    company: Company
    batches: Batches
    rereadings: Rereadings


@dataclass(frozen=True, slots=True)
class CompanyUses:
    """What a company says of itself, and writes on its receipts."""

    books: Company
    suggest: SuggestAccount
    annotate: AnnotateReceipt
    reconsider: Reconsider

    @classmethod
    def assemble(
        cls, database: Database, suggest: SuggestAccount, clock: Clock, new_id: Callable[[], UUID]
    ) -> Self:
        """The use cases on top of these ports."""
        store, books = database.store, database.company
        reconsider = Reconsider(store, database.directory, suggest, clock, new_id)
        return cls(books, suggest, AnnotateReceipt(store, clock, new_id, books), reconsider)


@dataclass(frozen=True, slots=True)
class BatchUses:
    """Receipts that come together, and when they will have been read."""

    kept: Batches
    announce: AnnounceBatch
    estimate: EstimateFinish

    @classmethod
    def assemble(
        cls, kept: Batches, accept: AcceptReceipt, clock: Clock, new_id: Callable[[], UUID], share: Share
    ) -> Self:
        """The use cases on top of these ports."""
        return cls(kept, AnnounceBatch(accept, kept, clock, new_id), EstimateFinish(kept, share, clock))


@dataclass(frozen=True, slots=True)
class PageUses:
    """What bookkeepers in a browser need besides: their sessions, and work on many receipts at once."""

    approve_clear: ApproveClear
    sum_up_month: SumUpMonth
    sign_in: SignIn
    sessions: Sessions

    @classmethod
    def assemble(
        cls,
        database: Database,
        approve: ApproveReceipt,
        sign_in: ApiKeySignIn,
        settings: ApiSettings,
        seconds: Callable[[], float],
    ) -> Self:
        """The use cases on top of these ports."""
        clear, month = ApproveClear(database.store, approve), SumUpMonth(database.ledger)
        return cls(clear, month, sign_in, Sessions.of(settings, seconds))


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
    company: CompanyUses
    batches: BatchUses
    clock: Clock
    approve: ApproveReceipt
    decide: Decide
    reread: RereadReceipt
    reread_many: RereadMany
    export: ExportReceipts
    export_photos: ExportPhotos
    layouts: Mapping[str, Layout]
    image_expires_in: timedelta
    originals_for: frozenset[str]
    max_upload_bytes: int
    limits: ApiLimits
    keys: Keys
    rates: Rates
    gate: UploadGate
    lists: CapacityLimiter
    exports: ExportPlaces
    probes: Probes
    page: PageUses

    @classmethod
    def assemble(
        cls,
        database: Database,
        objects: ObjectStore,
        queue: EventQueue,
        clock: Clock,
        new_id: Callable[[], UUID],
        settings: ApiSettings,
    ) -> Self:
        """The use cases on top of these ports."""
        store, share, seconds = database.store, Share(settings.parser_concurrency), _seconds_by(clock)
        relay, rates = Relay(store, {Destination.UPLOADS: queue}, clock), Rates(settings, seconds)
        bucket, lasts = settings.receipt_bucket, settings.upload_expires_in
        accept = AcceptReceipt(store, objects, relay, clock, new_id, bucket, lasts)
        suggest = SuggestAccount(load_categories(settings.category_table), database.company)
        approve, keys = ApproveReceipt(store, clock, new_id, database.company), Keys(store, seconds)
        reread = RereadReceipt(store, objects, relay, clock, new_id, bucket)
        return cls(
            store=store,
            finder=database.finder,
            objects=objects,
            queue=queue,
            accept=accept,
            retry=RetryReceipt(store, objects, relay, new_id, bucket),
            correct=CorrectReceipt(store, clock, new_id, suggest),
            company=CompanyUses.assemble(database, suggest, clock, new_id),
            batches=BatchUses.assemble(database.batches, accept, clock, new_id, share),
            clock=clock,
            approve=approve,
            decide=Decide(store, relay, clock, new_id, bucket),
            reread=reread,
            reread_many=RereadMany(reread, database.finder, database.rereadings),
            export=ExportReceipts(database.ledger, suggest.categories),
            export_photos=ExportPhotos(database.ledger, objects),
            keys=keys,
            rates=rates,
            probes=Probes({"database": store, "bucket": objects, "queue": queue}),
            page=PageUses.assemble(database, approve, ApiKeySignIn(keys, rates), settings, seconds),
            **_bounds(settings),
        )

    def keep(self, seen: Seen, correction: CorrectionRequest) -> Receipt:
        """What a client has changed of a receipt. What the company writes on it is, alone, no correction of
        what was read. Raises as `CorrectReceipt` and `AnnotateReceipt` do.
        """
        values, written = correction.values(), correction.written()
        if correction.annotations is not None and not values:
            return self.company.annotate(seen, written)
        return self.correct(seen, values, written)


def _seconds_by(clock: Clock) -> Callable[[], float]:
    """The clock's time, as a number."""
    return lambda: clock.now().timestamp()


class _Bounds(TypedDict):
    layouts: Mapping[str, Layout]
    image_expires_in: timedelta
    originals_for: frozenset[str]
    max_upload_bytes: int
    limits: ApiLimits
    gate: UploadGate
    lists: CapacityLimiter
    exports: ExportPlaces


def _bounds(settings: ApiSettings) -> _Bounds:
    """What the environment says of layouts and limits."""
    return {
        "layouts": load_layouts(settings.export_layouts),
        "image_expires_in": timedelta(seconds=settings.image_expires_seconds),
        "originals_for": frozenset(name.strip() for name in settings.originals_for.split(",")) - {""},
        "max_upload_bytes": settings.max_upload_bytes,
        "limits": settings,
        "gate": UploadGate(
            settings.uploads_at_once, settings.uploads_at_once_of_a_tenant, settings.upload_threads
        ),
        "lists": CapacityLimiter(settings.lists_at_once),
        "exports": ExportPlaces(settings.exports_at_once),
    }


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
        if self.response_model in {ReceiptDocument, UploadAnswer}:
            self.response_class = ReceiptResponse
        handle, known = super().get_route_handler(), self._known_parameters()

        async def handle_for_tenant(request: Request) -> Response:
            _refuse_if_crowded()
            provided = dependencies_of(request)
            caller = await authenticated(request, provided.keys, provided.rates)
            request.state.caller = caller
            provided.rates.count(caller.key_hash, self.counts_as)
            _refuse_unreadable(request)
            _refuse_unknown(request, known)
            _refuse_repeated(request, self.repeatable)
            response = await handle(Request(request.scope, self.body_of(request, provided).receive))
            return unless_known(request, response)

        return handle_for_tenant

    def _known_parameters(self) -> frozenset[str] | None:
        """Of its query; None where a model has them, which forbids all others."""
        fields = self.dependant.query_params
        if any(isinstance(it.field_info.annotation, type(BaseModel)) for it in fields):
            return None
        return frozenset(field.alias for field in fields)


class SlotRoute(TenantRoute):
    """A tenant's route that announces a photo."""

    counts_as = Purpose.UPLOAD


class PhotoRoute(SlotRoute):
    """A tenant's route that takes a photo."""

    def body_of(self, request: Request, provided: Dependencies) -> LimitedBody:
        return LimitedBody(request, provided.max_upload_bytes, _FRAMING, provided.limits.photo_seconds)


def _refuse_unreadable(request: Request) -> None:
    broken = unreadable_parameters(request.scope["query_string"])
    if broken:
        raise RequestValidationError([{"type": "text_impossible", "loc": ("query", it)} for it in broken])


def _refuse_unknown(request: Request, known: frozenset[str] | None) -> None:
    """FastAPI ignores what it does not know: a receipt sent with `?bacth=` would be in no batch."""
    unknown = sorted(set(request.query_params) - known) if known is not None else []
    if unknown:
        found = [{"type": "extra_forbidden", "loc": ("query", name), "msg": "unknown"} for name in unknown]
        raise RequestValidationError(found)


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
