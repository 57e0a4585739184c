"""Commits that are checked out, released and deployed."""

import shutil
from pathlib import Path

from deployment.pipeline import Pipeline
from tests.unit.deployment.workplace import Workplace

OLD, GOOD, BAD = "0" * 40, "1" * 40, "2" * 40
TEMPLATE = """\
Parameters:
  Environment: {Type: String}
  ApiImageUri: {Type: String}
  Architecture: {Type: String}
  SlackSecretArn: {Type: String}
  MinTasks: {Type: Number}
"""


def check_out(place: Workplace, commit: str, template: str = TEMPLATE) -> None:
    place.programs.outputs["git rev-parse HEAD"] = f"{commit}\n"
    place.programs.outputs["git status"] = ""

    def packages(command: tuple[str, ...]) -> None:
        Path(command[command.index("--output-template-file") + 1]).write_text(f"# {commit}\n{template}")

    place.programs.effects["sam package"] = packages


def pipeline(place: Workplace, shell: dict[str, str] | None = None) -> Pipeline:
    return Pipeline(place.deployment(), shell or {})


def forget_everything_here(place: Workplace) -> None:
    """The next job runs on a machine that built nothing."""
    shutil.rmtree(place.root / ".aws-sam")
    place.programs.commands.clear()
