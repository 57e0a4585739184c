"""One Sentence and one Language for core, API and alarm notifier."""

from receipts.domain.sentence import Language, Sentence, joined


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
