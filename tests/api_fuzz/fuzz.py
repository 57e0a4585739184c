"""Schemathesis on the live API: what it asked, and what was wrong with the answers."""

import os
import subprocess
import sys
from pathlib import Path

from tests.api_fuzz.live import OTHERS_SHOP, LiveApi

_ROOT = Path(__file__).parents[2]
_CONFIG = Path(__file__).with_name("schemathesis.toml")


def fuzz(api: LiveApi, seed: int, *options: str) -> int:
    """Exit status of `schemathesis run`."""
    command = [
        *(
            sys.executable,
            "-m",
            "schemathesis.cli",
            "--config-file",
            str(_CONFIG),
            "run",
            f"{api.url}/openapi.json",
        ),
        *("--header", f"Authorization: Bearer {api.key}", "--seed", str(seed), "--no-color"),
        *("--checks", "all", "--suppress-health-check", "all", *options),
    ]
    environment = {
        **os.environ,
        "SCHEMATHESIS_HOOKS": "tests.api_fuzz.hooks",
        "FUZZ_OWN": ",".join(map(str, api.own)),
        "FUZZ_OTHERS": ",".join(map(str, api.others)),
        "FUZZ_NEVER_SAID": OTHERS_SHOP,
    }
    return subprocess.run(command, cwd=_ROOT, env=environment, check=False).returncode
