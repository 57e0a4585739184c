"""사업자등록번호 on the receipt, in every style; its check digit tells whether it was read right."""

import re
from collections.abc import Iterator, Sequence

from receipts.domain.business_number import BusinessNumber
from receipts.domain.reading.layout.rows import Row
from receipts.domain.reading.letters.look_alikes import (
    DIGIT_OR_LIKE,
    FOR_BRACKET,
    FOR_HYPHEN,
    LETTERS_FOR_DIGITS,
)
from receipts.domain.reading.values.found import Found
from receipts.domain.reading.vocabulary.keywords import find_labels
from receipts.domain.reading.vocabulary.labels import Label

_D = rf"[{DIGIT_OR_LIKE}]"
_SEP = rf"\s?[{FOR_HYPHEN}]\s?"
_HYPHENED = re.compile(
    rf"(?<![\dA-Za-z*-])({_D}{{3}})(?:{_SEP}|\s)({_D}{{2}})(?:{_SEP}|\s)({_D}{{5}})(?![\d*]|-\d)"
)
_HALF = re.compile(rf"(?<![\dA-Za-z*-])({_D}{{3}}){_SEP}({_D}{{2}})({_D}{{5}})(?![\d*]|-\d)")
_OTHER_HALF = re.compile(rf"(?<![\dA-Za-z*-])({_D}{{3}})({_D}{{2}}){_SEP}({_D}{{5}})(?![\d*]|-\d)")
_SPLIT = re.compile(rf"(?<![\dA-Za-z*-])(\d{{3}}){_SEP}(\d{{2}}){_SEP}(\d{{1,4}}\s\d{{1,4}})(?![\d*]|-\d)")
_LED = re.compile(rf"(?<!\d)[{FOR_BRACKET}](\d{{3}}){_SEP}(\d{{2}}){_SEP}(\d{{5}})(?![\d*]|-\d)")
"""A bracket may stand before the number, and a gap split its last part."""
_PLAIN = re.compile(r"(?<![\dA-Za-z*.,-])(\d{3})(\d{2})(\d{5})(?![\d*.,:-])")
_LENGTH = 10
"""Three, two and five digits."""
_VALID, _BESIDE_ITS_WORD, _WITH_HYPHENS = 0.9, 0.05, 0.04
"""How sure a number is whose check digit fits, and what its word and its hyphens add."""
_ODD_SHAPE, _CHECK_FAILS = 0.75, 0.4
"""Less where its parts are cut oddly, or the check digit is wrong."""
_BROKEN = re.compile(r"(?<![\dA-Za-z*-])\d{3}-(?:\d{2}-)?$")
_REST = re.compile(r"(?:\d{2}-)?\d{5}(?![\d*-])")
"""A narrow column of a form breaks a number behind its hyphen."""
_ROWS_BELOW = 2
"""Between the halves another column may have a row of its own."""
_AS_DIGITS = str.maketrans(dict(LETTERS_FOR_DIGITS))


def find_business_numbers(rows: Sequence[Row]) -> tuple[Found[BusinessNumber], ...]:
    """The business numbers in the order of the page; what looks like one by chance is left out."""
    return tuple(found for row in rows for found in (*_in_row(row), *_broken(row, rows)))


def is_of_the_other(found: Found[BusinessNumber], numbers: Sequence[Found[BusinessNumber]]) -> bool:
    """Whether two words for a number stand in its row and it stands behind the second, alone: of a form with
    seller and buyer side by side the seller's was not made out.
    """
    words = [hit.start for hit in find_labels(found.row.text) if hit.label is Label.BUSINESS_NUMBER]
    alone = not any(one.row is found.row and one.start < found.start for one in numbers)
    return len(words) > 1 and alone and found.start > words[1]


def _broken(row: Row, rows: Sequence[Row]) -> Iterator[Found[BusinessNumber]]:
    """A number in two rows of one cell of a form, if its check digit fits."""
    below = [cell for one in rows[row.index + 1 : row.index + 1 + _ROWS_BELOW] for cell in one.cells]
    begun = [(cell, match) for cell in row.cells if (match := _BROKEN.search(cell.text))]
    for cell, match in begun:
        beneath = (other for other in below if other.left < cell.right and cell.left < other.right)
        for rest in filter(None, (_REST.match(other.text) for other in beneath)):
            number = BusinessNumber(re.sub(r"\D", "", match.group() + rest.group()))
            if number.is_valid:
                yield Found(number, row, row.text.find(match.group()), _ODD_SHAPE)


def _in_row(row: Row) -> Iterator[Found[BusinessNumber]]:
    labelled = _is_labelled(row)
    yield from _valid_only(row)
    taken: set[int] = set()
    for pattern in (_HYPHENED, _HALF, _OTHER_HALF, _PLAIN):
        for match in pattern.finditer(row.text):
            if match.start() in taken:
                continue
            found = _judge(match, row, labelled=labelled, hyphened=pattern is not _PLAIN)
            if found is not None:
                taken.add(match.start())
                yield found


def _valid_only(row: Row) -> Iterator[Found[BusinessNumber]]:
    """Shapes that only the check digit makes believable."""
    for pattern in (_SPLIT, _LED):
        for match in pattern.finditer(row.text):
            digits = re.sub(r"\D", "", "".join(match.groups()))
            if len(digits) == _LENGTH and BusinessNumber(digits).is_valid:
                yield Found(BusinessNumber(digits), row, match.start(1), _ODD_SHAPE)


def _is_labelled(row: Row) -> bool:
    return any(hit.label is Label.BUSINESS_NUMBER for hit in find_labels(row.text))


def _judge(match: re.Match[str], row: Row, *, labelled: bool, hyphened: bool) -> Found[BusinessNumber] | None:
    number = BusinessNumber("".join(match.groups()).translate(_AS_DIGITS))
    if number.is_valid:
        confidence = _VALID + _BESIDE_ITS_WORD * labelled + _WITH_HYPHENS * hyphened
        return Found(number, row, match.start(), round(confidence, 2))
    if not (labelled or hyphened):
        return None
    return Found(number, row, match.start(), _CHECK_FAILS)
