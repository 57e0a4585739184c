"""`make retry` and `make reread`: receipts of all tenants are read again, without anybody's key."""

import time
from collections.abc import Mapping

import pytest

from deployment import commands
from deployment.__main__ import main
from tests.fakes.cloud import resource
from tests.unit.deployment.workplace import ROOT_OUTPUTS, Workplace

RECONCILER = "receipts-dev-receipt-reconciler"


class Reconciler:
    """Answers a chunk of two at a time."""

    def __init__(self, failed: int) -> None:
        self.failed = failed
        self.asked: list[Mapping[str, str]] = []

    def invoke(self, name: str, event: Mapping[str, str]) -> Mapping[str, str]:
        assert name == RECONCILER
        self.asked.append(event)
        if event["retry"] == "count":
            return {"failed": str(self.failed)}
        done = min(2, self.failed)
        self.failed -= done
        return {"requeued": str(done)} | ({"after": f"the {self.failed} left"} if self.failed else {})


@pytest.fixture
def reconciler(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> Reconciler:
    stack = place.first.stacks.add("receipts-dev", outputs=ROOT_OUTPUTS)
    function = resource("ReceiptReconcilerFunction", RECONCILER, "AWS::Lambda::Function")
    place.first.stacks.resources_of[stack.id] = [function]
    reconciler = Reconciler(failed=5)
    monkeypatch.setattr(place.first.functions, "invoke", reconciler.invoke)
    monkeypatch.setattr(commands, "connect", place.connect)
    return reconciler


def test_without_being_told_to_run_it_only_counts(
    reconciler: Reconciler, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["retry", "dev", "--cause", "internal_error"]) == 0
    assert reconciler.asked == [{"retry": "count", "cause": "internal_error"}]
    told = capsys.readouterr().out
    assert "5 receipts of dev" in told
    assert "None was touched" in told


def test_it_goes_on_chunk_by_chunk_and_tells_how_far_it_is(
    reconciler: Reconciler, capsys: pytest.CaptureFixture[str]
) -> None:
    window = ["--since", "2026-11-28T00:00:00Z", "--tenant-id", "t"]
    assert main(["retry", "dev", "--cause", "internal_error", *window, "--run"]) == 0
    which = {"cause": "internal_error", "since": "2026-11-28T00:00:00Z", "tenant_id": "t"}
    assert reconciler.asked == [
        {"retry": "count", **which},
        {"retry": "run", **which},
        {"retry": "run", **which, "after": "the 3 left"},
        {"retry": "run", **which, "after": "the 1 left"},
    ]
    assert [line.split(" ")[0] for line in capsys.readouterr().out.splitlines()] == ["5", "2", "4", "5"]


def test_an_environment_that_is_not_there_is_told_apart(
    place: Workplace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(commands, "connect", place.connect)
    assert main(["retry", "dev", "--cause", "internal_error"]) == 1
    assert "make deploy ENV=dev" in capsys.readouterr().err


def test_a_cause_that_does_not_exist_is_told_before_aws_is_asked(
    reconciler: Reconciler, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["retry", "dev", "--cause", "bogus"])
    assert "internal_error" in capsys.readouterr().err
    assert reconciler.asked == []


class Archive:
    """Queues two of five at a time; then the line is full."""

    def __init__(self) -> None:
        self.queued = 0
        self.asked: list[Mapping[str, str]] = []

    def invoke(self, name: str, event: Mapping[str, str]) -> Mapping[str, str]:
        assert name == RECONCILER
        self.asked.append(event)
        if event["reread"] == "count":
            return {"readable": "5"}
        self.queued = min(5, self.queued + 2) if event["reread"] == "run" else self.queued
        counts = dict.fromkeys(("waiting", "read", "stood", "failed", "gone", "changed", "differing"), "0")
        more = {} if self.queued == 5 else {"after": f"the {self.queued}th", "is_full": "yes"}
        return {"rereading": "r1", "queued": str(self.queued), **counts, **more}


def test_the_archive_is_read_anew_as_the_line_has_room(
    reconciler: Reconciler,
    place: Workplace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    archive, waited = Archive(), list[float]()
    monkeypatch.setattr(place.first.functions, "invoke", archive.invoke)
    monkeypatch.setattr(time, "sleep", waited.append)
    assert main(["reread", "dev", "--tenant-id", "t"]) == 0
    assert archive.asked == [{"reread": "count", "tenant_id": "t"}]
    assert "None was touched" in capsys.readouterr().out
    assert main(["reread", "dev", "--tenant-id", "t", "--run"]) == 0
    assert archive.asked[2:] == [
        {"reread": "run", "tenant_id": "t"},
        {"reread": "run", "tenant_id": "t", "rereading": "r1", "after": "the 2th"},
        {"reread": "run", "tenant_id": "t", "rereading": "r1", "after": "the 4th"},
    ]
    assert len(waited) == 2
    assert "Rereading r1: 5 queued so far" in capsys.readouterr().out
    assert main(["reread", "dev", "--rereading", "r1"]) == 0
    assert archive.asked[-1] == {"reread": "sum", "rereading": "r1"}
