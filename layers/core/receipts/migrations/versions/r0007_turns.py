"""What is being read of a tenant and what waits for its turn; what has failed, for an operator's retry."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns may be added while the version before is at work: it leaves them empty."""
    op.execute("ALTER TABLE receipts ADD COLUMN held_until timestamptz")
    op.execute("""
        CREATE INDEX receipts_being_read ON receipts (tenant_id, claim_expires_at)
        WHERE status = 'processing'
    """)
    op.execute("""
        CREATE INDEX receipts_held_back ON receipts (tenant_id, held_until) WHERE held_until IS NOT NULL
    """)
    op.execute("CREATE INDEX receipts_failed ON receipts (failure_cause, id) WHERE status = 'failed'")


def downgrade() -> None:
    """What waits for its turn is queued all the same."""
    op.execute("DROP INDEX receipts_failed")
    op.execute("DROP INDEX receipts_held_back")
    op.execute("DROP INDEX receipts_being_read")
    op.execute("ALTER TABLE receipts DROP COLUMN held_until")
