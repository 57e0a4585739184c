"""Merchants that all tenants share, and cancellations paired with their sale."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_UP = (
    # A merchant without a tenant is shared by the operator. A primary key would not allow that.
    "ALTER TABLE merchants DROP CONSTRAINT merchants_pkey",
    "ALTER TABLE merchants ALTER COLUMN tenant_id DROP NOT NULL",
    "ALTER TABLE merchants ADD COLUMN phone text",
    """ALTER TABLE merchants ADD CONSTRAINT merchants_once
       UNIQUE NULLS NOT DISTINCT (tenant_id, business_number)""",
    "ALTER TABLE merchants ADD CONSTRAINT merchants_source_known CHECK (source IN ('correction', 'shared'))",
    """ALTER TABLE merchants ADD CONSTRAINT merchants_shared_by_operator
       CHECK ((tenant_id IS NULL) = (source = 'shared'))""",
    "ALTER TABLE receipts ADD COLUMN card_number_masked text",
    "ALTER TABLE receipts ADD COLUMN cancels uuid",
    """ALTER TABLE receipts ADD CONSTRAINT receipts_cancels
       FOREIGN KEY (tenant_id, cancels) REFERENCES receipts (tenant_id, id)""",
    "ALTER TABLE receipts ADD CONSTRAINT receipts_cancels_another CHECK (cancels <> id)",
    """ALTER TABLE receipts ADD CONSTRAINT receipts_only_cancellations_cancel
       CHECK (cancels IS NULL OR transaction = 'cancellation')""",
    "CREATE UNIQUE INDEX receipts_cancelled_once ON receipts (tenant_id, cancels) WHERE cancels IS NOT NULL",
)

_DOWN = (
    "DROP INDEX receipts_cancelled_once",
    "ALTER TABLE receipts DROP CONSTRAINT receipts_only_cancellations_cancel",
    "ALTER TABLE receipts DROP CONSTRAINT receipts_cancels_another",
    "ALTER TABLE receipts DROP CONSTRAINT receipts_cancels",
    "ALTER TABLE receipts DROP COLUMN cancels",
    "ALTER TABLE receipts DROP COLUMN card_number_masked",
    "DELETE FROM merchants WHERE tenant_id IS NULL",
    "ALTER TABLE merchants DROP CONSTRAINT merchants_shared_by_operator",
    "ALTER TABLE merchants DROP CONSTRAINT merchants_source_known",
    "ALTER TABLE merchants DROP CONSTRAINT merchants_once",
    "ALTER TABLE merchants DROP COLUMN phone",
    "ALTER TABLE merchants ALTER COLUMN tenant_id SET NOT NULL",
    "ALTER TABLE merchants ADD CONSTRAINT merchants_pkey PRIMARY KEY (tenant_id, business_number)",
)


def upgrade() -> None:
    """Nothing that is there changes its meaning."""
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    """Shared merchants are lost."""
    for statement in _DOWN:
        op.execute(statement)
