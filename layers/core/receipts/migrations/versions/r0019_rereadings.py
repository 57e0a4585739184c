"""Many receipts may be read anew at once, and what came of it is counted (ADR 0052)."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Only adds. The index is empty at first; to make it, the events are looked through once."""
    op.add_column("receipt_events", sa.Column("rereading_id", sa.Uuid()))
    op.create_index(
        "receipt_events_of_rereading",
        "receipt_events",
        ["rereading_id", "tenant_id", "receipt_id"],
        postgresql_where=sa.text("rereading_id IS NOT NULL"),
    )


def downgrade() -> None:
    """What was read anew stays; which rereading it was is forgotten."""
    op.drop_index("receipt_events_of_rereading", "receipt_events")
    op.drop_column("receipt_events", "rereading_id")
