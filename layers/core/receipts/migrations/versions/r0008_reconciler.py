"""The reconciler takes messages by destination, each for a while, and lets go of what is old."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# Whoever has the application's login may have deleted what is old, and nothing else: the ages are kept here.
_SWEEP_MESSAGES = """
CREATE FUNCTION sweep_messages(sent_before timestamptz, most integer) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH old AS MATERIALIZED (
        SELECT id FROM outbox WHERE sent_at < LEAST(sent_before, now() - interval '1 day')
        ORDER BY sent_at LIMIT most FOR UPDATE SKIP LOCKED
    ), gone AS (
        DELETE FROM outbox USING old WHERE outbox.id = old.id RETURNING 1
    )
    SELECT count(*) FROM gone
$$
"""
_SWEEP_SLOTS = """
CREATE FUNCTION sweep_slots(created_before timestamptz, most integer) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH old AS MATERIALIZED (
        SELECT tenant_id, id FROM receipts
        WHERE status = 'expired' AND created_at < LEAST(created_before, now() - interval '7 days')
        AND NOT EXISTS (SELECT FROM readings WHERE readings.receipt_id = receipts.id)
        ORDER BY created_at, id LIMIT most FOR UPDATE SKIP LOCKED
    ), their_events AS (
        DELETE FROM receipt_events USING old
        WHERE receipt_events.tenant_id = old.tenant_id AND receipt_events.receipt_id = old.id
    ), their_messages AS (
        DELETE FROM outbox USING old WHERE outbox.tenant_id = old.tenant_id AND outbox.receipt_id = old.id
    ), gone AS (
        DELETE FROM receipts USING old WHERE receipts.id = old.id RETURNING 1
    )
    SELECT count(*) FROM gone
$$
"""

_UP = (
    # Rows that an older version writes are due at once, as before.
    "ALTER TABLE outbox ADD COLUMN next_try_at timestamptz NOT NULL DEFAULT now()",
    "CREATE INDEX outbox_due ON outbox (destination, next_try_at, id) WHERE sent_at IS NULL",
    "DROP INDEX outbox_unsent",
    "CREATE INDEX receipts_unused_slots ON receipts (created_at, id) WHERE status = 'awaiting_upload'",
    "CREATE INDEX outbox_sent ON outbox (sent_at) WHERE sent_at IS NOT NULL",
    "CREATE INDEX receipts_expired ON receipts (created_at, id) WHERE status = 'expired'",
    # Where a receipt is deleted, PostgreSQL looks for what refers to it.
    "CREATE INDEX outbox_of_receipt ON outbox (tenant_id, receipt_id)",
    "CREATE INDEX receipts_doubles ON receipts (tenant_id, duplicate_of) WHERE duplicate_of IS NOT NULL",
    """CREATE TABLE bucket_sweep (
        single boolean NOT NULL DEFAULT true,
        after text,
        began_at timestamptz NOT NULL,
        CONSTRAINT bucket_sweep_pkey PRIMARY KEY (single),
        CONSTRAINT bucket_sweep_once CHECK (single)
    )""",
    _SWEEP_MESSAGES,
    _SWEEP_SLOTS,
    "REVOKE EXECUTE ON FUNCTION sweep_messages FROM PUBLIC",
    "REVOKE EXECUTE ON FUNCTION sweep_slots FROM PUBLIC",
)

_DOWN = (
    "DROP FUNCTION sweep_slots",
    "DROP FUNCTION sweep_messages",
    "DROP TABLE bucket_sweep",
    "DROP INDEX receipts_doubles",
    "DROP INDEX outbox_of_receipt",
    "DROP INDEX receipts_expired",
    "DROP INDEX outbox_sent",
    "DROP INDEX receipts_unused_slots",
    "CREATE INDEX outbox_unsent ON outbox (created_at, id) WHERE sent_at IS NULL",
    "DROP INDEX outbox_due",
    "ALTER TABLE outbox DROP COLUMN next_try_at",
)


def upgrade() -> None:
    """Only adds, but for an index that another replaces."""
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    """What was leased is due at once."""
    for statement in _DOWN:
        op.execute(statement)
