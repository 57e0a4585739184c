"""What a company has said of itself, and the drops that its receipts came with."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from receipts.adapters.postgres.tables.common import INSTANT, metadata

batches = Table(
    "batches",
    metadata,
    Column("id", Uuid, nullable=False),
    Column("tenant_id", Uuid, nullable=False),
    Column("name", Text),
    Column("created_at", INSTANT, nullable=False),
    PrimaryKeyConstraint("id", name="batches_pkey"),
    UniqueConstraint("tenant_id", "id", name="batches_tenant_and_id"),
    ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="batches_of_tenant"),
    CheckConstraint("char_length(name) <= 1000", name="batches_name_short"),
    Index("batches_newest", "tenant_id", "created_at", "id"),
)

company_settings = Table(
    "company_settings",
    metadata,
    Column("tenant_id", Uuid, nullable=False),
    Column("required", JSONB, nullable=False),  # account: names of annotations
    Column("updated_at", INSTANT, nullable=False),
    PrimaryKeyConstraint("tenant_id", name="company_settings_pkey"),
    ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="company_settings_of_tenant"),
    CheckConstraint("jsonb_typeof(required) = 'object'", name="company_settings_required_is_object"),
)

accounts = Table(
    "accounts",
    metadata,
    Column("tenant_id", Uuid, nullable=False),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("is_used", Boolean, nullable=False),  # false: a default account that the company has ended
    Column("updated_at", INSTANT, nullable=False),
    PrimaryKeyConstraint("tenant_id", "code", name="accounts_pkey"),
    ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="accounts_of_tenant"),
    CheckConstraint("char_length(code) <= 500 AND char_length(name) <= 500", name="accounts_texts_short"),
)

company_changes = Table(
    "company_changes",
    metadata,
    Column("tenant_id", Uuid, nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", INSTANT, nullable=False),
    Column("key", Text),
    Column("person", Text),
    Column("path", Text, nullable=False),
    Column("before", Text),
    Column("after", Text),
    PrimaryKeyConstraint("tenant_id", "number", name="company_changes_pkey"),
    ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="company_changes_of_tenant"),
    CheckConstraint(
        "char_length(path) <= 1000 AND char_length(before) <= 1000 AND char_length(after) <= 1000"
        " AND char_length(key) <= 500 AND char_length(person) <= 500",
        name="company_changes_texts_short",
    ),
)

account_lessons = Table(
    "account_lessons",
    metadata,
    Column("tenant_id", Uuid, nullable=False),
    Column("business_number", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("words", ARRAY(Text), nullable=False),
    Column("updated_at", INSTANT, nullable=False),
    PrimaryKeyConstraint("tenant_id", "business_number", "code", name="account_lessons_pkey"),
    ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="account_lessons_of_tenant"),
    CheckConstraint("business_number ~ '^[0-9]{10}$'", name="account_lessons_business_number_shape"),
    CheckConstraint(
        "char_length(code) <= 500 AND char_length(name) <= 500 AND cardinality(words) <= 1000",
        name="account_lessons_texts_short",
    ),
)
