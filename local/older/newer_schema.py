"""A pytest plugin for an older release's tests: their database is migrated on to the schema of a newer tree.

Loaded before their fixtures import anything. The older release migrates first and lets its login in, as in
production; then the newer tree migrates, in a process of its own, with that login as the API's.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from receipts.adapters.postgres import migrate as older

_older_migrate = older.migrate
_migrated: list[str] = []


def _migrate(url: Any, application: Any = None, **options: Any) -> None:  # noqa: ANN401 - as the release has it
    _older_migrate(url, *([application] if application else []), **options)
    if application is None:
        return  # its login comes with a second call, as in its fixtures
    given = {"url": str(url), "logins": _logins(application)}
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run(
        [sys.executable, "-m", "local.older", "--migrate"],
        cwd=os.environ["NEWER_TREE"],
        env=environment,
        input=json.dumps(given),
        text=True,
        check=True,
    )
    _migrated.append(str(url))


def _logins(application: Any) -> dict[str, tuple[str, str]]:  # noqa: ANN401 - one login, or one a part
    """Today's parts; what the older release has no login for gets one that it does not use."""
    others = {
        part: (f"receipts_{part}_{uuid4().hex[:8]}", uuid4().hex) for part in ("api", "parser", "operator")
    }
    if isinstance(application, Mapping):
        return others | {str(part): (one.name, one.password) for part, one in application.items()}
    return others | {"api": (application.name, application.password)}


# At import, not in a hook: `-p` comes before conftest.py, whose fixtures import the function by its name.
if Path(older.__file__).is_relative_to(os.environ["NEWER_TREE"]):
    raise SystemExit(f"{older.__file__} is not the older release's: this would prove nothing")
setattr(older, "migrate", _migrate)  # noqa: B010 - the older release's has another signature than today's


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A run in which nothing was migrated further has proved nothing."""
    if not _migrated and not session.exitstatus:
        session.exitstatus = pytest.ExitCode.NO_TESTS_COLLECTED
