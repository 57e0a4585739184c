"""A commit, built once: stored beside the artifacts, deployed and deployed again as the very bytes it was."""

import json
import re
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from deployment.aws import Buckets
from deployment.environments import DeploymentError
from deployment.programs import Programs

_COMMIT: Final = re.compile(r"[0-9a-f]{40}")
_TEMPLATE, _SAMCONFIG, _ABOUT = "template.yaml", "samconfig.toml", "release.json"
_REMEMBERED: Final = 20


@dataclass(frozen=True, slots=True)
class Built:
    """What a deployment is made of: a template that names functions and parser, and the API's image."""

    template: Path
    api_image: str
    architecture: str


@dataclass(frozen=True, slots=True)
class Release(Built):
    """The same of one commit, whose template names what is stored."""

    commit: str

    @property
    def samconfig(self) -> Path:
        """The environments' parameters as they were then: a wrong one is gone back from as well."""
        return self.template.with_name(_SAMCONFIG)


@dataclass(frozen=True, slots=True)
class History:
    """The commits that one environment was given."""

    begun: str = ""
    """The latest that was attempted, until it comes as far as changing anything."""
    run: str = ""
    """Whose attempt that was or is: a run of the pipeline; blank for a person's."""
    changing: str = ""
    """The latest that changed something, until a deployment ends with an API that answers."""
    worked: tuple[str, ...] = ()
    """Those whose deployment ended so, the latest first."""

    def begin(self, commit: str, run: str = "") -> "History":
        """Before anything is asked or checked."""
        return replace(self, begun=commit, run=run)

    def change(self) -> "History":
        """Once nothing is left to check, and CloudFormation is about to be asked."""
        return replace(self, begun="", changing=self.begun)

    def succeed(self) -> "History":
        """Once what was changed works. To go back is to forget what came after."""
        after = self.worked.index(self.changing) + 1 if self.changing in self.worked else 0
        return replace(self, changing="", worked=(self.changing, *self.worked[after:])[:_REMEMBERED])

    def runs_on(self, commit: str, run: str) -> str:
        """What works and runs, where the attempt to be gone back from changed nothing; blank where it did."""
        return self.worked[0] if self.worked and not self.changing and self._is_harmless(commit, run) else ""

    def before(self, commit: str, run: str) -> str:
        """What to go back to from that commit, blank for the last: the latest other that worked, if any."""
        left = "" if self._is_harmless(commit, run) else commit
        left = left or self.changing or next(iter(self.worked), "")
        return next((one for one in self.worked if one != left), "")

    def _is_harmless(self, commit: str, run: str) -> bool:
        """A run whose attempt is not on record failed even before that."""
        is_someone_elses = run not in {"", self.run}
        return is_someone_elses or (self.begun != "" and commit in {"", self.begun})


@dataclass(frozen=True, slots=True)
class Shelf:
    """Releases by commit, and each environment's history, in the bucket of artifacts."""

    buckets: Buckets
    bucket: str
    folder: Path
    """Where a release lies on this machine while it is deployed."""

    def put(self, built: Built, commit: str, samconfig: Path) -> Release:
        """Store what was built and packaged. Its about comes last: what has it is whole."""
        about = {"api_image": built.api_image, "architecture": built.architecture}
        texts = {_TEMPLATE: built.template.read_text(), _SAMCONFIG: samconfig.read_text()}
        for name, text in {**texts, _ABOUT: json.dumps(about)}.items():
            self.buckets.upload(self.bucket, _key(commit, name), text)
        return self.get(commit)

    def has(self, commit: str) -> bool:
        return self.buckets.read(self.bucket, _key(commit, _ABOUT)) is not None

    def get(self, commit: str) -> Release:
        """Raises DeploymentError for what was never released here."""
        if not _COMMIT.fullmatch(commit):
            raise DeploymentError(f"{commit} is no full commit; `git rev-parse {commit}` tells it")
        template = self.folder / commit / _TEMPLATE
        template.parent.mkdir(parents=True, exist_ok=True)
        for name in (_TEMPLATE, _SAMCONFIG):
            template.with_name(name).write_text(self._text(commit, name))
        about = json.loads(self._text(commit, _ABOUT))
        return Release(template, about["api_image"], about["architecture"], commit)

    def history_of(self, environment: str) -> History:
        text = self.buckets.read(self.bucket, f"releases/{environment}.json")
        if text is None:
            return History()
        found = {name: one for name, one in json.loads(text).items() if name in History.__slots__}
        return replace(History(**found), worked=tuple(found.get("worked", ())))

    def remember(self, environment: str, history: History) -> None:
        self.buckets.upload(self.bucket, f"releases/{environment}.json", json.dumps(asdict(history)))

    def _text(self, commit: str, name: str) -> str:
        text = self.buckets.read(self.bucket, _key(commit, name))
        if text is None:
            raise DeploymentError(
                f"commit {commit} was not released here: check it out, and `make release` builds it"
            )
        return text


def _key(commit: str, name: str) -> str:
    return f"releases/{commit}/{name}"


def commit_of(programs: Programs) -> str:
    """The commit that the working tree is, to the byte; blank if it is none."""
    if programs.output("git", "status", "--porcelain").strip():
        return ""
    return programs.output("git", "rev-parse", "HEAD").strip()


def require_commit(programs: Programs) -> None:
    """Production must be something that can be checked out again. Raises DeploymentError."""
    if changed := programs.output("git", "status", "--porcelain").strip():
        count = len(changed.splitlines())
        raise DeploymentError(f"{count} files are not committed; production is deployed from a commit")
