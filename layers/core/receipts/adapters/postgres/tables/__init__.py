"""The tables. `migrations/` creates them; a test holds the two together.

Every row carries its tenant, and every reference is composite, so that a row of one tenant can never
point to another's. The one exception are merchants that the operator shares: they are nobody's.
"""

from receipts.adapters.postgres.tables.common import INSTANT, MONEY, metadata
from receipts.adapters.postgres.tables.company import (
    account_lessons,
    accounts,
    batches,
    company_changes,
    company_settings,
)
from receipts.adapters.postgres.tables.journal import bucket_sweep, outbox, purged_receipts, receipt_events
from receipts.adapters.postgres.tables.merchants import engine_spending, merchants
from receipts.adapters.postgres.tables.receipts import COUNTS, IS_LIVE, readings, receipt_items, receipts
from receipts.adapters.postgres.tables.search import receipt_words
from receipts.adapters.postgres.tables.tenants import api_keys, tenants

__all__ = [
    "COUNTS",
    "INSTANT",
    "IS_LIVE",
    "MONEY",
    "account_lessons",
    "accounts",
    "api_keys",
    "batches",
    "bucket_sweep",
    "company_changes",
    "company_settings",
    "engine_spending",
    "merchants",
    "metadata",
    "outbox",
    "purged_receipts",
    "readings",
    "receipt_events",
    "receipt_items",
    "receipt_words",
    "receipts",
    "tenants",
]
