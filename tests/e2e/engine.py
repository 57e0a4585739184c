"""The Docker engine, as tests talk to it."""

import json
import shutil
import subprocess
from collections.abc import Iterable
from typing import Any

import pytest


def docker(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["docker", *arguments], capture_output=True, text=True, check=False)


def inspect(name: str) -> dict[str, Any]:
    (found,) = json.loads(docker("inspect", name).stdout)
    return dict(found)


def require_engine(bases: Iterable[str]) -> None:
    """Skip where there is no engine, or no base image."""
    if not shutil.which("docker") or docker("info").returncode:
        pytest.skip("no Docker engine answers")
    for base in bases:
        if docker("image", "inspect", base).returncode and docker("pull", base).returncode:
            pytest.skip(f"{base} is not to be had here")
