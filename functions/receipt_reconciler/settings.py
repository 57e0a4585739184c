"""What receipt_reconciler reads from the environment."""

from pydantic import Field

from receipts.domain.retention import DELETED_FOR, LEGAL_RETENTION
from receipts.settings import BucketSettings, DatabaseSettings


class ReconcilerSettings(DatabaseSettings, BucketSettings):
    """Settings of receipt_reconciler. Without `photos_deleted_after_days` a photo stays for ever; what S3
    holds locked is left alone for `photos_locked_for_days`. A deleted receipt is purged, with its photo,
    after `deleted_receipts_stay_days`.
    """

    receipt_queue_url: str
    receipt_events_topic_arn: str
    unsent_after_seconds: int = Field(default=60, gt=0)
    stuck_after_seconds: int = Field(default=6 * 3600, gt=0)
    slot_expires_after_seconds: int = Field(default=24 * 3600, gt=0)
    photos_deleted_after_days: int | None = Field(default=None, ge=LEGAL_RETENTION.days)
    deleted_receipts_stay_days: int = Field(default=DELETED_FOR.days, ge=1)
    photos_locked_for_days: int = Field(default=0, ge=0)
