"""`python -m local.older [REVISION]`: run a release's own tests of its store on a database migrated to today.

While a deployment is under way the old release works on the new schema; a migration that it cannot live with
fails here. Without a revision it is the last tag or, without tags, the commit that last set the version.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from local.errors import StackError
from local.state import ROOT
from receipts.adapters.postgres.application_login import Login, Part
from receipts.adapters.postgres.migrate import migrate

_HERE = Path(__file__).parent
_SOURCES = ("layers/core", "api_container", "functions", ".")
_MIGRATE = "--migrate"
_UNTRIED = 77
"""The exit status for a test that was skipped, as in automake."""


class NoOlderReleaseError(StackError):
    """There is nothing to compare with here."""


def last_release() -> str:
    """A tag or a commit. Raises NoOlderReleaseError where the clone has no history."""
    if _git("rev-parse", "--is-shallow-repository") != "false":
        raise NoOlderReleaseError(
            "this clone is shallow or none: it has no older release (git fetch --unshallow)"
        )
    if tag := _git("describe", "--tags", "--abbrev=0"):
        return tag
    if commit := _git("log", "-1", "--format=%H", "-G^version = ", "--", "pyproject.toml"):
        return commit
    raise NoOlderReleaseError("no commit set a version")


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def run_tests(revision: str) -> int:
    """Check the release out into another folder and run its tests; returns their exit status."""
    with tempfile.TemporaryDirectory(prefix="older-release-") as name:
        tree = Path(name) / "tree"
        added = subprocess.run(
            ["git", "worktree", "add", "--detach", "-q", tree, revision], cwd=ROOT, check=False
        )
        if added.returncode:
            raise StackError(f"git cannot check {revision} out")
        try:
            return _run_in(tree)
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", tree], cwd=ROOT, check=False)


def _run_in(tree: Path) -> int:
    path = os.pathsep.join([*(str(tree / one) for one in _SOURCES), str(_HERE)])
    tests = ["tests/contract", "--ignore=tests/contract/vendors", "-k", "postgres"]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "newer_schema", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "NEWER_TREE": str(ROOT)}
    return subprocess.run(command, cwd=tree, env=environment, check=False).returncode


def migrate_to_today() -> None:
    """With today's code, for a process of the older release: what to migrate comes as JSON."""
    given = json.load(sys.stdin)
    logins = {Part(part): Login(*login) for part, login in given["logins"].items()}
    migrate(given["url"], logins)


def main(arguments: list[str]) -> int:
    """Test one release and report the result."""
    if arguments == [_MIGRATE]:
        migrate_to_today()
        return 0
    try:
        revision = arguments[0] if arguments else last_release()
        print(f"The store's tests of {revision} on today's schema:", flush=True)
        return run_tests(revision)
    except NoOlderReleaseError as error:
        print(f"skipped: {error}")
        return _UNTRIED
    except StackError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
