pytest_plugins = ["tests.fixtures.aws", "tests.fixtures.database", "tests.fixtures.slack"]
