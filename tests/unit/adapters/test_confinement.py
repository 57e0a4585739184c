"""What a decoder may take of a processor, over all its steps with one file."""

import resource
import signal
import time

import pytest

from receipts.adapters.cell.confinement import ProcessorShare

ENDLESS = resource.RLIM_INFINITY


def test_what_one_page_has_used_the_next_does_not_have_and_another_file_begins_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    used, limits = [10.0], list[int]()
    monkeypatch.setattr(time, "process_time", lambda: used[0])
    monkeypatch.setattr(resource, "getrlimit", lambda _: (ENDLESS, ENDLESS))
    monkeypatch.setattr(resource, "setrlimit", lambda _, both: limits.append(both[0]))
    share = ProcessorShare(25)
    for _ in range(2):
        with share.spending():
            used[0] += 10
    share.renew()
    with share.spending():
        pass
    assert limits == [35, ENDLESS, 35, ENDLESS, 55, ENDLESS]


def test_a_step_is_not_begun_where_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's limit is in whole seconds: a page that takes less would pass under it, and the next."""
    used, ended = [10.0], list[int]()
    monkeypatch.setattr(time, "process_time", lambda: used[0])
    monkeypatch.setattr(resource, "setrlimit", lambda *_: None)
    monkeypatch.setattr(signal, "raise_signal", ended.append)
    share = ProcessorShare(0.3)
    for _ in range(2):
        assert ended == []
        with share.spending():
            used[0] += 0.2
    with share.spending():
        pass
    assert ended == [signal.SIGXCPU]


def test_a_limit_that_is_lower_already_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = list[int]()
    monkeypatch.setattr(time, "process_time", lambda: 10.0)
    monkeypatch.setattr(resource, "getrlimit", lambda _: (20, ENDLESS))
    monkeypatch.setattr(resource, "setrlimit", lambda _, both: limits.append(both[0]))
    with ProcessorShare(25).spending():
        pass
    assert limits == [20, 20]
