"""An API key may tell whose it is, so that the history of a receipt names a person (ADR 0043)."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# As `tenant_of_key`, which stays for older code: it may run beside this one's.
_HOLDER_OF_KEY = """
CREATE FUNCTION holder_of_key(wanted text) RETURNS TABLE (tenant_id uuid, person text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT tenant_id, person FROM public.api_keys WHERE key_hash = wanted AND revoked_at IS NULL $$
"""


def upgrade() -> None:
    """Only adds. The API's login is let in by `application_login`, with its other rights."""
    op.add_column("api_keys", sa.Column("person", sa.Text))
    op.create_check_constraint(
        "api_keys_person_is_short", "api_keys", "person <> '' AND length(person) <= 100"
    )
    op.execute(_HOLDER_OF_KEY)
    op.execute("REVOKE ALL ON FUNCTION holder_of_key(text) FROM PUBLIC")


def downgrade() -> None:
    """Whose key it is, is forgotten; what the history tells already stays."""
    op.execute("DROP FUNCTION holder_of_key(text)")
    op.drop_column("api_keys", "person")
