"""The API may ask which keys there can be, so that it need not ask for each key that cannot (ADR 0018)."""

from alembic import op

revision = "0012"
down_revision = "0010"
branch_labels = None
depends_on = None

# As many digits as `fingerprint_of` compares. 32 bits of a hash of 256 random bits help nobody to a key.
_KEY_FINGERPRINTS = """
CREATE FUNCTION key_fingerprints() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT left(key_hash, 8) FROM public.api_keys WHERE revoked_at IS NULL $$
"""


def upgrade() -> None:
    """The API's login is let in by `application_login`, with its other rights."""
    op.execute(_KEY_FINGERPRINTS)
    op.execute("REVOKE ALL ON FUNCTION key_fingerprints() FROM PUBLIC")


def downgrade() -> None:
    """The code before asks for every key."""
    op.execute("DROP FUNCTION key_fingerprints()")
