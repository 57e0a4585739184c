"""Alembic's environment and revisions; `receipts.adapters.postgres.migrate` runs them."""
