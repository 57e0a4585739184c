"""Who sold: the name, by its label or by its place at the head of a Korean receipt."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

from receipts.domain.reading.blocks.announced import announced_by
from receipts.domain.reading.fields.around_a_name import (
    STREET,
    in_full,
    is_above_address,
    is_of_address,
    joined,
    says_where_or_what,
)
from receipts.domain.reading.fields.beside_who_is_billed import beside_who_is_billed
from receipts.domain.reading.fields.branch import is_branch_alone
from receipts.domain.reading.fields.chain import called_as_its_chain, chain_of
from receipts.domain.reading.fields.clinic import as_clinic
from receipts.domain.reading.fields.not_a_shop import (
    before_title,
    behind_its_word,
    is_a_film,
    is_a_heading,
    is_a_numbered_name,
    is_a_person,
    is_a_place_inside,
    is_a_remark,
    is_a_seat,
    is_a_title,
    is_a_toll_gate,
    is_a_word_for_a_name,
    is_behind_number,
    is_doubtful_alone,
    is_of_the_buyer,
    is_sent,
    may_be_the_owner,
    words_in_name,
)
from receipts.domain.reading.fields.particulars import above_title, beside_particulars, has_particulars
from receipts.domain.reading.fields.signature import as_signed, behind_half_its_word, issued_by, signatures
from receipts.domain.reading.fields.tidy_name import tidied
from receipts.domain.reading.fields.western_name import find_western_name
from receipts.domain.reading.layout.rows import Cell, Row
from receipts.domain.reading.layout.status_bar import STATUS_BAR
from receipts.domain.reading.letters.jamo import is_syllable, word_difference
from receipts.domain.reading.values.business_numbers import find_business_numbers
from receipts.domain.reading.values.currency import is_in_korean
from receipts.domain.reading.values.found import Found
from receipts.domain.reading.vocabulary.keywords import find_labels
from receipts.domain.reading.vocabulary.korean_words import PREPRINTED, SENTENCE_ENDS, TRADES
from receipts.domain.reading.vocabulary.labels import ENDS_HEAD, NOT_A_NAME, SUMS, Label

_KOREAN_COMPANY = re.compile(r"\(주\)|\(유\)|\(합\)|주식회사|유한회사|협동조합|\bCo\.,?\s?Ltd", re.IGNORECASE)
_SENTENCE = re.compile(rf"{SENTENCE_ENDS}|(?:정보|내역|안내|보기)\W*$|[!?~]{{1,}}$")
_STATUS_BAR = re.compile(rf"{STATUS_BAR}|^\W*\d{{1,3}}\s?%|발신\W*$", re.IGNORECASE)
_BRANCH = re.compile(r"(?!(?:전문|편의|할인|음식)점)(?:[가-힣A-Za-z0-9]{2})점\)?$")
_LOGO_HEIGHT, _HALF_A_NAME = 2.0, 0.6
"""Times the height of the branch, and how sure a name is that was put together or has lost its brand."""
_AMOUNT = re.compile(r"[₩\\]?\s?-?(?:\d{1,3}(?:,\d{3})+\s?원?|\d{2,}\s?원)")
_SOMETHING_ELSE = NOT_A_NAME | SUMS | {Label.MERCHANT, Label.SELLER, Label.DISCOUNT, Label.COUNT}
_CARD_COVERED = re.compile(r"\d{4}[\s-]?\d{0,2}\*{2}")
"""A card's number, beside which its company is named."""
_HEAD = 14
"""Rows at the top in which a name is looked for: sign, company, numbers and address take fewer."""
_SHORTEST = 3
"""Letters: what is shorter is rather a speck or a word of its own than a name."""
_LEAST_SCORE = 0.5
"""Below it nothing speaks for a name but that it stands there, and low: then none is better than a guess."""
_NAME_WORD = "상호"
_WORD_AND_COLON = re.compile(r"\W*[가-힣]+\s?[:：]")
"""What 매장 announces is found by that word, and where it was no name, 1층 홀, the two together are none."""
_LED_BY_A_WORD = re.compile(r"(?P<word>[가-힣]{2})\s(?P<name>.*[가-힣A-Za-z]{2}.*)")
"""Below 판매자 정보 stands 상호 and the name: with a letter misread, and the gap lost, one text."""
_PLACE_OF_BUSINESS = "사업장"
"""On a tax invoice its address stands behind it, on others the name."""
_SALESPERSON = "판매자"
"""Where one business is named and nothing sent, this served the customer, unless it is no person's name."""
_A_PERSON = re.compile(
    r"(?!주식회사|유한회사|.*(?:상회|상점|상사|마켓|마트|스토어|몰|샵|유통|식품|농장|농원|컴퍼니|하우스|공방|서점)$)"
    r"(?:[가-힣*○]{2,4}|[가-힣]{2,4}\s?\(?\d+\)?|\W*\d+\W*|[가-힣]{1,6}\s[가-힣]{2,4})"
)
_ROWS_TO_BRANCH = 2
"""From a company up to its branch: the brand may stand between."""
_LARGE = 1.25
"""Times the usual height: a name set larger than the rest."""
_VERY_LARGE = 1.7
"""Nothing but a sign is set so: two syllables, 도담, are a name there."""
_LONGEST = 40
"""Letters: tills have 42 columns, and a name with its branch leaves some of them."""
_PAY_SERVICE = re.compile(r"[가-힣]{2,4}페이")
"""Who takes the money for the seller."""
_BY_WORD = ((Label.SELLER, 0.9), (Label.MERCHANT, 0.88))
"""How sure a name beside its word is: 판매자 is named beside a platform, which 가맹점 may be itself."""
_PERHAPS_A_SALESPERSON = 0.6
"""Where only one business is named, 판매자 may be who served the customer."""
_A_SLIP = 0.1
"""What each wrong letter of the word takes from it."""
_FROM_HEAD, _A_POINT, _SUREST_FROM_HEAD = 0.45, 0.1, 0.85
"""How sure a name by its place is at least, what each point of its score adds, and the most."""

# What speaks for a name in the head and against it, in points set by hand.
_A_ROW_LOWER = 0.12
"""The name leads the head: the eighth row has lost what the first has for nothing."""
_BESIDE_PARTICULARS, _BRANCH_SUFFIX, _COMPANY_FORM = 1.0, 2.0, 1.5
"""점 and (주) end and begin hardly anything else."""
_A_CHAIN = 1.0
"""Shops that sell its goods name a chain, too, but less often in the head than the chain itself."""
_LARGE_PRINT, _IN_HANGUL = 1.0, 0.4
"""The name is often the largest print; what has no Hangul may be it, too."""
_IN_A_FORM, _CELLS_OF_A_FORM = 2.0, 4
"""A row of two words and two values is a form's, and a name stands beside less."""
_AN_AMOUNT_WITH_WORD, _NAMES_ANOTHER_FIELD, _STATUS_LINE, _A_FILM = 3.0, 3.0, 3.0, 3.0
"""Whatever else speaks for it, this is something else."""
_A_SENTENCE, _OPEN_BRACKET, _AN_ADDRESS, _A_SCRAP, _ENDS_IN_AMOUNT = 2.5, 2.0, 2.0, 1.5, 1.0
"""Each may befall a name, by a misread letter or an odd till, but more often says what it seems."""


def find_merchant(rows: Sequence[Row], currency: str | None) -> Found[str] | None:
    """The seller's name: the seller's beside a platform's, else by label, else from the head."""
    if currency != "KRW" and not is_in_korean(rows):
        return beside_who_is_billed(rows) or find_western_name(rows, currency)
    names = (next(_labelled(rows, label, confidence), None) for label, confidence in _BY_WORD)
    perhaps = _labelled(rows, Label.SELLER, _PERHAPS_A_SALESPERSON, salesperson=True)
    name = (
        beside_who_is_billed(rows)
        or next(filter(None, names), None)
        or issued_by(rows)
        or behind_half_its_word(rows)
        or _from_head(rows)
        or _signed(rows)
        or next(perhaps, None)
    )
    name = name or _from_head(rows, over_title=True)
    if name is not None and is_branch_alone(name.value) and name.start < len(name.row.text):
        name = _with_brand(name, name.row.cell_at(name.start), rows)
    return called_as_its_chain(as_clinic(as_signed(name, rows), rows)) if name is not None else None


def seller_section(rows: Sequence[Row]) -> range:
    """The rows that speak of the seller where a slip names a platform and a seller; else all rows."""
    starts = _parties(rows)
    if not _names_two_parties(rows):
        return range(len(rows))
    for (start, label), (end, _) in zip(starts, [*starts[1:], (len(rows), None)], strict=False):
        if label is Label.SELLER:
            return range(start, _section_end(start, end, starts))
    return range(len(rows))


def _names_two_parties(rows: Sequence[Row]) -> bool:
    """Whether two businesses are named: by their numbers, or as 가맹점 and 판매자."""
    numbers = {found.value for found in find_business_numbers(rows) if found.value.is_valid}
    parties = {label for _, label in _parties(rows)}
    return len(numbers) > 1 or {Label.SELLER, Label.MERCHANT} <= parties


def _parties(rows: Sequence[Row]) -> list[tuple[int, Label]]:
    """The rows that begin to speak of a business; 상호 right below 판매자 정보 is the seller's."""
    found = [(row.index, label) for row in rows if (label := _party(row)) is not None]
    heads = {index for index, label in found if label is Label.SELLER and rows[index].text.endswith("정보")}
    return [(index, label) for index, label in found if index - 1 not in heads]


def _section_end(start: int, end: int, starts: Sequence[tuple[int, Label]]) -> int:
    others = [index for index, label in starts if index > start and label is not Label.SELLER]
    return others[0] if others else max(end, start + 8)


def _party(row: Row) -> Label | None:
    labels = [hit.label for hit in find_labels(row.text) if hit.label in {Label.SELLER, Label.MERCHANT}]
    return labels[0] if labels else None


def _labelled(
    rows: Sequence[Row], label: Label, confidence: float, *, salesperson: bool = False
) -> Iterator[Found[str]]:
    """The names behind `label`; `salesperson` lets 판매자 count though it may be who served the customer."""
    for value in announced_by(rows, label):
        text = tidied(value.text)
        serves = value.hit.word == _SALESPERSON and bool(_A_PERSON.fullmatch(text))
        if serves and not (salesperson or is_sent(rows) or _names_two_parties(rows)):
            continue
        if is_of_the_buyer(value.hit, value.label_row, rows):
            continue
        elsewhere = is_a_place_inside(text) or is_a_toll_gate(value.label_row, rows) or is_a_title(text)
        elsewhere = elsewhere or (value.hit.word == _PLACE_OF_BUSINESS and bool(STREET.search(text)))
        if _is_name(text) and not (is_a_heading(value.text) or elsewhere or _is_notice(value.row)):
            more = tuple(_wrapped(value.row, rows))
            whole = " ".join([text, *(tidied(row.text) for row in more)])
            sure = confidence - _A_SLIP * value.hit.slips
            led = _LED_BY_A_WORD.match(whole) if value.row is not value.label_row else None
            if led and word_difference(led["word"], _NAME_WORD, 1):
                whole, sure = led["name"], _HALF_A_NAME
            yield Found(whole, value.row, value.start, sure, more)


def _wrapped(row: Row, rows: Sequence[Row]) -> Iterator[Row]:
    """The row below where it is nothing but a branch, or ends in one: the end of a name that was too long."""
    below = rows[row.index + 1 : row.index + 2]
    yield from (other for other in below if is_branch_alone(other.text.strip()) or _ends_in_branch(other))


def _ends_in_branch(row: Row) -> bool:
    """들깨칼국수 세종본점, alone in its row."""
    text = row.text.strip()
    is_alone = len(row.cells) == 1 and not find_labels(text) and not any(map(str.isdigit, text))
    return is_alone and bool(_BRANCH.search(text)) and _is_name(text)


def _is_notice(row: Row) -> bool:
    """Whether a sentence that terminals preprint speaks of shops in general."""
    return any(hit.label is Label.NOTICE and hit.word in PREPRINTED for hit in find_labels(row.text))


def _is_name(text: str) -> bool:
    letters = sum(char.isalpha() for char in text)
    return (
        len(text) <= _LONGEST
        and letters > 1
        and letters * 2 >= len(text.replace(" ", ""))
        and not set(text) & set("*→")
    )


def _from_head(rows: Sequence[Row], *, over_title: bool = False) -> Found[str] | None:
    """Korean heads give the name above or beside the business number, often larger than the rest. Where the
    number stands at the foot, `over_title` takes what is printed above the paper's own name.
    """
    head = list(_head(rows))
    is_whole = has_particulars(head)
    head = head if is_whole else above_title(head) if over_title else []
    if not head:
        return None
    usual = median(row.height for row in rows)
    best: tuple[float, Row, Cell, str] | None = None
    for row in head:
        for cell in joined(_unlabelled(row)):
            text = before_title(tidied(cell.text))
            score = _score(text, row, _size(cell) / usual, rows) - _AN_ADDRESS * is_of_address(cell, row)
            if _is_name(text) and not _is_label(text) and (best is None or score > best[0]):
                best = (score, row, cell, text)
    if best is None or best[0] < _LEAST_SCORE:
        return None
    score, row, cell, text = best
    if not is_whole and is_doubtful_alone(text):
        return None
    sure = min(_SUREST_FROM_HEAD if is_whole else _HALF_A_NAME, _FROM_HEAD + _A_POINT * score)
    name = behind_its_word(text)
    is_short = len(name) < _SHORTEST and not is_above_address(name, row, rows)
    if is_short or name != tidied(cell.text) or may_be_the_owner(name, row):
        sure = min(sure, _HALF_A_NAME)
    found = Found(name, row, max(row.text.find(name), 0), round(sure, 2))
    if is_branch_alone(name):
        return _with_brand(found, cell, head)
    if branch := _branch_above(found, head):
        together = _with_brand(Found(tidied(branch.text), branch, 0, _HALF_A_NAME), branch.cells[0], head)
        is_named = not is_branch_alone(together.value)
        return together if is_named else replace(found, confidence=min(found.confidence, _HALF_A_NAME))
    return in_full(_below_large_print(found, cell, head), head)


def _signed(rows: Sequence[Row]) -> Found[str] | None:
    """Where the head names nobody, who signs at the foot: beside or above the number, or with a seal."""
    named = ((row, tidied(text)) for row, text in signatures(rows))
    names = ((row, name) for row, name in named if _is_name(name) and not _is_label(name))
    return next((Found(name, row, 0, _HALF_A_NAME) for row, name in names), None)


def _with_brand(branch: Found[str], cell: Cell, head: Sequence[Row]) -> Found[str]:
    """강남점 alone names no shop: its brand stands beside it, or in the row above or below as level as the
    lines of one name are, and is asked about. Without one, or with a logo much larger, the name is doubtful.
    """
    left = [other for other in branch.row.cells if other.x < cell.left]
    above = _beside(branch, head, -1)
    left = left or [other for other in above if len(above) == 1 and _is_level_with(other, cell)]
    brand = next(reversed([*above[:1], *left]), None)
    name = _brand_in(brand)
    doubtful = replace(branch, confidence=min(branch.confidence, _HALF_A_NAME))
    if brand is None or not name or not left or brand.height > _LOGO_HEIGHT * cell.height:
        name = _company_behind(branch, cell, head)
    return replace(doubtful, value=f"{name} {branch.value}", start=0) if name else doubtful


def _company_behind(branch: Found[str], cell: Cell, head: Sequence[Row]) -> str:
    """Who runs the branch that is named first: 강남점 beside or above (주)한빛식품."""
    right = [other for other in branch.row.cells if other.x > cell.right]
    below = [other for other in _beside(branch, head, 1) if _is_level_with(other, cell)]
    names = (_brand_in(other) for other in [*right[:1], *below[:1]] if not STREET.search(other.text))
    return next((name for name in names if name and not _says_another(name)), "")


def _says_another(name: str) -> bool:
    is_another = any(hit.label in NOT_A_NAME for hit in find_labels(name))
    return is_another or is_a_person(name) or is_branch_alone(name)


def _below_large_print(found: Found[str], cell: Cell, head: Sequence[Row]) -> Found[str]:
    """홍대 입구점 may be a branch alone, too: it is asked where what may be its brand is set larger above."""
    above = _beside(found, head, -1)
    is_branch = " " in found.value and bool(_BRANCH.search(found.value)) and chain_of(found.value) is None
    if not is_branch or len(above) != 1 or above[0].height < _LARGE * cell.height or not _brand_in(above[0]):
        return found
    return replace(found, confidence=min(found.confidence, _HALF_A_NAME))


def _branch_above(company: Found[str], head: Sequence[Row]) -> Row | None:
    """The row of a branch alone above who runs it, with the brand between them or without."""
    if not _KOREAN_COMPANY.search(company.value) or _BRANCH.search(company.value):
        return None
    near = [row for row in head if 0 < company.row.index - row.index <= _ROWS_TO_BRANCH]
    return next((row for row in near if len(row.cells) == 1 and is_branch_alone(tidied(row.text))), None)


def _beside(found: Found[str], head: Sequence[Row], rows: int) -> list[Cell]:
    """What stands so many rows further down."""
    return [cell for row in head if row.index == found.row.index + rows for cell in joined(row.cells)]


def _brand_in(cell: Cell | None) -> str:
    """What may be a brand in `cell`; nothing where it says something else."""
    name = tidied(cell.text) if cell else ""
    return name if _is_name(name) and not _is_label(name) and not _SENTENCE.search(name) else ""


def _is_level_with(above: Cell, cell: Cell) -> bool:
    """Whether two lines of one name may stand so: both in the middle, or both at the left. Of a name with
    digits, 24시국밥 or 카페1988, they are not the larger part.
    """
    apart = min(abs(above.x - cell.x), abs(above.left - cell.left))
    digits, letters = (sum(map(one, above.text)) for one in (str.isdigit, str.isalpha))
    return apart < cell.height and (2 * digits < letters or is_a_numbered_name(above.text))


def _unlabelled(row: Row) -> Iterator[Cell]:
    """The cells of a row up to the one that holds a label: what follows is the label's value."""
    for cell in row.cells:
        hits = find_labels(cell.text)
        is_seller = any(hit.label is Label.SELLER and hit.start == 0 for hit in hits)
        if is_seller or is_a_word_for_a_name(cell, row):
            return
        yield cell
        labels = {hit.label for hit in hits} & NOT_A_NAME
        if labels and Label.TITLE not in labels:
            return


def _is_label(text: str) -> bool:
    """Whether words of the vocabulary that name something else make up half of the text, or a trade all."""
    letters = "".join(filter(str.isalpha, text))
    if letters in TRADES or _PAY_SERVICE.fullmatch(letters) or is_a_title(text) or is_a_remark(text):
        return True
    hits = [hit for hit in words_in_name(text) if hit.label in _SOMETHING_ELSE]
    if any(hit.label is Label.MERCHANT and _WORD_AND_COLON.match(text[: hit.end + 2]) for hit in hits[:1]):
        return True
    return 2 * sum(hit.end - hit.start for hit in hits) >= len(text)


def _head(rows: Sequence[Row]) -> Iterator[Row]:
    for row in rows[:_HEAD]:
        ends = any(hit.label in ENDS_HEAD and hit.slips == 0 for hit in find_labels(row.text))
        if ends or _CARD_COVERED.search(row.text):
            return
        yield row


def _size(cell: Cell) -> float:
    """The height of the print; none for letters that the engine hardly made out: those of a drawn logo."""
    return 0.0 if cell.line.confidence < _HALF_A_NAME else cell.height


def _score(text: str, row: Row, size: float, rows: Sequence[Row]) -> float:
    labels = {hit.label for hit in words_in_name(text)}
    score = 1.0 - _A_ROW_LOWER * row.index - _A_FILM * (is_a_film(row, rows) or is_a_seat(text))
    is_owner = row.index > 0 and is_a_person(text)
    is_beside = beside_particulars(row, rows) or _is_branch_over_company(text, row, rows)
    score += _BESIDE_PARTICULARS * (is_beside and not is_owner)
    score += _BRANCH_SUFFIX * bool(_BRANCH.search(text)) + _COMPANY_FORM * bool(_KOREAN_COMPANY.search(text))
    score += _A_CHAIN * (chain_of(text) is not None)
    score += _LARGE_PRINT * (size > _LARGE) + _IN_HANGUL * (size > 0 and sum(map(is_syllable, text)) > 1)
    says_a_sum = bool(labels & (SUMS | {Label.DISCOUNT})) and any(map(str.isdigit, text))
    score -= _IN_A_FORM * (len(row.cells) >= _CELLS_OF_A_FORM)
    score -= _AN_AMOUNT_WITH_WORD * says_a_sum
    is_another = bool(labels & NOT_A_NAME) or (is_owner and is_behind_number(text, row))
    score -= _NAMES_ANOTHER_FIELD * is_another + _A_SENTENCE * bool(_SENTENCE.search(text))
    score -= _OPEN_BRACKET * (text.count(")") > text.count("("))
    score -= _ENDS_IN_AMOUNT * (bool(_AMOUNT.fullmatch(row.cells[-1].text)) or behind_its_word(text) != text)
    is_sign = size > _VERY_LARGE and all(map(is_syllable, text))
    is_short = len(text.replace(" ", "")) < _SHORTEST and not (is_sign or is_above_address(text, row, rows))
    score -= _A_SCRAP * (is_short or says_where_or_what(text))
    return score - _STATUS_LINE * bool(_STATUS_BAR.search(text))


def _is_branch_over_company(text: str, row: Row, rows: Sequence[Row]) -> bool:
    """Whether a brand's branch stands above the company that runs it: 달빛마트 반포점 over (주)달빛유통."""
    below = rows[row.index + 1 : row.index + 2]
    is_run = any(_KOREAN_COMPANY.search(other.text) and beside_particulars(other, rows) for other in below)
    return is_run and bool(_BRANCH.search(text)) and not is_branch_alone(text)
