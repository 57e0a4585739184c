"""Each tenant's rows are seen and written only where `receipts.tenant` names that tenant (ADR 0012)."""

from collections.abc import Sequence

from alembic import op
from sqlalchemy import text

revision = "0010"
down_revision = "0008"
branch_labels = None
depends_on = None

_TENANT_OF = {
    "tenants": "id",
    "api_keys": "tenant_id",
    "receipts": "tenant_id",
    "readings": "tenant_id",
    "receipt_items": "tenant_id",
    "outbox": "tenant_id",
    "receipt_events": "tenant_id",
    "merchants": "tenant_id",
    "engine_spending": "tenant_id",
}

# A setting that was made for one transaction is "" in the next of the same session, not unset.
_CURRENT_TENANT = "NULLIF(current_setting('receipts.tenant', true), '')::uuid"

# Older code never makes the setting; newer code makes it in every transaction, be it to "".
_OLDER_CODE = "current_setting('receipts.tenant', true) IS NULL"

# The one way to a tenant that is not known yet. It sees all keys, as the owner whose function it is, and
# tells of the one whose hash the caller has already.
_TENANT_OF_KEY = """
CREATE FUNCTION tenant_of_key(wanted text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT tenant_id FROM public.api_keys WHERE key_hash = wanted AND revoked_at IS NULL $$
"""

# Doubles and cancellations were found by their total. Numbers are compared by a function that PostgreSQL does
# not call leakproof, so of a table with row-level security no index is searched for one.
_BY_SHOP = """
CREATE INDEX receipts_same_shop ON receipts (tenant_id, business_number, card_number_masked, issued_at)
WHERE business_number IS NOT NULL
"""
_BY_TOTAL = "CREATE INDEX receipts_same_total ON receipts (tenant_id, total) WHERE total IS NOT NULL"

_LOGINS_OF_OLDER_CODE = text("""
    SELECT DISTINCT quote_ident(pg_get_userbyid(grantee)) FROM pg_class, aclexplode(relacl)
    WHERE pg_class.oid = 'receipts'::regclass AND grantee NOT IN (0, relowner) ORDER BY 1
""")


def upgrade() -> None:
    """The owner stays outside: it migrates all rows, and makes tenants before anybody could name them."""
    older = op.get_bind().scalars(_LOGINS_OF_OLDER_CODE).all()
    for table, column in _TENANT_OF.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY of_tenant ON {table} USING ({column} = {_CURRENT_TENANT})")
        if older:
            _let_older_code_in(table, column, older)
    op.execute("CREATE POLICY shared_by_operator ON merchants FOR SELECT USING (tenant_id IS NULL)")
    op.execute(_TENANT_OF_KEY)
    op.execute("REVOKE ALL ON FUNCTION tenant_of_key(text) FROM PUBLIC")
    op.execute(_BY_SHOP)
    op.execute("DROP INDEX receipts_same_total")


def _let_older_code_in(table: str, column: str, logins: Sequence[str]) -> None:
    """The next release takes this policy away; until then its code may still run beside this one's."""
    op.execute(
        f"CREATE POLICY older_code ON {table} TO {', '.join(logins)}"
        f" USING ({_OLDER_CODE}) WITH CHECK ({_OLDER_CODE} AND {column} IS NOT NULL)"
    )


def downgrade() -> None:
    """The policies that logins were given since go as well."""
    op.execute(_BY_TOTAL)
    op.execute("DROP INDEX receipts_same_shop")
    op.execute("DROP FUNCTION tenant_of_key(text)")
    policies = text(
        "SELECT quote_ident(policyname), quote_ident(tablename) FROM pg_policies WHERE schemaname = 'public'"
    )
    for policy, table in op.get_bind().execute(policies).all():
        op.execute(f"DROP POLICY {policy} ON {table}")
    for table in _TENANT_OF:
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
