"""The images that ship: small, with nothing in them that installs, and labels that say what they are."""

import os

import pytest

from local.images import IMAGES, Image, build, revision
from receipts import __version__
from tests.e2e.engine import docker, inspect, require_engine

pytestmark = [pytest.mark.docker, pytest.mark.timeout(900)]


@pytest.fixture(scope="module", params=IMAGES, ids=lambda image: image.name)
def image(request: pytest.FixtureRequest) -> Image:
    one: Image = request.param
    require_engine([one.base(os.environ)[1]])
    assert build(one, {**os.environ, "SOURCE": "https://git.example/receipts"}) <= one.most_megabytes
    return one


def test_its_labels_say_what_it_is(image: Image) -> None:
    said = inspect(image.reference)["Config"]["Labels"]
    assert {name.rpartition(".")[2]: value for name, value in said.items()} == {
        "title": image.name,
        "version": __version__,
        "revision": revision(image.sources),
        "source": "https://git.example/receipts",
        "licenses": "Apache-2.0",
    }


@pytest.mark.parametrize("module", ["pip", "ensurepip", "uv"])
def test_nothing_in_it_installs_anything(image: Image, module: str) -> None:
    program = f"import importlib.util; assert importlib.util.find_spec({module!r}) is None"
    done = docker(
        "run", "--rm", "--network", "none", "--entrypoint", "python3", image.reference, "-c", program
    )
    assert done.returncode == 0, done.stderr


def test_no_compiler_and_no_installer_is_on_its_path(image: Image) -> None:
    look = "for name in pip pip3 uv gcc cc make; do command -v $name; done; true"
    assert docker("run", "--rm", "--entrypoint", "sh", image.reference, "-c", look).stdout == ""
