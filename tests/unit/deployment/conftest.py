from pathlib import Path

import pytest

from tests.unit.deployment.workplace import Workplace, prepared


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    return prepared(tmp_path)
