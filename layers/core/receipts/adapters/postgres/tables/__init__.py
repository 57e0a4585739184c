"""The tables. `migrations/` creates them; a test holds the two together.

Every row carries its tenant, and every reference is composite, so that a row of one tenant can never
point to another's. The one exception are merchants that the operator shares: they are nobody's.
"""

from receipts.adapters.postgres.tables.common import INSTANT, MONEY, metadata
from receipts.adapters.postgres.tables.journal import bucket_sweep, outbox, receipt_events
from receipts.adapters.postgres.tables.merchants import engine_spending, merchants
from receipts.adapters.postgres.tables.receipts import IS_LIVE, readings, receipt_items, receipts
from receipts.adapters.postgres.tables.search import receipt_words
from receipts.adapters.postgres.tables.tenants import api_keys, tenants

__all__ = [
    "INSTANT",
    "IS_LIVE",
    "MONEY",
    "api_keys",
    "bucket_sweep",
    "engine_spending",
    "merchants",
    "metadata",
    "outbox",
    "readings",
    "receipt_events",
    "receipt_items",
    "receipt_words",
    "receipts",
    "tenants",
]
