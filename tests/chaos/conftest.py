import gc
import warnings
from collections.abc import Iterator

import pytest
from sqlalchemy import URL

from tests.chaos.database import Database
from tests.chaos.simulation import quiet


@pytest.fixture(scope="package")
def database(postgres_server_url: URL) -> Iterator[Database]:
    """Beside those of other tests, with logins of its own."""
    made = Database.create(postgres_server_url)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def nothing_is_left_for_the_next_test() -> Iterator[None]:
    """A connection that was cut complains when it is collected; so does a client that is left waiting."""
    with quiet():
        yield
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()
