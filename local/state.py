"""Where the local stack keeps its state: one folder, `.local` by default."""

import fcntl
import json
import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from local.errors import StackError

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_FOLDER = ROOT / ".local"


@dataclass(frozen=True, slots=True)
class Credentials:
    """Made at random on the first start, kept for the life of the folder."""

    aws_access_key_id: str
    aws_secret_access_key: str
    aws_api_key_id: str
    aws_api_secret: str
    aws_worker_key_id: str
    aws_worker_secret: str
    database_owner_password: str
    database_password: str
    database_application_password: str
    database_parser_password: str
    database_operator_password: str

    @classmethod
    def random(cls) -> "Credentials":
        # The emulator takes a key of twelve digits, or `test`, for an account's root: this is neither.
        keys = (part for _ in range(3) for part in (_key_id(), secrets.token_hex(20)))
        passwords = (secrets.token_hex(16) for _ in range(5))
        return cls(*keys, *passwords)


def _key_id() -> str:
    return "AKIALOCAL" + "".join(secrets.choice("ABCDEFGHJKLMNPQRSTUVWXYZ234567") for _ in range(11))


@dataclass(frozen=True, slots=True)
class StateFolder:
    """The files of one stack."""

    path: Path

    @property
    def env_file(self) -> Path:
        """KEY=value lines for programs that use the stack."""
        return self.path / "env"

    @property
    def run_file(self) -> Path:
        """The processes of the stack that is running, or of the last one."""
        return self.path / "run.json"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def aws(self) -> Path:
        return self.path / "aws"

    @property
    def scratch(self) -> Path:
        """Temporary files of the components; emptied at every start."""
        return self.path / "tmp"

    def prepare(self) -> None:
        """Make the folder; others may pass through it (PostgreSQL's own user, under root) but not list it."""
        self.path.mkdir(parents=True, exist_ok=True)
        self.path.chmod(0o711 if os.geteuid() == 0 else 0o700)
        for folder in (self.logs, self.aws, self.scratch):
            folder.mkdir(mode=0o700, exist_ok=True)

    def credentials(self) -> Credentials:
        """The credentials of this folder, made on the first call; what an older folder lacks is added."""
        file = self.path / "credentials.json"
        known = json.loads(file.read_text()) if file.exists() else {}
        credentials = asdict(Credentials.random()) | known
        if credentials != known:
            write_private(file, json.dumps(credentials, indent=2) + "\n")
        return Credentials(**credentials)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Lock the folder. The kernel releases the lock however this process ends, so it is never stale."""
        with (self.path / "lock").open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise AlreadyRunningError(self) from None
            yield

    def is_held(self) -> bool:
        """Whether some process holds the lock right now."""
        if not self.path.exists():
            return False
        try:
            with self.lock():
                return False
        except AlreadyRunningError:
            return True


class AlreadyRunningError(StackError):
    """Another process runs the stack of this folder."""

    def __init__(self, folder: StateFolder) -> None:
        super().__init__(
            f"the stack of {folder.path} is already running (`make up` or `make demo`): end it first"
        )


def write_private(file: Path, text: str) -> None:
    """Replace `file` in one step, readable by its owner alone."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")  # mkstemp makes it 0600
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
    Path(name).replace(file)


def write_env(file: Path, values: Mapping[str, str]) -> None:
    """Write KEY=value lines."""
    write_private(file, "".join(f"{key}={value}\n" for key, value in values.items()))


def read_env(file: Path) -> dict[str, str]:
    """The KEY=value lines of `file`; empty if there is none."""
    if not file.exists():
        return {}
    lines = file.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)
