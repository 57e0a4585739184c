"""Container images: built here, pushed once, named by their digest ever after."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from deployment.aws import Registry
from deployment.environments import DeploymentError
from deployment.programs import Programs
from local.images import API, build_arguments

_PLATFORMS: Final = {"x86_64": "linux/amd64", "arm64": "linux/arm64"}
_IMAGE_URI: Final = re.compile(r"^(?P<key>\s+ImageUri:\s+)(?P<reference>[\w./-]+:[\w.-]+)\s*$", re.MULTILINE)
_ID_LENGTH: Final = 24


@dataclass(slots=True)
class Images:
    """The images of one deployment."""

    programs: Programs
    registry: Registry
    architecture: str
    _is_logged_in: bool = field(default=False, init=False)

    def push(self, reference: str, repository_uri: str) -> str:
        """The image's address by digest. Its tag is its content, so what is there is not sent again.

        SAM cannot be left to push: it does so each time, and a repository of immutable tags refuses that.
        """
        host, _, repository = repository_uri.partition("/")
        image_id = self.programs.output("docker", "image", "inspect", "--format", "{{.Id}}", reference)
        tag = image_id.strip().removeprefix("sha256:")[:_ID_LENGTH]
        digest = self.registry.digest_of(repository, tag)
        if digest is None:
            self._log_in(host)
            for command in push_commands(reference, f"{repository_uri}:{tag}"):
                self.programs.run(*command)
            digest = self.registry.digest_of(repository, tag)
        if digest is None:
            raise DeploymentError(f"{reference} was pushed, but {repository_uri} has no image {tag}")
        return f"{repository_uri}@{digest}"

    def pin(self, built: Path, repository_uri: str) -> Path:
        """Push every image that a built template names; a template beside it names their digests."""
        template = built.read_text()
        pinned = _IMAGE_URI.sub(
            lambda found: found["key"] + self.push(found["reference"], repository_uri), template
        )
        path = built.with_name("deploy.yaml")
        path.write_text(pinned)
        return path

    def _log_in(self, host: str) -> None:
        if self._is_logged_in:
            return
        user, password = self.registry.login()
        self.programs.run(*login_command(user, host), stdin=password)
        self._is_logged_in = True


def api_build_command(architecture: str) -> list[str]:
    """`docker build` of the API's image."""
    options = ("--platform", _PLATFORMS[architecture], *build_arguments(API, os.environ))
    return ["docker", "build", *options, "-f", API.dockerfile, "-t", API.reference, "."]


def login_command(user: str, host: str) -> list[str]:
    """`docker login`, which wants the password on its standard input."""
    return ["docker", "login", "--username", user, "--password-stdin", host]


def push_commands(reference: str, address: str) -> list[list[str]]:
    """What sends an image of this machine to its address in the registry."""
    return [["docker", "tag", reference, address], ["docker", "push", address]]
