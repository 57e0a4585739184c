"""The commands of docs/runbooks, paragraph by paragraph: a drill runs what an operator would paste."""

import re
from dataclasses import dataclass
from pathlib import Path

from local.state import ROOT

RUNBOOKS = ROOT / "docs/runbooks"
_BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
_ASSIGNMENT = re.compile(r"^(?:export )?[A-Z_]+=", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Commands under one question. `before` sets the variables that earlier ones of the page set."""

    question: str
    commands: str
    before: str = ""

    @property
    def script(self) -> str:
        """What bash is given."""
        return f"{self.before}\n{self.commands}"


def paragraphs(page: str) -> list[Paragraph]:
    """A page's paragraphs, in their order."""
    found: list[Paragraph] = []
    for block in _BLOCK.findall(page):
        before = ""
        for part in re.split(r"\n\s*\n", block.strip()):
            lines = part.splitlines()
            question = " ".join(line.lstrip("# ") for line in lines if line.startswith("#"))
            commands = "\n".join(line for line in lines if not line.startswith("#"))
            if question:
                found.append(Paragraph(question, commands, before))
            elif _ASSIGNMENT.match(commands) is None:
                found.append(Paragraph(lines[0], commands, before))
            before = f"{before}\n{_assignments(commands)}".strip()
    return found


def _assignments(commands: str) -> str:
    """The commands that only set variables, each with the lines it goes on over."""
    kept, is_within = [], False
    for line in commands.splitlines():
        if is_within or _ASSIGNMENT.match(line):
            kept.append(line)
            is_within = line.endswith("\\")
    return "\n".join(kept)


def paragraph(page: str, question: str) -> Paragraph:
    """The paragraph of docs/runbooks/<page>.md whose question begins so."""
    path = Path(RUNBOOKS / f"{page}.md")
    for one in paragraphs(path.read_text(encoding="utf-8")):
        if one.question.startswith(question):
            return one
    raise LookupError(f"{path} asks no {question!r}")
