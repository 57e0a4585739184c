"""What a company writes on a receipt, and what of it an account requires."""

from receipts.domain.annotations import (
    NOTHING_WRITTEN,
    Annotation,
    Annotations,
    CompanySettings,
    Written,
    annotated,
    annotation_changes,
    missing_annotations,
)
from receipts.domain.history import Change
from receipts.domain.receipt import Category

MEALS = Category("meals", "복리후생비")
ENTERTAINMENT = Category("gifts", "기업업무추진비")
WHOM, WHY = ("한빛상사 이부장",), "신규 계약 협의"


def test_by_default_entertainment_tells_with_whom_and_what_for_and_nothing_else_tells_anything() -> None:
    settings = CompanySettings()
    assert missing_annotations(NOTHING_WRITTEN, ENTERTAINMENT, settings) == ("purpose", "attendees")
    assert missing_annotations(NOTHING_WRITTEN, MEALS, settings) == ()
    assert missing_annotations(NOTHING_WRITTEN, None, settings) == ()
    assert missing_annotations(Annotations(purpose=WHY), ENTERTAINMENT, settings) == ("attendees",)
    assert missing_annotations(Annotations(purpose=WHY, attendees=WHOM), ENTERTAINMENT, settings) == ()


def test_a_company_requires_what_it_likes_by_the_name_of_an_account_or_by_its_code() -> None:
    settings = CompanySettings({"복리후생비": (Annotation.PROJECT,), "meals": (Annotation.PERSON,)})
    assert missing_annotations(NOTHING_WRITTEN, MEALS, settings) == ("project", "person")
    assert missing_annotations(NOTHING_WRITTEN, ENTERTAINMENT, settings) == ()


def test_only_what_is_given_changes_and_nothing_takes_it_away() -> None:
    written = annotated(
        NOTHING_WRITTEN, {"memo": "팀 점심", "attendees": ("김대리", "이부장"), "project": "A"}
    )
    assert annotated(written, {"memo": "저녁"}) == Annotations("저녁", None, ("김대리", "이부장"), None, "A")
    assert annotated(written, {"memo": None, "attendees": None, "project": ""}) == NOTHING_WRITTEN


def test_a_tag_has_one_spelling_and_stands_once() -> None:
    written = annotated(NOTHING_WRITTEN, {"tags": ("#출장", "출장", " Busan  TRIP", "busan trip", "#", " ")})
    assert written.tags == ("출장", "busan trip")


def test_card_and_resident_numbers_are_masked_wherever_they_are_written() -> None:
    card, resident = "4579-7312-3456-1234", "900101-1234567"
    values: dict[str, Written] = {
        name: (f"이부장 {card}",) if name in {"attendees", "tags"} else f"이부장 {card} {resident}"
        for name in Annotation
    }
    written = annotated(NOTHING_WRITTEN, values)
    for name in Annotation:
        text = str(getattr(written, name))
        assert "3456" not in text, name
        assert "1234567" not in text, name


def test_the_history_shows_what_was_written_before_and_after() -> None:
    before = Annotations(memo="점심", attendees=("김대리",))
    after = Annotations(memo="점심", attendees=("김대리", "이부장"), tags=("출장",))
    assert annotation_changes(before, after) == (
        Change("annotations.attendees", "김대리", "김대리, 이부장"),
        Change("annotations.tags", None, "출장"),
    )
