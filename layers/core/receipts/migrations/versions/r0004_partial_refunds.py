"""A sale may be taken back in parts: several cancellations of one approval number."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """That no more is taken back than was paid, the adapter sees to, under a lock."""
    op.execute("CREATE INDEX receipts_taking_back ON receipts (tenant_id, cancels) WHERE cancels IS NOT NULL")
    op.execute("DROP INDEX receipts_cancelled_once")
    op.execute("""
        CREATE INDEX receipts_same_approval ON receipts (tenant_id, approval_number)
        WHERE approval_number IS NOT NULL
    """)


def downgrade() -> None:
    """Of several parts taken back, the first stays paired."""
    op.execute("DROP INDEX receipts_same_approval")
    op.execute("""
        UPDATE receipts SET cancels = NULL WHERE EXISTS (
            SELECT FROM receipts AS first WHERE first.tenant_id = receipts.tenant_id
            AND first.cancels = receipts.cancels AND first.id < receipts.id
        )
    """)
    op.execute("""
        CREATE UNIQUE INDEX receipts_cancelled_once ON receipts (tenant_id, cancels)
        WHERE cancels IS NOT NULL
    """)
    op.execute("DROP INDEX receipts_taking_back")
