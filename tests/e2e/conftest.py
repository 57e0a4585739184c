import os
import subprocess
from collections.abc import Iterator

import pytest

from tests.e2e.engine import require_engine
from tests.e2e.stacks import ROOT, RunningStack, started, temporary_folder

SAM = ROOT / ".tools/sam/bin"
LAMBDA = "public.ecr.aws/lambda/python:3.13"


@pytest.fixture(scope="session")
def stack() -> Iterator[RunningStack]:
    """One real stack for all tests that leave it running."""
    with temporary_folder() as folder, started(folder) as running:
        yield running


@pytest.fixture(scope="session")
def built() -> None:
    """`make build`: functions, layer and the parser's image, of the code as it is."""
    if not (SAM / "sam").exists():
        pytest.skip("the SAM CLI is not installed: `make sam-setup`")
    require_engine([LAMBDA])
    done = subprocess.run(
        [SAM / "sam", "build"],
        cwd=ROOT,
        env={**os.environ, "PATH": f"{SAM}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
