import errno
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from typing import ClassVar

import pytest

from local.__main__ import main, parser
from local.errors import StackError
from local.ports import LOOPBACK, listen, port_of
from local.postgres import PortTakenError, Postgres
from local.processes import Component
from local.state import ROOT, StateFolder

PREFERRED = 45_300


def test_two_that_ask_at_once_get_different_ports() -> None:
    with ExitStack() as opened, ThreadPoolExecutor(16) as pool:
        listeners = [opened.enter_context(one) for one in pool.map(lambda _: listen(PREFERRED), range(32))]
        assert len({port_of(one) for one in listeners}) == len(listeners)


def test_a_port_is_ours_from_the_moment_it_is_told() -> None:
    with listen(PREFERRED) as ours, socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with pytest.raises(OSError, match=r".") as refused:
            other.bind((LOOPBACK, port_of(ours)))
        assert refused.value.errno == errno.EADDRINUSE
        with closing(socket.create_connection((LOOPBACK, port_of(ours)), timeout=5)) as visitor:
            assert visitor.getpeername()[1] == port_of(ours)


def test_who_listens_on_every_interface_has_the_port_too() -> None:
    with socket.create_server(("", 0)) as everywhere, listen(port_of(everywhere)) as ours:
        assert port_of(ours) != port_of(everywhere)


def test_no_port_left_is_told_with_what_to_do() -> None:
    with pytest.raises(StackError, match="every port from 65536"):
        listen(65_536)


@pytest.mark.parametrize("port", ["0", "-1", "65536", "99999999"])
@pytest.mark.parametrize("option", ["--api-port", "--aws-port", "--postgres-port"])
def test_what_is_no_port_is_told_before_anything_starts(
    option: str, port: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--state", str(tmp_path), "up", option, port]) == 1
    assert capsys.readouterr() == ("", f"error: {port} is no port: choose one from 1 to 65535\n")


def test_the_api_is_looked_for_where_the_documents_say() -> None:
    assert parser().parse_args(["up"]).api_port == 8000
    assert "http://localhost:8000/docs" in (ROOT / "README.md").read_text(encoding="utf-8")


class TakenPort(Component):
    """A server that could not have its port, and ends just after it was asked whether it had."""

    asked: ClassVar[int] = 0

    def has_ended(self) -> bool:
        type(self).asked += 1
        return type(self).asked > 1

    def output(self) -> str:
        return "FATAL:  could not bind IPv4 address"

    def require_alive(self) -> None:
        raise StackError("PostgreSQL stopped by itself")


def test_a_server_that_ends_between_two_questions_had_no_port(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        component = TakenPort("postgres", "PostgreSQL", tmp_path / "log", signal.SIGINT, process)
    with pytest.raises(PortTakenError):
        Postgres(StateFolder(tmp_path), 5432).wait_ready(component)
