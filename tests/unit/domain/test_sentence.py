"""One Sentence and one Language for core, API and alarm notifier."""

from pathlib import Path

from receipts.domain.sentence import Language, Sentence

ROOT = Path(__file__).parents[3]


def test_a_sentence_is_said_in_the_language_of_the_reader() -> None:
    lunch = Sentence("점심", "lunch")
    assert lunch.in_language(Language.KOREAN) == "점심"
    assert lunch.in_language(Language.ENGLISH) == "lunch"


def test_the_alarm_notifier_which_cannot_import_the_core_has_the_same() -> None:
    ours = ROOT / "layers/core/receipts/domain/sentence.py"
    assert (ROOT / "functions/alarm_notifier/domain/sentence.py").read_text() == ours.read_text()
