import os

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
