"""Which revision of the database a release can work on."""

import pytest
from alembic.script import ScriptDirectory

from receipts import migrations
from receipts.adapters.postgres.schema import serves
from receipts.migrations import REVISIONS

KNOWN = ("0001", "0002", "0010")


@pytest.mark.parametrize(
    ("revision", "is_served"),
    [
        (None, False),  # never migrated
        ("0001", False),
        ("0002", False),  # the release that brings 0010 waits for it
        ("0010", True),
        ("0011", True),  # a later release's, which only added to it
        ("a5f0c3", True),
    ],
)
def test_a_release_works_on_its_own_schema_and_on_later_ones(revision: str | None, is_served: bool) -> None:
    assert serves(revision, KNOWN) is is_served


def test_the_revisions_are_those_that_alembic_runs() -> None:
    scripts = ScriptDirectory(migrations.__path__[0]).walk_revisions()
    assert tuple(one.revision for one in scripts) == REVISIONS[::-1]
