"""Alembic's environment and revisions; `receipts.adapters.postgres.migrate` runs them."""

from pathlib import Path

REVISIONS = tuple(sorted(file.stem[1:5] for file in Path(__file__).parent.glob("versions/r*.py")))
"""All revisions, oldest first, by their files' names: Alembic would slow every worker's cold start."""
