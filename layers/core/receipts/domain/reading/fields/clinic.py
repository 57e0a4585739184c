"""Pharmacies and clinics, whose names end as the law asks."""

import re
from collections.abc import Sequence
from dataclasses import replace

from receipts.domain.reading.layout.rows import Row
from receipts.domain.reading.letters.jamo import word_difference
from receipts.domain.reading.values.found import Found

_CLINICS = ("약국", "의원", "병원")
_CLINIC_LAST = re.compile(r"(?P<kind>[가-힣]{2})(?=$|\s[가-힣A-Za-z0-9]{2,6}점$)")
_OF_CLINICS = re.compile(r"약제비|진료비|요양기관|처방전?\s?조제|조제일|환자\s?성명|환자부담")
"""What bills of pharmacies, clinics and hospitals say, by 국민건강보험 요양급여의 기준에 관한 규칙 제7조."""
_PUT_RIGHT = 0.6
"""How sure a name is at most of which a letter was put right."""


def as_clinic(name: Found[str], rows: Sequence[Row]) -> Found[str]:
    """`name` with the end the law asks of pharmacies and clinics (약사법 제20조, 의료법 제42조), where one
    letter of it was misread; then it is asked.
    """
    end = _CLINIC_LAST.search(name.value)
    if end is None or not any(_OF_CLINICS.search(row.text) for row in rows):
        return name
    kinds = [kind for kind in _CLINICS if word_difference(end["kind"], kind, 1) == 1]
    if end["kind"] in _CLINICS or len(kinds) != 1:
        return name
    return replace(
        name,
        value=name.value[: end.start()] + kinds[0] + name.value[end.end("kind") :],
        confidence=_PUT_RIGHT,
    )
