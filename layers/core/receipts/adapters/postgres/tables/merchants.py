"""Shops that are known, and what optional engines have cost."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKeyConstraint,
    Numeric,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from receipts.adapters.postgres.tables.common import INSTANT, metadata

merchants = Table(
    "merchants",
    metadata,
    Column("tenant_id", Uuid),  # none: the operator shares it with all
    Column("business_number", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("address", Text),
    Column("phone", Text),
    Column("source", Text, nullable=False),
    Column("updated_at", INSTANT, nullable=False),
    UniqueConstraint(
        "tenant_id", "business_number", name="merchants_once", postgresql_nulls_not_distinct=True
    ),
    ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="merchants_of_tenant"),
    CheckConstraint("business_number ~ '^[0-9]{10}$'", name="merchants_business_number_shape"),
    CheckConstraint("source IN ('correction', 'shared')", name="merchants_source_known"),
    CheckConstraint("(tenant_id IS NULL) = (source = 'shared')", name="merchants_shared_by_operator"),
    CheckConstraint(
        "char_length(name) <= 1000 AND char_length(address) <= 1000 AND char_length(phone) <= 1000",
        name="merchants_texts_short",
    ),
)

engine_spending = Table(
    "engine_spending",
    metadata,
    Column("tenant_id", Uuid, nullable=False),
    Column("month", Date, nullable=False),
    Column("usd", Numeric(12, 6), nullable=False),
    PrimaryKeyConstraint("tenant_id", "month", name="engine_spending_pkey"),
    ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="engine_spending_of_tenant"),
    CheckConstraint("EXTRACT(day FROM month) = 1", name="engine_spending_month_is_a_first"),
)
