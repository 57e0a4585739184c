"""Who changed a company's settings and chart of accounts, and when (ADR 0057)."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_TABLE = """
    CREATE TABLE company_changes (
        tenant_id uuid NOT NULL,
        number integer NOT NULL,
        at timestamptz NOT NULL,
        key text,
        person text,
        path text NOT NULL,
        before text,
        after text,
        CONSTRAINT company_changes_pkey PRIMARY KEY (tenant_id, number),
        CONSTRAINT company_changes_of_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id),
        CONSTRAINT company_changes_texts_short CHECK (
            char_length(path) <= 1000 AND char_length(before) <= 1000 AND char_length(after) <= 1000
            AND char_length(key) <= 500 AND char_length(person) <= 500)
    )
"""
_CURRENT_TENANT = "NULLIF(current_setting('receipts.tenant', true), '')::uuid"


def upgrade() -> None:
    """Only adds."""
    op.execute(_TABLE)
    op.execute("ALTER TABLE company_changes ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY of_tenant ON company_changes USING (tenant_id = {_CURRENT_TENANT})")


def downgrade() -> None:
    """Who changed what is forgotten; what they made of it stays."""
    op.execute("DROP TABLE company_changes")
