"""PostgreSQL: the receipt store, its schema and its administration."""

from receipts.adapters.postgres.connection import connect
from receipts.adapters.postgres.migrate import migrate
from receipts.adapters.postgres.store import PostgresReceiptStore
from receipts.adapters.postgres.tenants import create_tenant, issue_api_key

__all__ = ["PostgresReceiptStore", "connect", "create_tenant", "issue_api_key", "migrate"]
