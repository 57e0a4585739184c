"""What a company writes on receipts and has said of itself, and the drops that receipts come with."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_TABLES = {
    "batches": """
        CREATE TABLE batches (
            id uuid NOT NULL,
            tenant_id uuid NOT NULL,
            name text,
            created_at timestamptz NOT NULL,
            CONSTRAINT batches_pkey PRIMARY KEY (id),
            CONSTRAINT batches_tenant_and_id UNIQUE (tenant_id, id),
            CONSTRAINT batches_of_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id),
            CONSTRAINT batches_name_short CHECK (char_length(name) <= 1000)
        )
    """,
    "company_settings": """
        CREATE TABLE company_settings (
            tenant_id uuid NOT NULL,
            required jsonb NOT NULL,
            updated_at timestamptz NOT NULL,
            CONSTRAINT company_settings_pkey PRIMARY KEY (tenant_id),
            CONSTRAINT company_settings_of_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id),
            CONSTRAINT company_settings_required_is_object CHECK (jsonb_typeof(required) = 'object')
        )
    """,
    "accounts": """
        CREATE TABLE accounts (
            tenant_id uuid NOT NULL,
            code text NOT NULL,
            name text NOT NULL,
            is_used boolean NOT NULL,
            updated_at timestamptz NOT NULL,
            CONSTRAINT accounts_pkey PRIMARY KEY (tenant_id, code),
            CONSTRAINT accounts_of_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id),
            CONSTRAINT accounts_texts_short CHECK (char_length(code) <= 500 AND char_length(name) <= 500)
        )
    """,
    "account_lessons": """
        CREATE TABLE account_lessons (
            tenant_id uuid NOT NULL,
            business_number text NOT NULL,
            code text NOT NULL,
            name text NOT NULL,
            words text[] NOT NULL,
            updated_at timestamptz NOT NULL,
            CONSTRAINT account_lessons_pkey PRIMARY KEY (tenant_id, business_number, code),
            CONSTRAINT account_lessons_of_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id),
            CONSTRAINT account_lessons_business_number_shape CHECK (business_number ~ '^[0-9]{10}$'),
            CONSTRAINT account_lessons_texts_short CHECK (
                char_length(code) <= 500 AND char_length(name) <= 500 AND cardinality(words) <= 1000)
        )
    """,
}

_CURRENT_TENANT = "NULLIF(current_setting('receipts.tenant', true), '')::uuid"

# Of rows from before, all is empty: there is nothing to look at, and nobody waits for a million of them.
_COLUMNS = """
    ALTER TABLE receipts
    ADD COLUMN batch_id uuid,
    ADD COLUMN memo text,
    ADD COLUMN purpose text,
    ADD COLUMN attendees text[] NOT NULL DEFAULT '{}',
    ADD COLUMN department text,
    ADD COLUMN project text,
    ADD COLUMN tags text[] NOT NULL DEFAULT '{}',
    ADD COLUMN person text,
    ADD CONSTRAINT receipts_of_batch
        FOREIGN KEY (tenant_id, batch_id) REFERENCES batches (tenant_id, id) NOT VALID,
    ADD CONSTRAINT receipts_annotations_short CHECK (
        char_length(memo) <= 2000 AND char_length(purpose) <= 1000 AND char_length(department) <= 500
        AND char_length(project) <= 500 AND char_length(person) <= 500 AND cardinality(attendees) <= 100
        AND cardinality(tags) <= 100) NOT VALID
"""
_INDEXES = (
    "CREATE INDEX batches_newest ON batches (tenant_id, created_at, id)",
    """CREATE INDEX receipts_by_batch ON receipts (tenant_id, batch_id, status, created_at, id)
       WHERE batch_id IS NOT NULL""",
    # What receipts are found by, in the functions of r0014.
    "CREATE INDEX receipts_by_person ON receipts (tenant_id, person) WHERE person IS NOT NULL",
    "CREATE INDEX receipts_by_department ON receipts (tenant_id, department) WHERE department IS NOT NULL",
    "CREATE INDEX receipts_by_project ON receipts (tenant_id, project) WHERE project IS NOT NULL",
    "CREATE INDEX receipts_by_tag ON receipts USING gin (tags) WHERE cardinality(tags) > 0",
)


def upgrade() -> None:
    """Only adds."""
    for table, statement in _TABLES.items():
        op.execute(statement)
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY of_tenant ON {table} USING (tenant_id = {_CURRENT_TENANT})")
    for statement in (_COLUMNS, *_INDEXES):
        op.execute(statement)


def downgrade() -> None:
    """What was written on receipts, and every chart of accounts, is lost."""
    op.execute("DROP INDEX receipts_by_batch")
    names = ("batch_id", "memo", "purpose", "attendees", "department", "project", "tags", "person")
    op.execute("ALTER TABLE receipts " + ", ".join(f"DROP COLUMN {name}" for name in names))
    for table in reversed(_TABLES):
        op.execute(f"DROP TABLE {table}")
