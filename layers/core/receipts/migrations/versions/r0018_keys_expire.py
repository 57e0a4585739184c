"""A key may end by itself, at an hour that was said beforehand (ADR 0050)."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

# By how they answer: what each of them looks at is the same.
_FUNCTIONS = {
    "tenant_of_key(wanted text) RETURNS uuid": "SELECT tenant_id {valid} AND key_hash = wanted",
    "holder_of_key(wanted text) RETURNS TABLE (tenant_id uuid, person text)": (
        "SELECT tenant_id, person {valid} AND key_hash = wanted"
    ),
    "key_fingerprints() RETURNS SETOF text": "SELECT left(key_hash, 8) {valid}",
}
_BEFORE = "FROM public.api_keys WHERE revoked_at IS NULL"
_NOW = f"{_BEFORE} AND (expires_at IS NULL OR expires_at > now())"


def upgrade() -> None:
    """Only adds; who may call the functions stays as it is."""
    op.add_column("api_keys", sa.Column("expires_at", sa.TIMESTAMP(timezone=True)))
    _define(_NOW)


def downgrade() -> None:
    """Keys that have ended by themselves open again: revoke them first."""
    _define(_BEFORE)
    op.drop_column("api_keys", "expires_at")


def _define(valid: str) -> None:
    for head, query in _FUNCTIONS.items():
        op.execute(
            f"CREATE OR REPLACE FUNCTION {head} LANGUAGE sql STABLE SECURITY DEFINER"
            f" SET search_path = pg_catalog, pg_temp AS $$ {query.format(valid=valid)} $$"
        )
