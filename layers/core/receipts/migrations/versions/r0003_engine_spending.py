"""What optional engines have cost each tenant, by month."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The numbers of a running month begin at nothing."""
    op.execute("""
        CREATE TABLE engine_spending (
            tenant_id uuid NOT NULL,
            month date NOT NULL,
            usd numeric(12, 6) NOT NULL,
            CONSTRAINT engine_spending_pkey PRIMARY KEY (tenant_id, month),
            CONSTRAINT engine_spending_of_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id),
            CONSTRAINT engine_spending_month_is_a_first CHECK (EXTRACT(day FROM month) = 1)
        )
    """)


def downgrade() -> None:
    """What was spent is forgotten; each receipt still tells its own cost."""
    op.execute("DROP TABLE engine_spending")
