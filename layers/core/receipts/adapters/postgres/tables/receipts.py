"""Receipts and what was read on them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    Numeric,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from receipts.adapters.postgres.tables.common import INSTANT, MONEY, metadata

IS_LIVE = text("status NOT IN ('deleted', 'expired')")
"""A deleted receipt and a slot that was never used do not stand in the way of the same photo."""

COUNTS = text("status NOT IN ('deleted', 'expired', 'rejected')")
"""Others may be copies of it, or paired with it."""

receipts = Table(
    "receipts",
    metadata,
    Column("id", Uuid, nullable=False),
    Column("tenant_id", Uuid, nullable=False),
    Column("status", Text, nullable=False),
    Column("failure_cause", Text),
    Column("object_key", Text, nullable=False),
    Column("object_version", Text),
    Column("content_type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("filename", Text),
    Column("created_at", INSTANT, nullable=False),
    Column("updated_at", INSTANT, nullable=False),
    Column("claimed_by", Text),
    Column("claim_expires_at", INSTANT),
    Column("attempts", Integer, nullable=False, server_default=text("0")),  # given back unless a read died
    Column("held_until", INSTANT),  # its turn, while its tenant uses its share of the readers
    Column("duplicate_of", Uuid),
    Column("version", Integer, nullable=False),
    Column("reading_id", Uuid),
    # What of the current reading can be searched; the whole of it stands in `readings`.
    Column("document_type", Text),
    Column("transaction", Text),
    Column("merchant_name", Text),
    Column("business_number", Text),
    Column("issued_on", Date),
    Column("issued_at", INSTANT),
    Column("issued_at_precision", Text),
    Column("currency", Text),
    Column("approval_number", Text),
    Column("total", MONEY),
    Column("gross_total", MONEY),
    Column("supply", MONEY),
    Column("vat", MONEY),
    Column("card_number_masked", Text),
    Column("discount", MONEY),
    Column("exempt", MONEY),
    Column("service_charge", MONEY),
    Column("payment_method", Text),
    Column("proof_kind", Text),
    Column("proof_qualified", Boolean),
    Column("category_code", Text),
    Column("warnings", Integer),  # checks that warned
    Column("cancels", Uuid),
    Column("reject_reason", Text),
    Column("came_from", Text),  # where what is deleted or read anew goes back to
    Column("apart_from", ARRAY(Uuid), nullable=False, server_default=text("'{}'")),  # told from these by hand
    Column("goods", Text),
    Column("picture", Text),
    # Under row-level security an index helps to compare texts, and numbers it does not (ADR 0045).
    Column(
        "day_and_sum",
        Text,
        Computed(
            "((issued_on - '2000-01-01'::date)::text || ':' || trunc(abs(total), 2)::text)", persisted=True
        ),
    ),
    Column("batch_id", Uuid),
    # What the company writes on it.
    Column("memo", Text),
    Column("purpose", Text),
    Column("attendees", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("department", Text),
    Column("project", Text),
    Column("tags", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("person", Text),
    PrimaryKeyConstraint("id", name="receipts_pkey"),
    UniqueConstraint("tenant_id", "id", name="receipts_tenant_and_id"),
    UniqueConstraint("object_key", name="receipts_object_key_once"),
    ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="receipts_of_tenant"),
    ForeignKeyConstraint(
        ["tenant_id", "duplicate_of"], ["receipts.tenant_id", "receipts.id"], name="receipts_duplicate_of"
    ),
    ForeignKeyConstraint(
        ["tenant_id", "cancels"], ["receipts.tenant_id", "receipts.id"], name="receipts_cancels"
    ),
    ForeignKeyConstraint(
        ["tenant_id", "batch_id"], ["batches.tenant_id", "batches.id"], name="receipts_of_batch"
    ),
    ForeignKeyConstraint(
        ["tenant_id", "id", "reading_id"],
        ["readings.tenant_id", "readings.receipt_id", "readings.id"],
        name="receipts_current_reading",
        use_alter=True,
    ),
    CheckConstraint(
        "status IN ('awaiting_upload', 'queued', 'processing', 'parsed', 'needs_review', 'approved', "
        "'rejected', 'failed', 'expired', 'deleted')",
        name="receipts_status_known",
    ),
    # What is put aside keeps the cause for its way back.
    CheckConstraint(
        "CASE WHEN status = 'failed' THEN failure_cause IS NOT NULL "
        "ELSE failure_cause IS NULL OR status IN ('rejected', 'deleted') END",
        name="receipts_failed_has_cause",
    ),
    CheckConstraint(
        "(reject_reason IS NOT NULL) = (status = 'rejected') OR status = 'deleted'",
        name="receipts_rejected_has_reason",
    ),
    CheckConstraint(
        "reject_reason IN ('private', 'not_ours', 'illegible', 'duplicate', 'other')",
        name="receipts_reject_reason_known",
    ),
    CheckConstraint("came_from IS NOT NULL OR status <> 'deleted'", name="receipts_deleted_has_way_back"),
    CheckConstraint(
        "came_from IN ('awaiting_upload', 'queued', 'parsed', 'needs_review', 'approved', 'rejected', "
        "'failed', 'expired')",
        name="receipts_came_from_known",
    ),
    CheckConstraint("char_length(goods) <= 500", name="receipts_goods_short"),
    CheckConstraint("picture ~ '^[0-9a-f]{16}$'", name="receipts_picture_shape"),
    CheckConstraint(
        "failure_cause IN ('unsupported_type', 'too_large', 'unreadable_image', 'not_a_receipt', "
        "'encrypted_pdf', 'too_many_pages', 'too_complex', 'empty_file', 'checksum_mismatch', "
        "'engine_unavailable', 'internal_error')",
        name="receipts_failure_cause_known",
    ),
    CheckConstraint(
        "reading_id IS NOT NULL OR status NOT IN ('parsed', 'needs_review', 'approved')",
        name="receipts_read_has_reading",
    ),
    CheckConstraint(
        "(claimed_by IS NOT NULL) = (status = 'processing')", name="receipts_processing_has_holder"
    ),
    CheckConstraint("(claimed_by IS NULL) = (claim_expires_at IS NULL)", name="receipts_claim_has_end"),
    CheckConstraint("duplicate_of <> id", name="receipts_duplicate_of_another"),
    CheckConstraint("size >= 0", name="receipts_size_not_negative"),
    CheckConstraint("version >= 1", name="receipts_version_counts"),
    CheckConstraint("attempts >= 0", name="receipts_attempts_count"),
    CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="receipts_sha256_shape"),
    CheckConstraint("currency ~ '^[A-Z]{3}$'", name="receipts_currency_shape"),
    CheckConstraint("business_number ~ '^[0-9]{10}$'", name="receipts_business_number_shape"),
    CheckConstraint(
        "document_type IN ('receipt', 'card_slip', 'cash_receipt', 'simple_receipt', 'app_screenshot', "
        "'invoice')",
        name="receipts_document_type_known",
    ),
    CheckConstraint("transaction IN ('sale', 'cancellation')", name="receipts_transaction_known"),
    CheckConstraint("issued_at_precision IN ('day', 'minute', 'second')", name="receipts_precision_known"),
    CheckConstraint("cancels <> id", name="receipts_cancels_another"),
    CheckConstraint(
        "cancels IS NULL OR transaction = 'cancellation'", name="receipts_only_cancellations_cancel"
    ),
    # Of what is unknown (NULL) a check says nothing. The code's own bounds are narrower: `domain.bounds`.
    CheckConstraint(
        "issued_on BETWEEN '1900-01-01' AND '2199-12-31' "
        "AND issued_at >= '1900-01-01T00:00Z' AND issued_at < '2200-01-01T00:00Z'",
        name="receipts_issued_in_range",
    ),
    CheckConstraint(
        "greatest(abs(total), abs(gross_total), abs(supply), abs(vat)) < 1000000000000",
        name="receipts_amounts_are_numbers",
    ),
    CheckConstraint(
        "char_length(filename) <= 1000 AND char_length(merchant_name) <= 1000 "
        "AND char_length(approval_number) <= 500 AND char_length(card_number_masked) <= 500",
        name="receipts_texts_short",
    ),
    CheckConstraint("warnings >= 0", name="receipts_warnings_count"),
    CheckConstraint(
        "greatest(abs(discount), abs(exempt), abs(service_charge)) < 1000000000000",
        name="receipts_more_amounts_are_numbers",
    ),
    CheckConstraint("char_length(category_code) <= 1000", name="receipts_category_code_short"),
    CheckConstraint(
        "char_length(memo) <= 2000 AND char_length(purpose) <= 1000 AND char_length(department) <= 500 "
        "AND char_length(project) <= 500 AND char_length(person) <= 500 AND cardinality(attendees) <= 100 "
        "AND cardinality(tags) <= 100",
        name="receipts_annotations_short",
    ),
    Index(
        "receipts_by_batch",
        "tenant_id",
        "batch_id",
        "status",
        "created_at",
        "id",
        postgresql_where=text("batch_id IS NOT NULL"),
    ),
    Index("receipts_taking_back", "tenant_id", "cancels", postgresql_where=text("cancels IS NOT NULL")),
    Index(
        "receipts_same_approval",
        "tenant_id",
        "approval_number",
        postgresql_where=text("approval_number IS NOT NULL"),
    ),
    Index("receipts_live_photo_once", "tenant_id", "sha256", unique=True, postgresql_where=IS_LIVE),
    Index("receipts_newest", "tenant_id", "created_at", "id"),
    Index("receipts_by_day", "tenant_id", "issued_on", "id"),
    Index("receipts_by_total", "tenant_id", "total", "id"),  # for `find_receipts` alone, as the next one
    Index("receipts_by_merchant", "tenant_id", text('"left"(merchant_name, 50) COLLATE "C"'), "id"),
    Index(
        "receipts_by_category",
        "tenant_id",
        "category_code",
        "issued_on",
        postgresql_where=text("category_code IS NOT NULL"),
    ),
    Index("receipts_by_proof", "tenant_id", "proof_kind", postgresql_where=text("proof_kind IS NOT NULL")),
    Index(
        "receipts_by_document_type",
        "tenant_id",
        "document_type",
        postgresql_where=text("document_type IS NOT NULL"),
    ),
    Index("receipts_by_currency", "tenant_id", "currency", postgresql_where=text("currency <> 'KRW'")),
    Index("receipts_by_person", "tenant_id", "person", postgresql_where=text("person IS NOT NULL")),
    Index(
        "receipts_by_department", "tenant_id", "department", postgresql_where=text("department IS NOT NULL")
    ),
    Index("receipts_by_project", "tenant_id", "project", postgresql_where=text("project IS NOT NULL")),
    Index("receipts_by_tag", "tags", postgresql_using="gin", postgresql_where=text("cardinality(tags) > 0")),
    Index("receipts_newest_of_status", "tenant_id", "status", "created_at", "id"),
    Index("receipts_failed", "failure_cause", "id", postgresql_where=text("status = 'failed'")),
    Index(
        "receipts_being_read",
        "tenant_id",
        "claim_expires_at",
        postgresql_where=text("status = 'processing'"),
    ),
    Index(
        "receipts_held_back",
        "tenant_id",
        "held_until",
        postgresql_where=text("held_until IS NOT NULL"),
    ),
    Index(
        "receipts_same_day_and_sum",
        "tenant_id",
        "day_and_sum",
        postgresql_where=text("day_and_sum IS NOT NULL"),
    ),
    Index("receipts_deleted", "updated_at", "id", postgresql_where=text("status = 'deleted'")),
    # Not by total: under row-level security no index helps to compare numbers, which might tell of others'.
    Index(
        "receipts_same_shop",
        "tenant_id",
        "business_number",
        "card_number_masked",
        "issued_at",
        postgresql_where=text("business_number IS NOT NULL"),
    ),
    Index(
        "receipts_in_work",
        "updated_at",
        postgresql_where=text("status IN ('awaiting_upload', 'queued', 'processing')"),
    ),
    Index("receipts_expired", "created_at", "id", postgresql_where=text("status = 'expired'")),
    Index("receipts_doubles", "tenant_id", "duplicate_of", postgresql_where=text("duplicate_of IS NOT NULL")),
    Index("receipts_unused_slots", "created_at", "id", postgresql_where=text("status = 'awaiting_upload'")),
)

readings = Table(
    "readings",
    metadata,
    Column("id", Uuid, nullable=False),
    Column("tenant_id", Uuid, nullable=False),
    Column("receipt_id", Uuid, nullable=False),
    Column("object_version", Text),
    Column("parser_version", Text, nullable=False),
    Column("reading", JSONB, nullable=False),
    Column("created_at", INSTANT, nullable=False, server_default=text("now()")),
    PrimaryKeyConstraint("id", name="readings_pkey"),
    UniqueConstraint("tenant_id", "receipt_id", "id", name="readings_tenant_receipt_and_id"),
    UniqueConstraint(
        "receipt_id",
        "object_version",
        "parser_version",
        name="readings_one_result",
        postgresql_nulls_not_distinct=True,
    ),
    ForeignKeyConstraint(
        ["tenant_id", "receipt_id"], ["receipts.tenant_id", "receipts.id"], name="readings_of_receipt"
    ),
)

receipt_items = Table(
    "receipt_items",
    metadata,
    Column("tenant_id", Uuid, nullable=False),
    Column("receipt_id", Uuid, nullable=False),
    Column("line", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("quantity", Numeric),
    Column("unit_price", MONEY),
    Column("amount", MONEY),
    Column("exempt", Boolean, nullable=False),
    PrimaryKeyConstraint("receipt_id", "line", name="receipt_items_pkey"),
    ForeignKeyConstraint(
        ["tenant_id", "receipt_id"], ["receipts.tenant_id", "receipts.id"], name="receipt_items_of_receipt"
    ),
    # A returned line may stand on a sale's receipt too, so a refund is told by its amount.
    CheckConstraint("quantity >= 0 OR amount <= 0", name="receipt_items_negative_quantity_is_refund"),
    CheckConstraint(
        "greatest(abs(quantity), abs(unit_price), abs(amount)) < 1000000000000",
        name="receipt_items_numbers_in_range",
    ),
    CheckConstraint("char_length(name) <= 1000", name="receipt_items_name_short"),
)
