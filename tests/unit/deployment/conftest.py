from pathlib import Path

import pytest

from tests.unit.deployment.commits import BAD, GOOD, OLD, check_out, forget_everything_here, pipeline
from tests.unit.deployment.workplace import Workplace, prepared


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    return prepared(tmp_path)


@pytest.fixture
def released(place: Workplace) -> Workplace:
    for commit in (OLD, GOOD, BAD):
        check_out(place, commit)
        pipeline(place).release()
    forget_everything_here(place)
    return place
