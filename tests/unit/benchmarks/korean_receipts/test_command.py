"""From the command to files, tables and exit codes, with an engine that is told what to read."""

import json
from pathlib import Path

import pytest

from benchmarks.accuracy import gate
from benchmarks.korean_receipts import __main__ as command
from benchmarks.korean_receipts import making
from benchmarks.korean_receipts.contents import truths
from benchmarks.korean_receipts.engines import ENGINES, Answer, EngineMissingError
from benchmarks.korean_receipts.truth import FIELDS, ITEM_FIELDS, LEVELS

PAGES = [Path(command.__file__).with_name(name) for name in ("README.md", "README.ko.md")]


class Told:
    """Reads every picture as one total."""

    name = "told"

    def read(self, picture: Path) -> Answer:
        return {"total": 8000, "confidence": {"total": 0.95}}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Pictures of a few bytes, an engine that looks at none; accepted figures are kept aside."""
    monkeypatch.setattr(command, "ACCEPTED", tmp_path_factory.mktemp("kept") / "accepted.json")
    monkeypatch.setattr(making, "draw", lambda *_: b"a picture")
    monkeypatch.setattr(command, "ENGINES", {"told": Told})


def test_all_three_steps_in_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["run", "told", "--limit", "40", "--folder", str(tmp_path)]) == 0
    printed = capsys.readouterr()
    assert len((tmp_path / "truth.jsonl").read_text().splitlines()) == 1000
    assert len(list(tmp_path.glob("*.jpg"))) == 40
    predictions = [
        json.loads(line) for line in (tmp_path / "predictions/told.jsonl").read_text().splitlines()
    ]
    assert [row["id"] for row in predictions] == [receipt.id for receipt in truths()[:40]]
    assert "| all | 40 |" in printed.out
    assert "reading: 40 of 40" in printed.err


def test_a_worse_engine_fails_until_its_figures_are_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = ["run", "told", "--limit", "40", "--folder", str(tmp_path)]
    assert command.main([*run, "--accept"]) == 0
    assert command.main(run) == 0
    monkeypatch.setattr(Told, "read", lambda *_: {"total": 8000, "phone": "02-0000-0000"})
    assert command.main(run) == 1
    assert "told, first 40: phone fell from " in capsys.readouterr().err
    assert command.main(["run", "told", "--limit", "39", "--folder", str(tmp_path)]) == 0
    assert "no figures of told, first 39 were accepted yet" in capsys.readouterr().err
    assert command.main([*run, "--accept"]) == 0
    assert command.main(run) == 0


def test_figures_of_another_seed_are_never_what_is_expected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["run", "told", "--seed", "7", "--accept", "--folder", str(tmp_path)]) == 2
    assert "leave out --seed" in capsys.readouterr().err


def test_pictures_that_are_there_are_not_drawn_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for expected in ("3 new pictures", "2 new pictures"):
        (tmp_path / "cafe-1-1.jpg").unlink(missing_ok=True)
        (tmp_path / "bakery-2-1.jpg").unlink(missing_ok=True)
        assert command.main(["generate", "--limit", "3", "--folder", str(tmp_path)]) == 0
        assert expected in capsys.readouterr().out


def test_another_seed_does_not_mix_with_the_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["generate", "--limit", "1", "--folder", str(tmp_path)]) == 0
    assert command.main(["generate", "--limit", "1", "--seed", "7", "--folder", str(tmp_path)]) == 2
    assert "holds another set" in capsys.readouterr().err


def test_a_machine_that_invents_other_receipts_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(making, "published_digest", lambda: "another")
    assert command.main(["generate", "--folder", str(tmp_path)]) == 2
    assert "other receipts than the published set" in capsys.readouterr().err


def test_an_engine_that_is_not_here_is_skipped_with_its_reason(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def missing() -> Told:
        raise EngineMissingError("told is not installed")

    monkeypatch.setattr(command, "ENGINES", {"told": missing})
    assert command.main(["run", "told", "--folder", str(tmp_path)]) == 3
    assert capsys.readouterr().err == "skipped: told is not installed\n"


def test_the_baseline_is_measured_on_text_without_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["perfect", "--limit", "40"]) == 0
    numbers = next(
        line for line in capsys.readouterr().out.splitlines() if line.startswith("| business_number")
    )
    assert numbers == "| business_number | 39 | 100.0 | 100.0 | 100.0 | – |"


def test_pictures_have_to_be_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["read", "told", "--folder", str(tmp_path)]) == 2
    assert "truth.jsonl is not there" in capsys.readouterr().err
    command.main(["generate", "--limit", "1", "--folder", str(tmp_path)])
    assert command.main(["read", "told", "--limit", "2", "--folder", str(tmp_path)]) == 2
    assert "1 pictures are not in" in capsys.readouterr().err


def test_a_stranger_among_the_predictions_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command.main(["generate", "--limit", "1", "--folder", str(tmp_path)])
    (tmp_path / "p.jsonl").write_text('{"id": "cafe-9-9"}\n')
    assert command.main(["score", str(tmp_path / "p.jsonl"), "--folder", str(tmp_path)]) == 2
    assert "no receipt of the set is called cafe-9-9" in capsys.readouterr().err


def test_an_engine_that_answers_wrongly_is_stopped_at_its_first_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Told, "read", lambda *_: {"total": "8,000 won"})
    assert command.main(["run", "told", "--limit", "40", "--folder", str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert "error: told, " in told
    assert ".jpg: total is a number such as 12500, not '8,000 won'" in told
    assert (tmp_path / "predictions/told.jsonl").read_text() == ""


@pytest.mark.parametrize("wrong", [["run", "none"], ["run", "told", "--limit", "0"], []])
def test_what_is_typed_wrong_is_said_in_a_sentence(
    wrong: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        command.main(wrong)
    assert caught.value.code == 2
    assert capsys.readouterr().err.startswith("error: ")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_readme_names_every_field_and_level(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert [name for name in (*FIELDS, *ITEM_FIELDS) if f"`{name}`" not in text] == []
    assert all(f"| {level} |" in text for level in LEVELS)
    assert making.published_digest()[:12] in text


def test_the_readmes_say_the_same_commands() -> None:
    shown = [page.read_text(encoding="utf-8").split("```sh")[1:] for page in PAGES]
    english, korean = ([block.split("```")[0].split() for block in blocks] for blocks in shown)
    assert [words[:3] for words in english] == [words[:3] for words in korean]


def test_accepted_figures_are_of_engines_that_are_here() -> None:
    kept = gate.accepted(Path(command.__file__).with_name("accepted.json"))
    assert kept
    assert {name.split(",")[0] for name in kept} <= set(ENGINES)
