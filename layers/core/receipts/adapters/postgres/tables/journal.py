"""What happened, and what is still to be told."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Identity,
    Index,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from receipts.adapters.postgres.tables.common import INSTANT, metadata

outbox = Table(
    "outbox",
    metadata,
    Column("id", Uuid, nullable=False),
    Column("tenant_id", Uuid, nullable=False),
    Column("receipt_id", Uuid, nullable=False),
    Column("destination", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", INSTANT, nullable=False),
    Column("sent_at", INSTANT),
    Column("next_try_at", INSTANT, nullable=False, server_default=text("now()")),
    PrimaryKeyConstraint("id", name="outbox_pkey"),
    ForeignKeyConstraint(
        ["tenant_id", "receipt_id"], ["receipts.tenant_id", "receipts.id"], name="outbox_of_receipt"
    ),
    CheckConstraint("destination IN ('uploads', 'receipt_events')", name="outbox_destination_known"),
    Index("outbox_of_receipt", "tenant_id", "receipt_id"),
    Index("outbox_sent", "sent_at", postgresql_where=text("sent_at IS NOT NULL")),
    Index("outbox_due", "destination", "next_try_at", "id", postgresql_where=text("sent_at IS NULL")),
)

receipt_events = Table(
    "receipt_events",
    metadata,
    Column("id", BigInteger, Identity(always=True), nullable=False),
    Column("tenant_id", Uuid, nullable=False),
    Column("receipt_id", Uuid, nullable=False),
    Column("at", INSTANT, nullable=False),
    Column("kind", Text, nullable=False),
    Column("data", JSONB, nullable=False),
    Column("rereading_id", Uuid),  # which rereading of many receipts had this one queued
    PrimaryKeyConstraint("id", name="receipt_events_pkey"),
    ForeignKeyConstraint(
        ["tenant_id", "receipt_id"], ["receipts.tenant_id", "receipts.id"], name="receipt_events_of_receipt"
    ),
    Index("receipt_events_of_one", "tenant_id", "receipt_id", "id"),
    Index(
        "receipt_events_of_rereading",
        "rereading_id",
        "tenant_id",
        "receipt_id",
        postgresql_where=text("rereading_id IS NOT NULL"),
    ),
)

bucket_sweep = Table(  # one row: how far the reconciler has looked through the bucket
    "bucket_sweep",
    metadata,
    Column("single", Boolean, nullable=False, server_default=text("true")),
    Column("after", Text),
    Column("began_at", INSTANT, nullable=False),
    PrimaryKeyConstraint("single", name="bucket_sweep_pkey"),
    CheckConstraint("single", name="bucket_sweep_once"),
)

purged_receipts = Table(  # that a receipt was here, and what was done with it: no name and no value
    "purged_receipts",
    metadata,
    Column("tenant_id", Uuid, nullable=False),
    Column("receipt_id", Uuid, nullable=False),
    Column("object_key", Text, nullable=False),
    Column("created_at", INSTANT, nullable=False),
    Column("deleted_at", INSTANT, nullable=False),
    Column("purged_at", INSTANT, nullable=False),
    Column("trail", JSONB, nullable=False),
    Column("photo_due_at", INSTANT),  # when to delete its photo; none: it is gone
    PrimaryKeyConstraint("receipt_id", name="purged_receipts_pkey"),
    ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="purged_receipts_of_tenant"),
    Index("purged_receipts_photo_due", "photo_due_at", postgresql_where=text("photo_due_at IS NOT NULL")),
    Index("purged_receipts_of_key", "object_key", postgresql_where=text("photo_due_at IS NOT NULL")),
)
