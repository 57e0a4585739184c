"""Whether the schema that a database has is one that this code can work on."""

from sqlalchemy import Connection, column, select, table

from receipts.migrations import REVISIONS

VERSION = table("alembic_version", column("version_num"))
"""Where Alembic keeps the revision."""


def is_current(connection: Connection) -> bool:
    """Whether all of this code's migrations were run; others may have been since."""
    return serves(connection.scalar(select(VERSION.c.version_num)))


def serves(revision: str | None, known: tuple[str, ...] = REVISIONS) -> bool:
    """This code's newest revision does, and one that it does not know: that is of later code, and migrations
    only add, so that the old release works beside the new one.
    """
    return revision == known[-1] or (revision is not None and revision not in known)
