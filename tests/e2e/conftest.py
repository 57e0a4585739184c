from collections.abc import Iterator

import pytest

from tests.e2e.stacks import RunningStack, started, temporary_folder


@pytest.fixture(scope="session")
def stack() -> Iterator[RunningStack]:
    """One real stack for all tests that leave it running."""
    with temporary_folder() as folder, started(folder) as running:
        yield running
