"""An operator's shell: bash runs a runbook's text; programs that would reach AWS are answered from here."""

import json
import os
import socket
import socketserver
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from local.serving import serving

Answer = tuple[int, str]
"""Exit status and output."""
Program = Callable[[Sequence[str]], Answer]

_SECONDS = 60
_STAND_IN = """#!{python} -IS
import json, os, socket, sys
line = socket.socket(socket.AF_UNIX)
line.connect({socket_path!r})
line.sendall(json.dumps([{name!r}, *sys.argv[1:]]).encode() + b"\\n")
status, text = json.loads(b"".join(iter(lambda: line.recv(65536), b"")))
rest = text.encode()
try:
    while rest:
        rest = rest[os.write(2 if status else 1, rest):]
except BrokenPipeError:
    pass  # `| head` has read enough
sys.exit(status)
"""


@dataclass(frozen=True, slots=True)
class Console:
    """A folder for commands to run in, with stand-ins for programs."""

    folder: Path
    environment: Mapping[str, str]

    def run(self, script: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run it to its first failing command; `typed` is what it may read. `stdout` has its errors too."""
        return subprocess.run(
            ["/bin/bash", "-euo", "pipefail", "-c", script],
            cwd=self.folder,
            env=dict(self.environment),
            input=typed,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_SECONDS,
            check=False,
        )


@contextmanager
def console(
    programs: Mapping[str, Program], environment: Mapping[str, str], path: Sequence[Path] = ()
) -> Iterator[Console]:
    """A shell in which these programs are stand-ins; `path` is searched after them."""
    with tempfile.TemporaryDirectory(prefix="drill-shell-") as name:
        folder = Path(name)
        socket_path = str(folder / "socket")
        with serving(_Server(socket_path, programs)):
            for program in programs:
                stand_in = folder / program
                stand_in.parent.mkdir(parents=True, exist_ok=True)
                text = _STAND_IN.format(python=sys.executable, socket_path=socket_path, name=program)
                stand_in.write_text(text, encoding="utf-8")
                stand_in.chmod(0o700)
            searched = os.pathsep.join([name, *map(str, path), os.defpath])
            yield Console(folder, {"LC_ALL": "C.UTF-8", **environment, "PATH": searched})


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True

    def __init__(self, socket_path: str, programs: Mapping[str, Program]) -> None:
        super().__init__(socket_path, _Handler)
        self.programs = programs


class _Handler(socketserver.StreamRequestHandler):
    server: _Server
    connection: socket.socket

    def handle(self) -> None:
        """One program that was started: its arguments come in, its answer goes out."""
        name, *arguments = json.loads(self.rfile.readline())
        try:
            answer = self.server.programs[name](arguments)
        except Exception as error:  # the last line of defence: the waiting program must get an answer
            answer = (255, f"{name}: {type(error).__name__}: {error}\n")
        self.wfile.write(json.dumps(answer).encode())
