"""What an environment was given, as other versions of these commands have written it down."""

import json

import pytest

from tests.unit.deployment.commits import BAD, GOOD, OLD, pipeline
from tests.unit.deployment.workplace import Workplace


@pytest.mark.parametrize(
    "written",
    [
        {"worked": [GOOD, OLD]},  # before attempts were remembered
        {"tried": BAD, "worked": [GOOD, OLD]},
        {"begun": "", "run": "", "changing": "", "worked": [GOOD, OLD], "of a later version": 1},
    ],
)
def test_a_history_of_another_version_is_gone_back_by(released: Workplace, written: object) -> None:
    bucket = released.first.stacks.known["receipts-bootstrap"].outputs["ArtifactBucketName"]
    released.first.buckets.uploaded[f"{bucket}/releases/dev.json"] = json.dumps(written)

    pipeline(released).roll_back("")

    assert OLD in released.sam_deploy()
