"""What a company writes on a receipt, as it is typed."""

import pytest

from receipts.domain.annotations import Annotation, Annotations, CompanySettings
from receipts_api.page.forms import shown, typed
from receipts_api.page.written import needs
from tests.fixtures.makers import a_reading

READING = a_reading()
WRITTEN = Annotations(memo="첫 줄\n둘째 줄", attendees=("김거래", "이협력"), tags=("출장",))
ENTERTAINMENT = "entertainment|기업업무추진비"


def written(form: dict[str, str], before: Annotations = WRITTEN) -> dict[str, object]:
    correction = typed(form, READING, 3, "김경리", before).correction
    return dict(correction.written()) if correction else {}


def test_what_nobody_touched_is_not_written_again() -> None:
    assert written(shown(READING, WRITTEN)) == {}
    assert written({"annotations.memo": "첫 줄\r\n둘째 줄"}) == {}
    assert written({"annotations.attendees": "김거래,이협력 ,"}) == {}


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        ("annotations.attendees", "김거래, 박고객; 최사장、정이사", ("김거래", "박고객", "최사장", "정이사")),
        ("annotations.attendees", " , ", None),
        ("annotations.tags", "#출장, 3분기", ("#출장", "3분기")),
        ("annotations.memo", "", None),
        ("annotations.purpose", "신제품 설명", "신제품 설명"),
    ],
)
def test_what_people_write_is_understood(path: str, text: str, value: object) -> None:
    assert written({path: text}) == {path.partition(".")[2]: value}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("annotations.attendees", ", ".join(f"손님{number}" for number in range(51))),
        ("annotations.attendees", "가" * 101),
        ("annotations.tags", "가" * 51),
        ("annotations.memo", "가" * 1001),
        ("annotations.project", "가" * 101),
    ],
)
def test_what_is_too_long_is_told_at_its_field_and_cut_nowhere(path: str, text: str) -> None:
    entered = typed({path: text}, READING, 3, "김경리", WRITTEN)
    assert (entered.correction, list(entered.errors), entered.texts[path]) == (None, [path], text)


def test_what_an_account_requires_is_known_while_it_is_typed() -> None:
    texts = shown(READING) | {"category": ENTERTAINMENT, "annotations.attendees": "김거래"}
    found = needs(texts, CompanySettings())
    assert set(found) == {"annotations.attendees", "annotations.purpose"}
    assert found["annotations.attendees"].missing is None
    missing = found["annotations.purpose"].missing
    assert missing
    assert "목적" in missing.korean


def test_a_company_may_require_it_by_the_code_of_an_account_and_most_accounts_require_nothing() -> None:
    settings = CompanySettings({"830": (Annotation.PROJECT,)})
    assert set(needs(shown(READING) | {"category": "830|소모품비"}, settings)) == {"annotations.project"}
    assert needs(shown(READING) | {"category": "831|지급수수료"}, settings) == {}
    assert needs(shown(READING), CompanySettings()) == {}
