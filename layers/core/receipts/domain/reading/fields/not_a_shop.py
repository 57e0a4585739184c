"""What stands at the head like a shop's name and is none: its owner, a film, the word for a name."""

import re
from collections.abc import Sequence

from receipts.domain.reading.blocks.announced import BUYER
from receipts.domain.reading.fields.particulars import NUMBER
from receipts.domain.reading.layout.rows import Cell, Row
from receipts.domain.reading.letters.jamo import has_hangul, is_syllable
from receipts.domain.reading.vocabulary.keywords import Hit, find_labels
from receipts.domain.reading.vocabulary.korean_words import TRADES
from receipts.domain.reading.vocabulary.labels import NOT_A_NAME, Label

_FAMILY_NAMES = (
    "김이박최정강조윤장임한오서신권황안송류유홍전고문양손배백허남심노하곽성차주우구민나진지엄채원천방공현함변염"
    "추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용"
)
"""The family names of more than ten thousand people each (통계청, 인구주택총조사 2015), of one syllable."""
_LONG_FAMILY_NAMES = "남궁|황보|제갈|사공|선우|서문|독고"
"""Those of two syllables that more than five hundred people have."""
_PERSON = re.compile(
    rf"(?:[{_FAMILY_NAMES}][가-힣]{{2}}|(?:{_LONG_FAMILY_NAMES})[가-힣]{{1,2}})"
    r"(?<![집네당관방루각옥점가식면탕밥빵떡죽몰샵텔실회랑촌터골트차돌바야])"
)
"""A family name and two syllables more that do not end as shops do: 김가네, 이마트."""
_HEADING = re.compile(
    r"(?:정보|용|보관용?|사업장(?:명|주소|소재지|번호)?|주\s?소지?|소재지|전\s?화(?:번호)?|대표(?:자|이사|자명|번호|전화)?|공급받는\s?자?[가-힣]*)"
    r"(?![가-힣])"
)
"""Behind 가맹점 what makes it a heading or another field: 가맹점용, 판매자 정보; 용산갈비 is a shop."""
_BEGINS_AS_ADDRESS = re.compile(r"\s*(?:[가-힣]{2,7}\s?)?[가-힣]{1,4}[시군구]\s.*(?:로|길|동|읍|면|\d)")
_SHORT_WORD = 2
"""Syllables of the words that are known though the gap behind them is lost: 대표김한빛, 주소서울 중구."""
_PLACE_INSIDE = re.compile(
    r"(?:지하\s?)?[Bb]?\d{1,2}\s?(?:층|F)(?![가-힣A-Za-z]).*|[A-Z]?\s?(?:홀|룸|테라스)\W*\d*|포장|배달|테이크아웃"
)
"""Behind 매장: on which floor and in which room guests sit, or that they do not."""
_FLOOR = re.compile(
    r"(?<=[가-힣A-Za-z\d])\s*[\[(]\s?(?:지하\s?\d{1,2}\s?층?|[Bb]\d{1,2}\s?[Ff층]?|\d{1,2}\s?[Ff층])\s?(?:[\])]|$)\s*$"
)
_OWNER = re.compile(
    r"(?P<name>.*[^\s/,(\[])[\s/,(\[]+(?:대\s?표(?:자|이사)?|점주|점장|원장|약사)\s?[:：]?\s?(?P<person>[가-힣]{2,4})[\s)\]]*"
)
_BEFORE_TITLE = re.compile(
    r"(?P<name>\S.+(?:원|관|장|점|국|소|마트|식당|카페|센터|호텔|극장|랜드|월드|시네마|학교|상회|상사|공업사))\s+"
    r"(?:[가-힣]{1,3}(?:비|료|금|요금)\s?)?"
)
"""What shops end in, and the fee that the paper is for: 달빛의원 진료비 before 영수증."""
_TOLL_GATE = re.compile(r"\W*(?:[입출]구\s?)?영\s?업\s?소")
_TOLL = re.compile(r"통\s?행\s?(?:료|요금|일시)")
_CALLED = re.compile(r"(?!.*[조생광여문투유설]명$)[가-힣]{2,7}명")
"""What the name of something is announced by: 상품명, 보호자성명; not 달빛조명, a shop for lamps."""
_DAY_WORD = re.compile(r"[가-힣]{1,5}(?:일|일자|일시|시각|시간)\s{0,4}[:：]?\s{0,4}(?:20)?\d\d\s?[-./년]")
"""A word for a day, known or not, and the day."""
_NETWORK = re.compile(
    r"(?:NICE|KIS|KICC|KSNET|KOCES|KOVAN|KCP|JTNET|FDIK|FDK|SMARTRO|EASYCARD|스마트로|나이스|한국)(?:정보통신|신용카드결제)?"
)
"""Who carries the slip from the terminal to the card company (여신전문금융업법, 부가통신업자)."""
_CARD_COMPANY = re.compile(
    r"(?:신한|KB국민|국민|삼성|현대|롯데|하나|우리|비씨|BC|NH농협|농협|씨티|카카오뱅크|토스뱅크)(?:체크)?카드(?:승인)?"
)
"""Who reports what was paid by card; it sold nothing."""
_WORD_AND_COLON = re.compile(r"^(?:[가-힣]{1,6}|(?:[가-힣]\s){1,4}[가-힣])\s?[:：]\s?(?=.*[가-힣]{2})")
_TITLE = re.compile(
    r"[가-힣]{0,6}(?:확인|증명|명세|내역|고지|청구|신청|납부|계산|견적|통지|보증)서|[가-힣]{0,6}(?:영수|확인|접수|보관|증명)증|"
    r"주문[서표]?|대기표?|접수표?|번호표|호출|식권|교환[증권]|예약|[선후]불|결제|완료|취소|반품|포장|배달|재출력|재발행|"
    r"[가-힣]{1,6}(?:요금|수수료|교습비|수강료|관리비|사용료|등록금)등?|"
    r"\W*(?:서명|날인|직인)\W*|(?:상급|종합|요양|한방|치과){0,2}(?:한?의원|병원)급"
)
"""What a paper calls itself, whatever it is a paper of, the fee that it is for, or one word set large; or
which of the kinds of 의료법 제3조 a clinic is.
"""
_FIELD = re.compile(r"[가-힣]{1,6}(?:번호|기간|일자|일시|구분)(?:[:：].*)?")
"""What a number, a day or a kind is announced by, known or not."""
_ENDS_AS_TITLE = re.compile(r"(?:확인|증명|명세|고지|청구|신청|계산|견적|통지)서$")
"""No shop is called so, whatever stands before it: 2026학년도 2학기 등록금 납입증명서."""
_ALL_IN_BRACKETS = re.compile(r"\W*(?:\([^()]*\)\s*){2,}\W*")
"""One pair may be the name itself, (주)달빛 or (달빛)."""
_OPEN = re.compile(
    r"\W*(?:24\s?시간?|365일|연중|야간|주말|공휴일|심야)\s?(?:무휴|영업|운영|진료|응급\s?진료|상담|배달|정상\s?영업|조제)\W*"
)
_CALLED_CAB = re.compile(r"\W*[^\W\d_]\s*택시\W*")
"""A cab company has a name of two syllables and more; a letter before the word is a logo."""
_RATED = re.compile(r"\d\d?\s?세\s?(?:이상)?\s?관람가|전체\s?관람가|청소년\s?관람\s?불가")
"""The rating that every film has (영화 및 비디오물의 진흥에 관한 법률 제29조)."""
_HAS_NUMBER = re.compile(rf"(?<!\d){NUMBER}(?!\d)")
_NUMBERED = re.compile(r"[가-힣]{3,}\s?(?:\d{2,4}|24시)")
_FEWEST_LETTERS = 2
"""Letters of a name beside the word for a trade."""
_HALL = r"(?<!\d)\d{1,2}\s?관(?![가-힣])"
_SEAT = re.compile(
    rf"{_HALL}.*(?:\d\s?[층석열번회](?![가-힣])|\[|(?<![A-Za-z])[A-Z]\s?-?\s?\d)|\d\s?층.*{_HALL}"
)
"""Hall and seat, as tickets name them in one row: 2관 7층 A열 12번."""

_THREE_SYLLABLES = re.compile(r"[가-힣]{3}")
_NUMBER_BEFORE = re.compile(r"\d{3}-\d\d-\d{5}\W*$")
_LONGEST_OF_A_FORM = 6
"""Letters of what leads a row of a form, 공급받는자: what is longer and no word of it is a name."""
_FOR_TWO = re.compile(r"공급\s?받는\s?자")
"""부가가치세법 시행규칙 별지 제14호서식: the buyer's words are the seller's, to their right."""


def is_a_person(text: str) -> bool:
    """Whether it reads like the name of a person."""
    return bool(_PERSON.fullmatch(text))


def is_behind_number(text: str, row: Row) -> bool:
    """Whether `text` stands behind the business number in its row, as the owner does."""
    return bool(_HAS_NUMBER.search(row.text.partition(text)[0]))


def is_a_numbered_name(text: str) -> bool:
    """Whether it may be a shop and its number, 달빛다방1988; of what is called out, 대기 231, the word is
    shorter.
    """
    return bool(_NUMBERED.fullmatch(text.strip()))


def words_in_name(text: str) -> list[Hit]:
    """The words of the vocabulary in `text` but for one that its name only begins with: 대표곰탕, 주소담."""
    return [hit for hit in find_labels(text) if not _begins_a_name(text, hit)]


def _begins_a_name(text: str, hit: Hit) -> bool:
    rest = text[hit.end :]
    is_glued = hit.start == 0 and hit.end == _SHORT_WORD and is_syllable(rest[:1] or " ")
    return is_glued and not (is_a_person(rest.strip()) or _BEGINS_AS_ADDRESS.match(rest))


def is_a_heading(text: str) -> bool:
    """Whether what stands behind the word for a shop heads a section or an invoice's half, or names another
    field: 정보, 보관용, 대표자.
    """
    others = NOT_A_NAME - {Label.NUMBER}
    return bool(_HEADING.match(text)) or any(
        hit.label in others and hit.start == 0 for hit in words_in_name(text)
    )


def is_a_place_inside(text: str) -> bool:
    """Whether it says where in the shop somebody sits: 1층 A홀."""
    return bool(_PLACE_INSIDE.fullmatch(text))


def without_floor(text: str) -> str:
    """The name without the floor behind it: 달빛골프 (4F)."""
    return _FLOOR.sub("", text)


def without_owner(text: str) -> str:
    """The name without the owner's behind it: 달빛문구 대표 김한빛."""
    owned = _OWNER.fullmatch(text)
    return owned["name"] if owned and is_a_person(owned["person"]) else text


def before_title(text: str) -> str:
    """The shop in front of what its paper calls itself: 달빛마트 영수증; a fee may stand between."""
    for hit in find_labels(text)[-1:]:
        shop = _BEFORE_TITLE.fullmatch(text[: hit.start])
        if shop and hit.label is Label.TITLE and hit.end == len(text):
            return shop["name"]
    return text


def is_a_toll_gate(row: Row, rows: Sequence[Row]) -> bool:
    """Whether the row says through which gate somebody drove: the road has another name."""
    return bool(_TOLL_GATE.match(row.text)) and any(_TOLL.search(other.text) for other in rows)


def is_a_title(text: str) -> bool:
    """Whether it says what kind of paper this is: 납부확인서, 보관증, or whose terminal printed it, or only
    announces something.
    """
    whole = "".join(text.split())
    kinds = (_TITLE, _NETWORK, _CARD_COMPANY, _FIELD)
    return any(kind.fullmatch(whole) for kind in kinds) or bool(_ENDS_AS_TITLE.search(whole))


def is_doubtful_alone(text: str) -> bool:
    """Whether, with nothing of a shop printed beside it, it is rather a sign with what is sold, T 택시, or
    says in brackets where somebody is: (학생회관) (매점옆).
    """
    words = (word for word in text.split() if "".join(filter(str.isalnum, word)) not in TRADES)
    is_place = text.startswith("(") and not text.startswith(("(주)", "(유)", "(사)", "(재)"))
    is_cut = text.count(")") > text.count("(")
    return is_place or is_cut or sum(map(str.isalpha, "".join(words))) < _FEWEST_LETTERS


def is_a_word_for_a_name(cell: Cell, row: Row) -> bool:
    """Whether the cell announces what something is called: the name stands behind it."""
    word = cell.text.rstrip(" :")
    leads = len(row.cells) > 1 and cell is row.cells[0]
    if cell is row.cells[0] and _DAY_WORD.match(row.text):
        return True
    called = _CALLED.fullmatch(word) or BUYER.fullmatch(word)
    return bool(called) and (leads or word != cell.text)


def behind_its_word(text: str) -> str:
    """The name behind a word that nobody knows and a colon: 원명 : 달빛학원, once 학원명."""
    return text if find_labels(text) else _WORD_AND_COLON.sub("", text)


def is_sent(rows: Sequence[Row]) -> bool:
    """Whether goods come by parcel: then 판매자 is a shop of the platform, and served nobody at a till."""
    return any("배송" in row.text for row in rows)


def is_a_seat(text: str) -> bool:
    """Whether it says where somebody sits."""
    return bool(_SEAT.search(text))


def is_a_remark(text: str) -> bool:
    """Whether all of it stands in brackets, 학생회관 매점옆, is the sign of an app that sends cabs, or says
    when the house is open: 24시 응급진료, 연중무휴.
    """
    return any(kind.fullmatch(text) for kind in (_ALL_IN_BRACKETS, _CALLED_CAB, _OPEN))


def is_a_film(row: Row, rows: Sequence[Row]) -> bool:
    """Whether the row is the title of a film: its rating stands in it or below it, or below its English."""
    below, second = (rows[row.index + 1 : row.index + 3], rows[row.index + 2 : row.index + 3])
    rated = any(_RATED.search(other.text) for other in (row, *below[:1]))
    in_english = not has_hangul(below[0].text) if below else False
    return rated or (in_english and any(_RATED.search(other.text) for other in second))


def may_be_the_owner(text: str, row: Row) -> bool:
    """Whether three syllables stand behind a business number, as tills print who runs the shop."""
    before = row.text[: max(row.text.find(text), 0)]
    return bool(_THREE_SYLLABLES.fullmatch(text) and _NUMBER_BEFORE.search(before))


def is_of_the_buyer(hit: Hit, row: Row, rows: Sequence[Row]) -> bool:
    """Whether a second 상호 is meant: on a form for two, the seller's name and owner stand left of it."""
    before = [other.label for other in find_labels(row.text) if other.end <= hit.start]
    has_a_name = sum(map(str.isalpha, row.text[: hit.start])) > _LONGEST_OF_A_FORM
    is_second = Label.OWNER in before or (has_a_name and not before)
    return is_second and any(_FOR_TWO.search(other.text) for other in rows)
