"""`python -m local.drills`: a drill that breaks off has failed, and says so, whatever broke it."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import httpx
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from sqlalchemy.exc import OperationalError

from local.drills import __main__ as command_line
from local.drills.timeline import DrillFailedError
from local.errors import StackError

CAUSES = [
    DrillFailedError("this did not happen"),
    StackError("the API stopped by itself"),
    ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "Invoke"),
    EndpointConnectionError(endpoint_url="http://127.0.0.1:1"),
    httpx.ConnectError("refused"),
    OperationalError("SELECT 1", None, Exception("terminated")),
    ConnectionResetError("reset"),
]


@contextmanager
def a_stage(language: str) -> Iterator[SimpleNamespace]:
    del language
    timeline = SimpleNamespace(seconds=lambda: 1.0)
    yield SimpleNamespace(world=lambda *_: SimpleNamespace(timeline=timeline))


@pytest.fixture(autouse=True)
def no_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command_line, "stage", a_stage)


def drill_that(monkeypatch: pytest.MonkeyPatch, cause: Exception | None) -> None:
    def drill(world: object) -> None:
        if cause:
            raise cause

    monkeypatch.setattr(command_line, "DRILLS", {"restore": command_line.Drill(drill, 60, "trouble")})


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: type(cause).__name__)
def test_a_drill_that_breaks_off_has_failed(
    cause: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    drill_that(monkeypatch, cause)
    assert command_line.main(["restore"]) == 1
    (verdict,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("FAILED: ")]
    assert str(cause).splitlines()[0] in verdict


def test_a_drill_that_ends_well_has_passed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    drill_that(monkeypatch, None)
    assert command_line.main(["restore"]) == 0
    assert "restore passed in 1 s." in capsys.readouterr().out
