"""SAM and Docker install what uv.lock says, no more and no less."""

import pytest

from local.requirements import EXPORTS, STAND_IN, Export, exported, find_uv
from local.state import ROOT


@pytest.mark.parametrize("export", [*EXPORTS, STAND_IN], ids=lambda export: export.file)
def test_a_requirements_file_is_the_lock(export: Export) -> None:
    uv = find_uv()
    if uv is None:
        pytest.skip("uv is not on this machine")
    assert (ROOT / export.file).read_text() == exported(uv, export), "run `make requirements`"
