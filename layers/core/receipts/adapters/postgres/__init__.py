"""PostgreSQL: the receipt store, its schema and its administration.

`migrate` is not among the names here: it loads Alembic, which would slow every worker's cold start.
"""

from receipts.adapters.postgres.batches import PostgresBatches
from receipts.adapters.postgres.company import PostgresCompany
from receipts.adapters.postgres.connection import connect, connect_function
from receipts.adapters.postgres.directory import PostgresMerchantDirectory
from receipts.adapters.postgres.finding import PostgresReceiptFinder
from receipts.adapters.postgres.ledger import PostgresLedger
from receipts.adapters.postgres.rereadings import PostgresRereadings
from receipts.adapters.postgres.spending import PostgresSpending
from receipts.adapters.postgres.store import PostgresReceiptStore
from receipts.adapters.postgres.tenants import PostgresTenants

__all__ = [
    "PostgresBatches",
    "PostgresCompany",
    "PostgresLedger",
    "PostgresMerchantDirectory",
    "PostgresReceiptFinder",
    "PostgresReceiptStore",
    "PostgresRereadings",
    "PostgresSpending",
    "PostgresTenants",
    "connect",
    "connect_function",
]
