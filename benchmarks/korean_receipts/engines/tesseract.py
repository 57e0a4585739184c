"""Tesseract, called as a program, and the regex baseline."""

import os
import shutil
import subprocess
from pathlib import Path

from benchmarks.korean_receipts.engines import Answer, EngineMissingError
from benchmarks.korean_receipts.engines.baseline import fields_in

_INSTALL = "apt-get install tesseract-ocr tesseract-ocr-kor"
_ONE_BLOCK = "6"
"""Page segmentation: a uniform block of text. Of 3, 4 and 6 it read most on the first 40 receipts."""


class Tesseract:
    """Debian's, with its Korean and English models, on one thread."""

    def __init__(self) -> None:
        found = shutil.which("tesseract")
        if found is None:
            raise EngineMissingError(f"tesseract is not installed: {_INSTALL}")
        self._program = found
        if "kor" not in self._run("--list-langs").split():
            raise EngineMissingError(f"tesseract has no Korean model: {_INSTALL}")
        self.name = f"{self._run('--version').splitlines()[0].capitalize()} (kor+eng), regex baseline"

    def read(self, picture: Path) -> Answer:
        text = self._run(str(picture), "stdout", "-l", "kor+eng", "--psm", _ONE_BLOCK)
        return fields_in([row.strip() for row in text.splitlines() if row.strip()])

    def _run(self, *arguments: str) -> str:
        command = [self._program, *arguments]
        one_thread = {**os.environ, "OMP_THREAD_LIMIT": "1"}
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=one_thread)  # noqa: S603
        return done.stdout
