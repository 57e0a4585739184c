import faulthandler
import os

import boto3
import pytest
from hypothesis import HealthCheck, settings

# As template.yaml sets it for functions.
os.environ.setdefault("POWERTOOLS_METRICS_NAMESPACE", "receipts-tests")

pytest_plugins = [
    "tests.fixtures.aws",
    "tests.fixtures.database",
    "tests.fixtures.slack",
    "tests.fixtures.load_balancer",  # which imports slack's: pytest rewrites what is not yet imported
]

# A busy machine is no finding: neither one slow example nor slow drawing fails a property.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


@pytest.fixture(autouse=True)
def no_credentials_of_the_test_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """boto3 keeps the session that was asked for first, with the keys of that moment."""
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)


def pytest_unconfigure() -> None:
    """A thread that never ends would keep this process for ever: after a minute it is shown, and left.

    Not a worker of `-n`, which waits for the others and is ended by their master.
    """
    if "PYTEST_XDIST_WORKER" not in os.environ:
        faulthandler.dump_traceback_later(60, exit=True, file=2)
