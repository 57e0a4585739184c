"""One Sentence and one Language for core, API and alarm notifier."""

from pathlib import Path

from receipts.domain.sentence import Language, Sentence, joined

ROOT = Path(__file__).parents[3]


def test_a_sentence_is_said_in_the_language_of_the_reader() -> None:
    lunch = Sentence("점심", "lunch")
    assert lunch.in_language(Language.KOREAN) == "점심"
    assert lunch.in_language(Language.ENGLISH) == "lunch"


def test_a_fact_is_said_in_the_same_language_as_the_sentence_around_it() -> None:
    words = Sentence("{what}: {amount:,}원", "{amount:,} won for {what}")
    assert words.filled(what=Sentence("점심", "lunch"), amount=9000) == Sentence(
        "점심: 9,000원", "9,000 won for lunch"
    )
    assert (
        words.filled(what="{amount}", amount=1).english == "1 won for {amount}"
    )  # what was read is no place


def test_sentences_are_joined_in_each_language() -> None:
    assert joined(" + ", [Sentence("가", "a"), Sentence("나", "b")]) == Sentence("가 + 나", "a + b")


def test_the_alarm_notifier_which_cannot_import_the_core_has_the_same() -> None:
    ours = ROOT / "layers/core/receipts/domain/sentence.py"
    assert (ROOT / "functions/alarm_notifier/domain/sentence.py").read_text() == ours.read_text()
