"""The name of a shop as it is printed, without what tills set around it."""

import re

from receipts.domain.reading.fields.not_a_shop import is_a_person, without_floor, without_owner
from receipts.domain.reading.letters.company_forms import with_form_spelt_out, with_stock_sign
from receipts.domain.reading.letters.look_alikes import FOR_STOCK

_EDGES = " :;,.*-_=[]<>|/'\"■□●○◆◇★☆▶▷※"
_COMPANY_MISREAD = re.compile(r"\(([가-힣])\)|(?<![가-힣(])([가-힣])\)(?=\s?[가-힣]{2})")
"""The form of a company in brackets, the first of which is easily lost: (주), 주)."""
_FORMS = "주유합재사의복학"
"""주식, 유한, 합자, 재단, 사단, 의료, 사회복지 and 학교법인: nothing else is printed so before a name."""
_CORNER = re.compile(r"(?<=[가-힣A-Za-z])\s?[(\[](?:[A-Z\d]{0,2}[A-Z]-?\d{1,4}\s?호?|\d{1,4}\s?호)[)\]]?$")
"""Which corner of a food court or a department store it is: 달빛국수 (A07), 달빛골프 (2F-118)."""
_LOGO = re.compile(r"^[\u4e00-\u9fff]+(?=[가-힣])|(?<=[가-힣])[\u4e00-\u9fff]+$")
"""An ideograph that touches Hangul: tills print no hanja, so it is a sign or a logo."""
_BRANCH_LABEL = re.compile(r"^\W*지\s?점\s?[:：]\s?")
_REGISTERED = re.compile(
    r"\s?\((?:$|(?:[가-힣]{0,4}(?:등록|신고|허가|인가|지정)\s?)?(?:번호)?\s?제?\s?\d[\d-]*\s?호?\)$)"
)
"""Under which number it is registered, as academies have to say (학원법 시행령): (등록 제4421호);
or the bracket alone, where what it says is another field.
"""
_NUMBERS = re.compile(r"#\s?\d{3,}.*$|\(?\d[\d\s().:/*-]{5,}.*$")
_ANOTHER_FIELD = re.compile(
    r"\s{2,}|(?<![A-Za-z])T(?:EL|el)|(?:(?:예약|주문|배달|상담)\s?|(?<=\S)\s*)전화|(?<=\S)\s*(?:사업자|대표자)"
)
"""Behind a name; 전화국앞 is one."""

_PHONE_INITIAL = re.compile(r"(?:\s+|\s?\()[TF☎]\W*$")
"""Before the number that was taken off: 달빛국밥 T.02-333-4444, 달빛국밥 (T:02-333-4444)."""
_OWNER_AND_NUMBER = re.compile(
    r"(?P<name>.*[^\s/|])\s?[/|]\s?(?P<person>[가-힣]{2,4})\s?[/|]\s?\d{3}-\d\d-\d{5}\W*"
)
"""달빛국밥/김한빛/902-45-00731"""
_COMPANY_BEHIND = re.compile(
    r"(?P<branch>\S\s\S*점)\s+(?:\([주유합]\)|㈜|(?:주식|유한)회사)\s?[가-힣A-Za-z].*"
)
"""Whose the branch is: 달빛마트 반포점 (주)달빛유통. Beside 편의점 the company is all that is named."""
_PLATE = re.compile(r"\s+(?:[가-힣]{2}\s?)?\d{2,3}\s?[가-힣]\s?\d{4}$")
"""Behind who drives: 서울33바1234."""


def tidied(text: str) -> str:
    """The name without numbers, the owner, the floor and signs around it."""
    signed = _OWNER_AND_NUMBER.fullmatch(text)
    text = signed["name"] if signed and is_a_person(signed["person"]) else text
    text = _ANOTHER_FIELD.split(_REGISTERED.sub("", without_floor(without_owner(_PLATE.sub("", text)))))[0]
    text = re.sub(r"\s[\dlI|]{1,2}$", "", re.sub(r"\s+", " ", _strip_numbers(text)))
    text = _COMPANY_BEHIND.sub(r"\g<branch>", _BRANCH_LABEL.sub("", text))
    text = with_stock_sign(_COMPANY_MISREAD.sub(_as_company, text).strip(_EDGES))
    text = _CORNER.sub("", text)
    return with_form_spelt_out(_LOGO.sub("", text).strip(_EDGES))


def _as_company(match: re.Match[str]) -> str:
    """(추) and 쥬) for (주): no name begins with those in brackets, while (구) and (신) do."""
    form = match[1] or match[2]
    if form in FOR_STOCK:
        return "(주)"
    return f"({form})" if match[1] or form in _FORMS else match.group()


def _strip_numbers(text: str) -> str:
    if not re.search(r"\d[\d\s().:/*-]{5,}|#", text):
        return text
    return _PHONE_INITIAL.sub("", _NUMBERS.sub("", text))
