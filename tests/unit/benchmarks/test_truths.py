"""Whoever writes truths down in whatever dialect, the same question is asked of the reader."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.accuracy.judging import judge
from benchmarks.accuracy.truths import TruthError, has_truths, money, truths_in
from receipts.domain.receipt import Reading
from tests.unit.benchmarks.sets import KEY, korean_set

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("truth", "amount"), [("$9.20", "9.20"), ("RM 68.10", "68.10"), (2500, "2500"), ("80.90", "80.90")]
)
def test_amounts_are_known_by_value(truth: object, amount: str) -> None:
    assert money(truth) == Decimal(amount)


@pytest.mark.parametrize("nothing", [None, ""])
def test_an_amount_that_is_not_there_is_none(nothing: object) -> None:
    assert money(nothing) is None


def test_a_korean_listing_tells_what_is_not_on_the_image(tmp_path: Path) -> None:
    (truth,) = truths_in(korean_set(tmp_path, merchant_alt=["달빛"]))
    assert truth.values["total"] == Decimal(4600)
    assert truth.values["discount"] is None
    assert truth.values["date"] == date(2022, 3, 4)
    assert truth.other_names == ("달빛",)
    assert truth.items is not None
    assert [item.name for item in truth.items] == ["볼펜", "공책"]


def test_a_total_left_out_of_a_key_is_not_asked_for(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    key = {"company": "MOON STATIONERY", "date": "04/03/2022", "address": "1 MOON ROAD", "total": ""}
    (tmp_path / "keys" / "000.json").write_text(json.dumps(key))
    (truth,) = truths_in(tmp_path)
    assert "total" not in truth.values
    assert truth.values["date"] == date(2022, 3, 4)
    assert truth.image == tmp_path / "images" / "000.jpg"


def wild_set(folder: Path, **labels: list[str]) -> Path:
    (folder / "labels").mkdir()
    (folder / "labels" / "001.json").write_text(json.dumps(labels))
    return folder


def test_labels_by_class_tell_what_is_printed(tmp_path: Path) -> None:
    (truth,) = truths_in(
        wild_set(
            tmp_path,
            store=["MOON", "Stationery"],
            date=["27Mar2017"],
            phone=["Ph:(212)555-0137"],
            total=["$7.31", "7.310.44piece", "7.31"],
            tax=["0,20", "0,30", "0,30"],
        )
    )
    assert truth.values == {
        "total": Decimal("7.31"),
        "vat": Decimal("0.50"),
        "date": date(2017, 3, 27),
        "merchant": "MOONStationery",
        "phone": "212)555-0137",
    }
    assert truth.other_names == ("MOON", "Stationery")
    assert truth.image == tmp_path / "images" / "001.jpg"


@pytest.mark.parametrize(
    ("printed", "amount"),
    [
        ("Eur154,40", "154.40"),
        ("$108.85-", "-108.85"),
        ("1,050.00", "1050"),
        ("224,400", "224400"),
        (".56", "0.56"),
    ],
)
def test_labelled_amounts_are_read_in_any_notation(printed: str, amount: str, tmp_path: Path) -> None:
    (truth,) = truths_in(wild_set(tmp_path, total=[printed]))
    assert truth.values == {"total": Decimal(amount)}


def test_a_labelled_date_may_be_read_either_way(tmp_path: Path) -> None:
    (truth,) = truths_in(wild_set(tmp_path, date=["10/01/14"]))
    assert (truth.values["date"], truth.other_days) == (date(2014, 1, 10), (date(2014, 10, 1),))
    reading = Reading(issued_at=date(2014, 10, 1))
    assert judge(truth, reading, None, 0.0).is_whole
    assert not judge(truth, Reading(issued_at=date(2014, 10, 2)), None, 0.0).is_whole


def test_every_committed_sample_can_be_measured() -> None:
    truths = truths_in(ROOT / "samples")
    assert len(truths) == 13
    assert all(truth.image.exists() for truth in truths)
    assert [truth.values for truth in truths if "failure" in truth.values] == [{"failure": "not_a_receipt"}]


def test_a_folder_without_truths_holds_nothing_to_measure(tmp_path: Path) -> None:
    assert not has_truths(tmp_path)
    assert truths_in(tmp_path) == ()


@pytest.mark.parametrize("key", sorted(KEY))
def test_a_key_that_a_listing_lacks_is_named_with_its_receipt(key: str, tmp_path: Path) -> None:
    folder = korean_set(tmp_path)
    listing = {"receipts": [KEY, {name: value for name, value in KEY.items() if name != key}]}
    (folder / "ground_truth.json").write_text(json.dumps(listing))
    which = "receipt 2" if key == "file" else "one.jpg"
    with pytest.raises(TruthError, match=rf"ground_truth\.json: {which} lacks the key '{key}'"):
        truths_in(folder)


@pytest.mark.parametrize("key", ["company", "date", "address", "total"])
def test_a_key_that_a_file_lacks_is_named_with_the_file(key: str, tmp_path: Path) -> None:
    whole = {"company": "MOON STATIONERY", "date": "04/03/2022", "address": "1 MOON ROAD", "total": "9.20"}
    (tmp_path / "keys").mkdir()
    for name, lacking in (("000", ""), ("001", key)):
        kept = {one: value for one, value in whole.items() if one != lacking}
        (tmp_path / "keys" / f"{name}.json").write_text(json.dumps(kept))
    with pytest.raises(TruthError, match=rf"keys/001\.json lacks the key '{key}'"):
        truths_in(tmp_path)


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("date", "2022-3-4", "one.jpg: Invalid isoformat string: '2022-3-4'"),
        ("items", [{"name": "볼펜"}], "one.jpg lacks the key 'amount'"),
        ("items", 3, "one.jpg holds a value of another kind"),
    ],
)
def test_a_value_that_is_wrong_is_told_with_its_receipt(
    key: str, value: object, told: str, tmp_path: Path
) -> None:
    with pytest.raises(TruthError, match=told):
        truths_in(korean_set(tmp_path, **{key: value}))
