import os

# As template.yaml sets it for functions.
os.environ.setdefault("POWERTOOLS_METRICS_NAMESPACE", "receipts-tests")

pytest_plugins = [
    "tests.fixtures.aws",
    "tests.fixtures.database",
    "tests.fixtures.slack",
    "tests.fixtures.load_balancer",  # which imports slack's: pytest rewrites what is not yet imported
]
