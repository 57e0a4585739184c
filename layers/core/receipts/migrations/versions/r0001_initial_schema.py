"""The initial schema. `adapters/postgres/tables/` says what each part is for."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TENANTS = """
CREATE TABLE tenants (
    id uuid NOT NULL,
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT tenants_pkey PRIMARY KEY (id)
)
"""

_API_KEYS = """
CREATE TABLE api_keys (
    id uuid NOT NULL,
    tenant_id uuid NOT NULL,
    key_hash text NOT NULL,
    prefix text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    revoked_at timestamptz,
    CONSTRAINT api_keys_pkey PRIMARY KEY (id),
    CONSTRAINT api_keys_key_hash_once UNIQUE (key_hash),
    CONSTRAINT api_keys_of_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    CONSTRAINT api_keys_key_hash_is_sha256 CHECK (key_hash ~ '^[0-9a-f]{64}$')
)
"""

_RECEIPTS = """
CREATE TABLE receipts (
    id uuid NOT NULL,
    tenant_id uuid NOT NULL,
    status text NOT NULL,
    failure_cause text,
    object_key text NOT NULL,
    object_version text,
    content_type text NOT NULL,
    size bigint NOT NULL,
    sha256 text NOT NULL,
    filename text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    claimed_by text,
    claim_expires_at timestamptz,
    attempts integer NOT NULL DEFAULT 0,
    duplicate_of uuid,
    version integer NOT NULL,
    reading_id uuid,
    document_type text,
    transaction text,
    merchant_name text,
    business_number text,
    issued_on date,
    issued_at timestamptz,
    issued_at_precision text,
    currency text,
    approval_number text,
    total numeric(14, 2),
    gross_total numeric(14, 2),
    supply numeric(14, 2),
    vat numeric(14, 2),
    CONSTRAINT receipts_pkey PRIMARY KEY (id),
    CONSTRAINT receipts_tenant_and_id UNIQUE (tenant_id, id),
    CONSTRAINT receipts_object_key_once UNIQUE (object_key),
    CONSTRAINT receipts_of_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    CONSTRAINT receipts_duplicate_of
        FOREIGN KEY (tenant_id, duplicate_of) REFERENCES receipts (tenant_id, id),
    CONSTRAINT receipts_status_known CHECK (status IN (
        'awaiting_upload', 'queued', 'processing', 'parsed', 'needs_review', 'approved',
        'failed', 'expired', 'deleted')),
    CONSTRAINT receipts_failed_has_cause CHECK ((failure_cause IS NOT NULL) = (status = 'failed')),
    CONSTRAINT receipts_failure_cause_known CHECK (failure_cause IN (
        'unsupported_type', 'too_large', 'unreadable_image', 'not_a_receipt', 'encrypted_pdf',
        'too_many_pages', 'empty_file', 'checksum_mismatch', 'engine_unavailable', 'internal_error')),
    CONSTRAINT receipts_read_has_reading
        CHECK (reading_id IS NOT NULL OR status NOT IN ('parsed', 'needs_review', 'approved')),
    CONSTRAINT receipts_processing_has_holder CHECK ((claimed_by IS NOT NULL) = (status = 'processing')),
    CONSTRAINT receipts_claim_has_end CHECK ((claimed_by IS NULL) = (claim_expires_at IS NULL)),
    CONSTRAINT receipts_duplicate_of_another CHECK (duplicate_of <> id),
    CONSTRAINT receipts_size_not_negative CHECK (size >= 0),
    CONSTRAINT receipts_version_counts CHECK (version >= 1),
    CONSTRAINT receipts_attempts_count CHECK (attempts >= 0),
    CONSTRAINT receipts_sha256_shape CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    CONSTRAINT receipts_currency_shape CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT receipts_business_number_shape CHECK (business_number ~ '^[0-9]{10}$'),
    CONSTRAINT receipts_document_type_known CHECK (document_type IN (
        'receipt', 'card_slip', 'cash_receipt', 'simple_receipt', 'app_screenshot', 'invoice')),
    CONSTRAINT receipts_transaction_known CHECK (transaction IN ('sale', 'cancellation')),
    CONSTRAINT receipts_precision_known CHECK (issued_at_precision IN ('day', 'minute', 'second'))
)
"""

_READINGS = """
CREATE TABLE readings (
    id uuid NOT NULL,
    tenant_id uuid NOT NULL,
    receipt_id uuid NOT NULL,
    object_version text,
    parser_version text NOT NULL,
    reading jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT readings_pkey PRIMARY KEY (id),
    CONSTRAINT readings_tenant_receipt_and_id UNIQUE (tenant_id, receipt_id, id),
    CONSTRAINT readings_one_result UNIQUE NULLS NOT DISTINCT (receipt_id, object_version, parser_version),
    CONSTRAINT readings_of_receipt
        FOREIGN KEY (tenant_id, receipt_id) REFERENCES receipts (tenant_id, id)
)
"""

# Receipts and readings refer to each other, so one of the references comes afterwards.
_CURRENT_READING = """
ALTER TABLE receipts ADD CONSTRAINT receipts_current_reading
    FOREIGN KEY (tenant_id, id, reading_id) REFERENCES readings (tenant_id, receipt_id, id)
"""

_RECEIPT_ITEMS = """
CREATE TABLE receipt_items (
    tenant_id uuid NOT NULL,
    receipt_id uuid NOT NULL,
    line integer NOT NULL,
    name text NOT NULL,
    quantity numeric,
    unit_price numeric(14, 2),
    amount numeric(14, 2),
    exempt boolean NOT NULL,
    CONSTRAINT receipt_items_pkey PRIMARY KEY (receipt_id, line),
    CONSTRAINT receipt_items_of_receipt
        FOREIGN KEY (tenant_id, receipt_id) REFERENCES receipts (tenant_id, id),
    CONSTRAINT receipt_items_negative_quantity_is_refund CHECK (quantity >= 0 OR amount <= 0)
)
"""

_OUTBOX = """
CREATE TABLE outbox (
    id uuid NOT NULL,
    tenant_id uuid NOT NULL,
    receipt_id uuid NOT NULL,
    destination text NOT NULL,
    body text NOT NULL,
    created_at timestamptz NOT NULL,
    sent_at timestamptz,
    CONSTRAINT outbox_pkey PRIMARY KEY (id),
    CONSTRAINT outbox_of_receipt FOREIGN KEY (tenant_id, receipt_id) REFERENCES receipts (tenant_id, id),
    CONSTRAINT outbox_destination_known CHECK (destination IN ('uploads', 'receipt_events'))
)
"""

_RECEIPT_EVENTS = """
CREATE TABLE receipt_events (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    tenant_id uuid NOT NULL,
    receipt_id uuid NOT NULL,
    at timestamptz NOT NULL,
    kind text NOT NULL,
    data jsonb NOT NULL,
    CONSTRAINT receipt_events_pkey PRIMARY KEY (id),
    CONSTRAINT receipt_events_of_receipt
        FOREIGN KEY (tenant_id, receipt_id) REFERENCES receipts (tenant_id, id)
)
"""

_MERCHANTS = """
CREATE TABLE merchants (
    tenant_id uuid NOT NULL,
    business_number text NOT NULL,
    name text NOT NULL,
    address text,
    source text NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT merchants_pkey PRIMARY KEY (tenant_id, business_number),
    CONSTRAINT merchants_of_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    CONSTRAINT merchants_business_number_shape CHECK (business_number ~ '^[0-9]{10}$')
)
"""

_INDEXES = (
    """CREATE UNIQUE INDEX receipts_live_photo_once ON receipts (tenant_id, sha256)
       WHERE status NOT IN ('deleted', 'expired')""",
    "CREATE INDEX receipts_newest ON receipts (tenant_id, created_at, id)",
    "CREATE INDEX receipts_newest_of_status ON receipts (tenant_id, status, created_at, id)",
    "CREATE INDEX receipts_same_total ON receipts (tenant_id, total) WHERE total IS NOT NULL",
    """CREATE INDEX receipts_in_work ON receipts (updated_at)
       WHERE status IN ('awaiting_upload', 'queued', 'processing')""",
    "CREATE INDEX outbox_unsent ON outbox (created_at, id) WHERE sent_at IS NULL",
    "CREATE INDEX receipt_events_of_one ON receipt_events (tenant_id, receipt_id, id)",
)


def upgrade() -> None:
    """Create everything."""
    tables = (_TENANTS, _API_KEYS, _RECEIPTS, _READINGS, _CURRENT_READING, _RECEIPT_ITEMS)
    for statement in (*tables, _OUTBOX, _RECEIPT_EVENTS, _MERCHANTS, *_INDEXES):
        op.execute(statement)


def downgrade() -> None:
    """Drop everything."""
    op.execute("ALTER TABLE receipts DROP CONSTRAINT receipts_current_reading")
    for table in ("merchants", "receipt_events", "outbox", "receipt_items", "readings", "receipts"):
        op.execute(f"DROP TABLE {table}")
    op.execute("DROP TABLE api_keys")
    op.execute("DROP TABLE tenants")
