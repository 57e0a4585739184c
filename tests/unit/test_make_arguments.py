"""What is typed wrong behind `make` is told in one sentence, without the program that make runs, at once."""

import re
import runpy
import sys

import pytest

from local.arguments import at_least, length

WRONG = {
    "chaos": ("tests.chaos", "--seeds", "abc"),
    "chaos, backwards": ("tests.chaos", "--seeds", "9-3"),
    "chaos of nothing": ("tests.chaos", "--receipts", "0"),
    "chaos without what there is not": ("tests.chaos", "--without", "x"),
    "fuzz-mask": ("tests.mask_fuzz", "--seconds", "abc"),
    "fuzz": ("tests.file_fuzz", "--minutes", "nan"),
    "fuzz-api": ("tests.api_fuzz", "--seed", "abc"),
    "fuzz-api of nothing": ("tests.api_fuzz", "--max-examples", "0"),
    "export-speed": ("benchmarks.export_speed", "--receipts", "9999"),
    "search-speed": ("benchmarks.search", "--receipts", "-5"),
    "surge": ("benchmarks.surge", "--receipts", "0"),
    "neighbours": ("benchmarks.neighbours", "--minutes", "x"),
    "duplicates": ("benchmarks.duplicates", "--seeds", "x"),
    "request-speed": ("benchmarks.request_speed", "--seconds", "-1"),
    "speed": ("benchmarks.speed", "--rounds", "0"),
    "cost": ("benchmarks.cost", "production"),
}


@pytest.mark.parametrize("target", WRONG)
def test_a_wrong_word_is_told_before_anything_is_started(
    target: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    module, *words = WRONG[target]
    monkeypatch.setattr(sys, "argv", [module, *words])
    for name in (module, f"{module}.__main__"):  # another test may have imported it: runpy warns of that
        monkeypatch.delitem(sys.modules, name, raising=False)
    with pytest.raises(SystemExit) as ended:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    assert ended.value.code == 2
    (told,) = capsys.readouterr().err.splitlines()
    assert re.match(rf"error: argument .*{words[-1]}", told)
    assert not re.search(r"invalid _|\.py|<", told)


@pytest.mark.parametrize(("given", "number"), [("1", 1), ("200", 200)])
def test_whole_numbers_are_taken(given: str, number: int) -> None:
    assert at_least(1)(given) == number


@pytest.mark.parametrize(("given", "number"), [("0.5", 0.5), ("60", 60.0)])
def test_lengths_of_time_are_taken(given: str, number: float) -> None:
    assert length(given) == number
