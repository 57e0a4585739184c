"""The benchmark that says how good the reader is must itself be right."""

import json
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.accuracy import main, money, squash
from tests.unit.domain.printed import page_of

PRINTED = "달빛문구\n902-45-00731\n2022-03-04 10:11:12\n볼펜  1  1,200\n공책  2  3,400\n합계  4,600"
TRUTH = {
    "file": "one.jpg",
    "merchant": "달빛 문구",
    "merchant_alt": [],
    "business_no": "9024500731",
    "date": "2022-03-04",
    "time": "10:11",
    "total": 4600,
    "gross_total": 4600,
    "discount": None,
    "vat": 418,
    "supply": None,
    "exempt": None,
    "items": [{"name": "볼펜", "amount": 1200}, {"name": "공책", "amount": 3400}],
}


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A set of one receipt, and the cache of what an OCR engine read from it."""
    data, cache = tmp_path / "korean", tmp_path / "cache"
    (cache / "korean").mkdir(parents=True)
    data.mkdir()
    (data / "ground_truth.json").write_text(json.dumps({"receipts": [TRUTH]}))
    (cache / "korean" / "one.json").write_text(json.dumps([asdict(page_of(PRINTED))]))
    return data, cache


def test_each_field_is_counted_and_a_wrong_one_listed(
    folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    data, cache = folders
    main(["--cache", str(cache), "--show", str(data)])
    printed = capsys.readouterr().out
    assert "total            1 of   1  1.000" in printed
    assert "vat              0 of   1  0.000" in printed
    assert "418 ≠ None" in printed


def test_only_the_field_asked_for_is_listed(
    folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    data, cache = folders
    main(["--cache", str(cache), "--only", "total", str(data)])
    assert "≠" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("truth", "amount"), [("$9.20", "9.20"), ("RM 68.10", "68.10"), (2500, "2500"), ("80.90", "80.90")]
)
def test_amounts_of_the_truth_are_compared_by_value(truth: object, amount: str) -> None:
    assert money(truth) == Decimal(amount)


def test_an_amount_that_is_not_there_is_none() -> None:
    assert money(None) is None
    assert money("") is None


def test_names_are_compared_by_letters_and_digits() -> None:
    assert squash("(주) 달빛-문구 A1") == squash("주달빛문구a1")
