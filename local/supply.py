"""Checks what is shipped: `python -m local.supply audit|licences|sbom`.

The three look at the requirements files that the images, the layer and the notifier are made of.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from local.errors import StackError
from local.requirements import EXPORTS, require_uv
from local.state import ROOT

TOOLS = ROOT / ".tools/audit/bin"
_NAME = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==", re.MULTILINE)

ACCEPTED = re.compile(
    r"\b(MIT|BSD|Apache|ISC|HPND|PSF|Python Software|MPL|Mozilla Public|Unlicense|Public Domain|Zlib|CC0)\b",
    re.IGNORECASE,
)
"""Licences under which a part may go into the images without further duties than to name it. MPL-2.0 asks for
the sources of changed files alone, and none is changed."""

EXCEPTIONS: Mapping[str, str] = {
    "pillow-heif": "its wheel holds libheif and libde265 (LGPL-3.0) and an encoder that is never called, "
    "x265 (GPL-2.0-or-later): see docs/adr/0020-supply-chain.md",
}
"""Parts that ship all the same, and why they may."""


def shipped() -> frozenset[str]:
    """The names of all packages in the requirements files."""
    texts = ((ROOT / export.file).read_text(encoding="utf-8") for export in EXPORTS)
    return frozenset(name.lower() for text in texts for name in _NAME.findall(text))


def unaccepted(licences: Mapping[str, str]) -> tuple[str, ...]:
    """The packages whose licence is not accepted, each with its licence."""
    wrong = {
        name: licence
        for name, licence in licences.items()
        if name not in EXCEPTIONS and (not ACCEPTED.search(licence) or re.search(r"\bA?GPL", licence))
    }
    return tuple(f"{name}: {licence}" for name, licence in sorted(wrong.items()))


def licences_of(names: Iterable[str]) -> dict[str, str]:
    """What each installed package says its licence is; those made for another system are not installed."""
    command: list[str | Path] = [
        TOOLS / "pip-licenses",
        "--python",
        sys.executable,
        "--from",
        "all",
        "--format",
        "json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = {one["Name"].lower().replace("_", "-"): _licence(one) for one in json.loads(done.stdout)}
    return {name: found[name] for name in names if name in found}


def _licence(one: Mapping[str, str]) -> str:
    said = (
        one.get("License-Expression", ""),
        one.get("License-Metadata", ""),
        one.get("License-Classifier", ""),
    )
    return "; ".join(part.splitlines()[0] for part in said if part and part != "UNKNOWN") or "none"


def check_licences() -> int:
    """0 where all may ship."""
    licences = licences_of(shipped())
    wrong = unaccepted(licences)
    for line in wrong:
        print(f"not accepted: {line}")
    print(f"{len(licences)} packages checked, {len(wrong)} not accepted; {len(EXCEPTIONS)} as an exception:")
    for name, reason in EXCEPTIONS.items():
        print(f"  {name}: {reason}")
    return 1 if wrong else 0


def audit(program: Path = TOOLS / "pip-audit") -> int:
    """0 without findings, 1 with some, 2 where PyPI did not answer: then nothing is known."""
    return max(_audit(program, export.file) for export in EXPORTS)


def _audit(program: Path, file: str) -> int:
    # Strict, because pip-audit passes over a package that its source does not know, and says "none found".
    command: Sequence[str | Path] = [program, "--strict", "--require-hashes", "--disable-pip"]
    done = subprocess.run(
        [*command, "--progress-spinner", "off", "--requirement", ROOT / file],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode and "Found " not in done.stderr:
        print(f"{file}: NOT CHECKED, PyPI did not answer: {(done.stderr.strip().splitlines() or ['?'])[-1]}")
        return 2
    print(f"{file}: {done.stderr.strip() or 'no known vulnerabilities'}")
    print(done.stdout, end="")
    return 1 if done.returncode else 0


def write_sboms(folder: Path = ROOT / "dist/sbom") -> int:
    """One CycloneDX document for each thing that is shipped."""
    folder.mkdir(parents=True, exist_ok=True)
    for export in EXPORTS:
        command: list[str | Path] = [
            require_uv(),
            "export",
            "--quiet",
            "--frozen",
            "--no-dev",
            "--format",
            "cyclonedx1.5",
        ]
        done = subprocess.run(
            [*command, *export.arguments], cwd=ROOT, capture_output=True, text=True, check=True
        )
        file = folder / f"{Path(export.file).parent.name}.cdx.json"
        file.write_text(done.stdout, encoding="utf-8")
        print(f"{file.relative_to(ROOT) if file.is_relative_to(ROOT) else file}")
    return 0


def main() -> int:
    """Do what was asked; returns the exit status."""
    tasks = {"audit": audit, "licences": check_licences, "sbom": write_sboms}
    if len(sys.argv) != 2 or sys.argv[1] not in tasks:  # noqa: PLR2004 - the program and one word
        raise StackError(f"usage: python -m local.supply {'|'.join(tasks)}")
    return tasks[sys.argv[1]]()


if __name__ == "__main__":
    sys.exit(main())
