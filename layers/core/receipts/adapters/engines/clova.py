"""NAVER CLOVA OCR, Document API, receipt model: Korean and Japanese receipts.

Shapes after api.ncloud-docs.com/docs/ai-application-service-ocr-ocrdocumentocr-receipt (as of 2026-07).
"""

import base64
import json
import time
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Final
from uuid import uuid4

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel
from urllib3 import PoolManager, Retry, Timeout
from urllib3.exceptions import HTTPError

from receipts.adapters.engines.fields import expense_field, item_of
from receipts.adapters.engines.pictures import first_page_jpeg
from receipts.domain.escalation import ExpenseField, ExpenseReading
from receipts.domain.receipt import Item, Source
from receipts.errors import EngineUnavailableError, PictureRefusedError

_MAX_BYTES: Final = 10_000_000
_CONNECT_SECONDS: Final = 3
_OK: Final = 200
_BUSY: Final = (502, 503, 504)
_SUCCESS: Final = "SUCCESS"


class _Document(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class _Formatted(_Document):
    value: str | None = None
    year: str | None = None
    month: str | None = None
    day: str | None = None
    hour: str | None = None
    minute: str | None = None
    second: str | None = None


class _Text(_Document):
    text: str | None = None
    formatted: _Formatted | None = None
    confidence_score: float | None = None

    @property
    def best(self) -> str | None:
        """The normalised text where there is one, else the printed one."""
        return (self.formatted and self.formatted.value) or self.text


def _listed(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """One object for a list of one."""
    return [value] if isinstance(value, dict) else value


_Texts = Annotated[list[_Text] | None, BeforeValidator(_listed)]


class _StoreInfo(_Document):
    name: _Text | None = None
    sub_name: _Text | None = None
    biz_num: _Text | None = None
    addresses: _Texts = None
    tel: _Texts = None


class _CardInfo(_Document):
    company: _Text | None = None
    number: _Text | None = None


class _PaymentInfo(_Document):
    date: _Text | None = None
    time: _Text | None = None
    card_info: _CardInfo | None = None
    confirm_num: _Text | None = None


class _Price(_Document):
    price: _Text | None = None
    unit_price: _Text | None = None
    credit_card_price: _Text | None = None


class _Goods(_Document):
    name: _Text | None = None
    count: _Text | None = None
    price: _Price | None = None


class _SubResult(_Document):
    items: list[_Goods] | None = None


class _SubTotal(_Document):
    tax_price: _Texts = None
    sub_total_price: _Texts = None


class _Result(_Document):
    store_info: _StoreInfo | None = None
    payment_info: _PaymentInfo | None = None
    sub_results: list[_SubResult] | None = None
    total_price: _Price | None = None
    sub_total: list[_SubTotal] | None = None


class _Receipt(_Document):
    result: _Result | None = None


class _Image(_Document):
    infer_result: str | None = None
    receipt: _Receipt | None = None


class _Answer(_Document):
    images: list[_Image]


def clova_pool(timeout_seconds: float) -> PoolManager:
    """One retry at most, and none of what was answered too late: that call may be billed."""
    retries = Retry(
        total=1,
        read=0,
        redirect=0,
        status_forcelist=_BUSY,
        allowed_methods=None,
        raise_on_status=False,
        respect_retry_after_header=False,  # a receipt does not wait as long as they may ask
    )
    return PoolManager(timeout=Timeout(connect=_CONNECT_SECONDS, read=timeout_seconds), retries=retries)


class ClovaReader:
    """Implements ports.ExpenseReader."""

    source = Source.CLOVA
    version = "V2"

    def __init__(self, pool: PoolManager, invoke_url: str, secret: str, usd_per_receipt: Decimal) -> None:
        """`invoke_url` is the whole address, up to `/document/receipt`; the price depends on the contract."""
        self._pool = pool
        self._url = invoke_url
        self._secret = secret
        self._usd = usd_per_receipt

    def read(self, file: Path) -> ExpenseReading:
        image = self._ask(first_page_jpeg(file, _MAX_BYTES))
        if image.infer_result != _SUCCESS:
            raise PictureRefusedError(f"inferResult {image.infer_result}")
        result = (image.receipt or _Receipt()).result or _Result()
        return ExpenseReading(dict(_fields(result)), tuple(_items(result)), self._usd)

    def _ask(self, picture: bytes) -> _Image:
        headers = {"X-OCR-SECRET": self._secret, "Content-Type": "application/json"}
        try:
            response = self._pool.request("POST", self._url, body=_question(picture), headers=headers)
        except HTTPError as error:
            raise EngineUnavailableError(type(error).__name__) from error
        if response.status != _OK:
            raise EngineUnavailableError(f"HTTP {response.status}")
        return _first_image(response.data)


def _question(picture: bytes) -> str:
    data = base64.b64encode(picture).decode()
    images = [{"format": "jpg", "name": "receipt", "data": data}]
    question = {
        "version": "V2",
        "requestId": str(uuid4()),
        "timestamp": time.time_ns() // 10**6,
        "images": images,
    }
    return json.dumps(question)


def _first_image(body: bytes) -> _Image:
    try:
        images = _Answer.model_validate_json(body).images
    except ValidationError as error:
        raise EngineUnavailableError("the answer is not as documented") from error
    return images[0] if images else _Image()


def _fields(result: _Result) -> Iterator[tuple[str, ExpenseField]]:
    """What is there, by our paths. The name of a branch (sub_name) belongs to the name."""
    store, payment = result.store_info or _StoreInfo(), result.payment_info or _PaymentInfo()
    card, totals = payment.card_info or _CardInfo(), result.total_price or _Price()
    subtotals = (result.sub_total or [_SubTotal()])[0]
    printed: dict[str, Iterable[_Text | None]] = {
        "merchant.name": (store.name, store.sub_name),
        "merchant.business_number": (store.biz_num,),
        "merchant.address": (store.addresses or [])[:1],
        "merchant.phone": (store.tel or [])[:1],
        "issued_at": (_moment(payment.date, payment.time),),
        "amounts.total": (totals.price or totals.credit_card_price,),
        "amounts.supply": (subtotals.sub_total_price or [])[:1],
        "amounts.vat": (subtotals.tax_price or [])[:1],
        "payment.card_issuer": (card.company,),
        "payment.card_number_masked": (card.number,),
        "payment.approval_number": (payment.confirm_num,),
    }
    for path, texts in printed.items():
        field = _field(path, [text for text in texts if text])
        if field:
            yield path, field


def _field(path: str, texts: list[_Text]) -> ExpenseField | None:
    """One field of several texts, as sure as the least sure of them."""
    confidence = min((text.confidence_score or 0.0 for text in texts), default=0.0)
    return expense_field(path, " ".join(text.best or "" for text in texts), confidence)


def _moment(day: _Text | None, clock: _Text | None) -> _Text | None:
    """Date and time as ISO 8601 would have them, or as printed where they are not taken apart."""
    if day is None:
        return None
    date = day.formatted
    whole = date is not None and date.year and date.month and date.day
    text = f"{date.year}-{date.month}-{date.day}" if date and whole else day.text or ""
    return _Text(text=f"{text} {_time(clock)}".strip(), confidence_score=day.confidence_score)


def _time(clock: _Text | None) -> str:
    parts = clock.formatted if clock else None
    if parts is None or not parts.hour or not parts.minute:
        return ""
    return ":".join(part.zfill(2) for part in (parts.hour, parts.minute, parts.second) if part)


def _items(result: _Result) -> Iterator[Item]:
    goods = [one for sub in result.sub_results or [] for one in sub.items or []]
    for line, one in enumerate(goods, start=1):
        price = one.price or _Price()
        texts = [text.best if text else None for text in (one.name, one.count, price.unit_price, price.price)]
        item = item_of(line, *texts)
        if item:
            yield item
