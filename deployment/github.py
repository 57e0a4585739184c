"""Which jobs of GitHub Actions may deploy: the subjects of their tokens, word for word."""

import re
from typing import Final

from deployment.errors import DeploymentError

_REPOSITORY: Final = re.compile(r"[\w.-]+@\d+/[\w.-]+@\d+|[\w.-]+/[\w.-]+")


def subjects(repository: str, environment: str, known: str) -> str:
    """Those of the environment's jobs, and what is known already of the same repository.

    GitHub writes the ids of owner and repository beside their names, since names can be given up and taken by
    others; only a repository from before 15 July 2026 may still have a subject without them.
    """
    if not _REPOSITORY.fullmatch(repository):
        raise DeploymentError(
            f"GITHUB_REPOSITORY={repository} is not owner@id/name@id, as the subject of its tokens has it"
        )
    ours = f"repo:{repository}:environment:"
    return ",".join(sorted({*(one for one in known.split(",") if one.startswith(ours)), ours + environment}))
