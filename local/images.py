"""Builds and labels the images that ship, and prints their sizes: `python -m local.images`.

A base is chosen by PYTHON_IMAGE or LAMBDA_IMAGE, best by digest; SOURCE labels them with the repository.
"""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from local.errors import StackError
from local.state import ROOT
from receipts import __version__

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Image:
    """An image, what it is made of, and what it may add to its base."""

    name: str
    dockerfile: str
    sources: tuple[str, ...]
    most_megabytes: int

    @property
    def reference(self) -> str:
        return f"{self.name}:latest"

    def base(self, environment: Mapping[str, str]) -> tuple[str, str]:
        """The build argument that names the base, and the base."""
        text = (ROOT / self.dockerfile).read_text(encoding="utf-8")
        found = re.search(r"^ARG (\w+)=(\S+)$", text, re.MULTILINE)
        assert found, self.dockerfile
        return found[1], environment.get(found[1]) or found[2]


API = Image("receipts-api", "api_container/Dockerfile", ("api_container", "layers/core"), 100)
PARSER = Image(
    "receipts-parser", "functions/receipt_parser/Dockerfile", ("functions/receipt_parser", "layers/core"), 520
)
IMAGES = (API, PARSER)


def build(image: Image, environment: Mapping[str, str]) -> int:
    """Build it and print its size; returns the megabytes that it adds to its base. Raises StackError."""
    arguments = build_arguments(image, environment)
    _docker("build", "--file", image.dockerfile, "--tag", image.reference, *arguments, ".")
    size, of_base = _size(image.reference), _size(image.base(environment)[1])
    added = (size - of_base) // MEGABYTE
    print(f"{image.reference}: {size // MEGABYTE} MB, {added} of them ours (at most {image.most_megabytes})")
    return added


def build_arguments(image: Image, environment: Mapping[str, str]) -> tuple[str, ...]:
    """Build arguments: the base and the labels."""
    name, base = image.base(environment)
    source = environment.get("SOURCE") or "unknown"
    given = {name: base, "VERSION": __version__, "REVISION": revision(image.sources), "SOURCE": source}
    return tuple(part for name, value in given.items() for part in ("--build-arg", f"{name}={value}"))


def revision(sources: tuple[str, ...]) -> str:
    """The last commit that changed the content: any other makes no new image, and so no deployment."""
    command = ["git", "log", "-1", "--format=%H", "--", *sources]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def _size(name: str) -> int:
    """In bytes. What only a build has pulled, the engine may not list."""
    command = ["docker", "image", "inspect", "--format", "{{.Size}}", name]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        _docker("pull", "--quiet", name)
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _docker(*arguments: str) -> None:
    done = subprocess.run(["docker", *arguments], cwd=ROOT, check=False)
    if done.returncode:
        raise StackError(f"docker {arguments[0]} ended with status {done.returncode}")


def main() -> int:
    """Build all; 1 if one is too large."""
    too_large = [image for image in IMAGES if build(image, os.environ) > image.most_megabytes]
    for image in too_large:
        print(f"error: {image.reference} is too large", file=sys.stderr)
    return 1 if too_large else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except StackError as error:
        sys.exit(f"error: {error}")
