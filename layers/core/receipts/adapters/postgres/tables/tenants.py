"""Who uses the system."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from receipts.adapters.postgres.tables.common import INSTANT, metadata

tenants = Table(
    "tenants",
    metadata,
    Column("id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("created_at", INSTANT, nullable=False, server_default=text("now()")),
    PrimaryKeyConstraint("id", name="tenants_pkey"),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Uuid, nullable=False),
    Column("tenant_id", Uuid, nullable=False),
    Column("key_hash", Text, nullable=False),
    Column("prefix", Text, nullable=False),
    Column("created_at", INSTANT, nullable=False, server_default=text("now()")),
    Column("revoked_at", INSTANT),
    Column("person", Text),  # whose it is, where somebody said so
    Column("expires_at", INSTANT),  # none: it is valid until it is revoked
    PrimaryKeyConstraint("id", name="api_keys_pkey"),
    UniqueConstraint("key_hash", name="api_keys_key_hash_once"),
    ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="api_keys_of_tenant"),
    CheckConstraint("key_hash ~ '^[0-9a-f]{64}$'", name="api_keys_key_hash_is_sha256"),
    CheckConstraint("person <> '' AND length(person) <= 100", name="api_keys_person_is_short"),
)
