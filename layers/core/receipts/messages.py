"""Everything that crosses a queue or topic, as pydantic models.

Uploads arrive as S3 event notifications, from S3 itself or, for direct uploads, in the same shape from
our API: one shape, one worker. Only the fields that are used are required, so that a field that S3 adds
or an emulator leaves out never costs a receipt.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import quote_plus, unquote_plus
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from receipts.domain.decisions import Act
from receipts.domain.life_cycle import Status
from receipts.errors import InvalidMessageError


@dataclass(frozen=True, slots=True)
class UploadedObject:
    """A new object in the bucket; `key` is decoded."""

    key: str
    version: str | None


class _S3Object(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    key: str
    version_id: str | None = Field(default=None, alias="versionId")


class _S3Bucket(BaseModel):
    name: str


class _S3Entity(BaseModel):
    bucket: _S3Bucket
    object_: _S3Object = Field(alias="object")

    model_config = ConfigDict(populate_by_name=True)


class _S3Record(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    event_version: str = Field(default="2.1", alias="eventVersion")
    event_source: Literal["aws:s3"] = Field(default="aws:s3", alias="eventSource")
    event_time: datetime = Field(alias="eventTime")
    event_name: str = Field(default="ObjectCreated:Put", alias="eventName")
    s3: _S3Entity


class S3EventNotification(BaseModel):
    """An S3 event notification, or the `s3:TestEvent` that S3 sends when notifications are set up."""

    records: tuple[_S3Record, ...] = Field(default=(), alias="Records")
    event: str | None = Field(default=None, alias="Event")

    model_config = ConfigDict(populate_by_name=True)


def uploads_in(body: str) -> tuple[UploadedObject, ...]:
    """The objects that a queue message announces; none for a test event.

    Keys are decoded as S3 encodes them: percent signs, and `+` for a space.
    Raises InvalidMessageError if the message is no S3 event notification.
    """
    try:
        notification = S3EventNotification.model_validate_json(body)
    except ValidationError as error:
        raise InvalidMessageError(f"not an S3 event: {error.error_count()} errors") from error
    if not notification.records and notification.event != "s3:TestEvent":
        raise InvalidMessageError("an S3 event without records")
    return tuple(
        UploadedObject(unquote_plus(record.s3.object_.key), record.s3.object_.version_id)
        for record in notification.records
        if record.event_name.removeprefix("s3:").startswith("ObjectCreated:")
    )


def upload_event(bucket: str, uploaded: UploadedObject, at: datetime) -> str:
    """The message that S3 would have sent for this object."""
    entity = _S3Entity(
        bucket=_S3Bucket(name=bucket),
        object_=_S3Object(key=quote_plus(uploaded.key, safe="/"), version_id=uploaded.version),
    )
    notification = S3EventNotification(records=(_S3Record(event_time=at, s3=entity),))
    return notification.model_dump_json(by_alias=True, exclude_none=True)


class ReceiptEvent(BaseModel):
    """What subscribers of the receipt-events topic get: that a receipt settled, and how; or that one that had
    settled stands elsewhere now.

    `act` is what a person decided about the whole receipt: `rejected`, `deleted`, or `reopened` and
    `restored`, which bring it back to `status`. Null where it was read or approved, and where a correction or
    another receipt moved it.

    `version` is the record's, which only grows: of two events of one receipt the one of the higher version
    tells how it stands, in whatever order, and however often, they arrive.
    """

    receipt_id: UUID
    tenant_id: UUID
    status: Status
    at: datetime
    version: int
    act: Act | None = None
