"""The reconciler takes messages by destination, each for a while, and slots in chunks."""

from alembic import op

revision = "0008"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Rows that an older version writes are due at once, as before."""
    op.execute("ALTER TABLE outbox ADD COLUMN next_try_at timestamptz NOT NULL DEFAULT now()")
    op.execute("CREATE INDEX outbox_due ON outbox (destination, next_try_at, id) WHERE sent_at IS NULL")
    op.execute("DROP INDEX outbox_unsent")
    op.execute(
        "CREATE INDEX receipts_unused_slots ON receipts (created_at, id) WHERE status = 'awaiting_upload'"
    )


def downgrade() -> None:
    """What was leased is due at once."""
    op.execute("DROP INDEX receipts_unused_slots")
    op.execute("CREATE INDEX outbox_unsent ON outbox (created_at, id) WHERE sent_at IS NULL")
    op.execute("DROP INDEX outbox_due")
    op.execute("ALTER TABLE outbox DROP COLUMN next_try_at")
