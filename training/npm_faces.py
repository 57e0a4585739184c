"""Korean faces under the Open Font License that Debian lacks, from the npm registry, in fixed versions.

python -m training.npm_faces       # 24 packages, checked against their hashes, into cache/faces
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import json
import logging
import re
import tarfile
import tempfile
import urllib.request
from pathlib import Path
from typing import Final

from fontTools.merge import Merger, Options
from fontTools.ttLib import TTFont

from training.dots import OUT

_REGISTRY: Final = "https://registry.npmjs.org"
_FACES: Final = Path(__file__).with_name("npm_faces.json")
#: Tables that a merge stumbles over, and that nothing drawn here needs.
_DROPPED: Final = ["GSUB", "GPOS", "GDEF", "kern", "vhea", "vmtx", "VORG", "DSIG", "MVAR", "STAT", "BASE"]


def fetch(package: str, version: str, integrity: str) -> dict[str, bytes]:
    """The package's files by name. Raises ValueError where its hash is not the one recorded."""
    short = package.rsplit("/", 1)[-1]
    url = f"{_REGISTRY}/{package}/-/{short}-{version}.tgz"
    with urllib.request.urlopen(url, timeout=120) as answer:  # noqa: S310 - https, from the constant above
        archive = answer.read()
    kind, expected = integrity.split("-", 1)
    if base64.b64encode(hashlib.new(kind, archive).digest()).decode() != expected:
        raise ValueError(f"{package} {version} is not the file recorded in {_FACES.name}")
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        return {m.name: tar.extractfile(m).read() for m in tar.getmembers() if m.isfile()}  # type: ignore[union-attr]


def _plain(data: bytes) -> io.BytesIO:
    """A font file without compression and without the tables that a merge stumbles over."""
    font = TTFont(io.BytesIO(data))
    font.flavor = None
    for table in _DROPPED:
        if table in font:
            del font[table]
    plain = io.BytesIO()
    font.save(plain)
    return plain


def save(files: dict[str, bytes], wanted: str, prefix: str) -> list[str]:
    """Write the faces whose file name matches; a Korean subset gets the Latin one beside it."""
    names = []
    for name, data in sorted(files.items()):
        if not re.search(wanted, name):
            continue
        target = OUT / f"{prefix}-{Path(name).stem}.ttf"
        latin = files.get(name.replace("-korean-", "-latin-")) if "-korean-" in name else None
        if latin is None:
            target.write_bytes(_plain(data).getvalue())
        else:
            with tempfile.TemporaryDirectory() as folder:
                parts = [Path(folder) / f"{number}.ttf" for number in range(2)]
                for part, subset in zip(parts, (data, latin), strict=True):
                    part.write_bytes(_plain(subset).getvalue())
                Merger(Options(drop_tables=[*_DROPPED, "name"])).merge(parts).save(target)
        names.append(target.name)
    return names


def main() -> None:
    """Fetch all of them."""
    argparse.ArgumentParser(prog="training.npm_faces", description=__doc__).parse_args()
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    OUT.mkdir(parents=True, exist_ok=True)
    for face in json.loads(_FACES.read_text()):
        files = fetch(face["package"], face["version"], face["integrity"])
        prefix = face["package"].rsplit("/", 1)[-1]
        print(face["package"], *save(files, face["files"], prefix), flush=True)


if __name__ == "__main__":
    main()
