import re
from itertools import islice
from random import Random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from receipts.domain.mask import mask, mask_all
from tests.mask_fuzz.card_forms import card_forms, is_leaking, resident_forms
from tests.unit.domain.papers.paper import papers
from tests.unit.domain.printed import read

PAN = "4579731234561234"


def shown(text: str) -> str:
    return re.sub(r"\D", "", text)


@pytest.mark.parametrize(
    "printed",
    [
        "4579731234561234",
        "4579-7312-3456-1234",
        "4579 7312 3456 1234",
        "4579  7312  3456  1234",
        "4579.7312.3456.1234",
        "4579,7312,3456,1234",
        "4579/7312/3456/1234",
        "4579 - 7312 - 3456 - 1234",
        "4579–7312–3456–1234",
        "4579-7312-3456-1234 / 30451287",
        "45797312 34561234",
        "카드번호:4579-7312-3456-1234(신한)",
        "4579-7312-\n3456-1234",
    ],
)
def test_at_most_the_first_six_and_the_last_four_digits_of_a_card_survive(printed: str) -> None:
    assert shown(mask(printed)).startswith("4579731234")
    assert "3123456" not in shown(mask(printed))


@pytest.mark.parametrize("printed", ["4579-7312-****-1234", "457973123456****", "4579-73**-3456-1234"])
def test_stars_that_the_shop_printed_in_the_wrong_place_do_not_help(printed: str) -> None:
    covered = re.sub(r"[^\d*]", "", mask(printed))
    assert set(covered[6:12]) == {"*"}


@pytest.mark.parametrize("printed", ["457O-73l2-3456-I234", "4579-7312-3456-123", "카드번호 379712345671234"])
def test_misread_letters_and_short_account_numbers_are_covered_too(printed: str) -> None:
    places = re.sub(r"[^0-9A-Za-z*]", "", mask(printed))
    assert set(places[6:-4]) == {"*"}


@pytest.mark.parametrize(
    "printed",
    [
        "거래일시 2022-11-21 12:28:29",
        "20221121 122829",
        "사업자 902-45-00731 전화 02-333-4444",
        "902-45-00731 1588-1234",
        "031-222-3333 010-1234-5678",
        "1,234,567 2,345,678 3,456,789",
        "100.00 200.00 300.00 400.00",
        "승인번호 30451287",
        "영수증 20211103-01-0042",
        "4579-73**-****-1234",
    ],
)
def test_dates_phones_amounts_and_what_is_masked_already_stay_as_they_are(printed: str) -> None:
    assert mask(printed) == printed


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="0123456789 -*.,/가A", max_size=60))
def test_masking_keeps_the_length_and_is_done_once(text: str) -> None:
    once = mask(text)
    assert len(once) == len(text)
    assert mask(once) == once


@settings(deadline=None, max_examples=60)
@given(
    st.integers(min_value=10**12, max_value=10**19 - 1).map(str).filter(lambda digits: digits[0] in "34569"),
    st.sampled_from(["", "-", " ", " - "]),
    st.sampled_from([4, 6, 19]),
)
def test_no_run_of_thirteen_to_nineteen_digits_comes_through(digits: str, separator: str, group: int) -> None:
    parts = [digits[start : start + group] for start in range(0, len(digits), group)]
    hidden = shown(mask(f"카드 {separator.join(parts)}"))
    # One that begins with a day may be a resident number as well, which keeps nothing of its last seven.
    assert hidden in {digits[:6] + digits[-4:], digits[:6]}


def test_no_part_of_a_reading_shows_the_whole_card_number() -> None:
    reading = read(
        """
        신용카드매출전표
        상호 : 달빛문구
        사업자번호 : 902-45-00731
        거래일시 : 2022-03-04 10:11:12
        카드번호 : 4579-7312-3456-1234
        볼펜 4579731234561234  1  2,000
        합계  2,000원
        """
    )
    assert reading.payment.card_number_masked == "4579-73**-****-1234"
    assert "4579-7312" not in repr(reading)
    assert PAN not in repr(reading)


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        ("AMEX 3718/365461/07358", "AMEX 3718/36****/*7358"),
        ("CARD 4493665787200977.00", "CARD 449366******0977.00"),
        ("4493665787200977120,000", "449366******0977120,000"),
        ("카드번호 4910 3177 홍길동 6467 2720", "카드번호 4910 31** 홍길동 **** 2720"),
        ("카드번호: 55055613\n04451669", "카드번호: 550556**\n****1669"),
        ("4579\n7312\n3456\n1234", "4579\n73**\n****\n1234"),
        ("４５７９-７３１２-３４５６-１２３４", "４５７９-７３**-****-１２３４"),
        ("4579\u200b7312\u00a034561234", "4579\u200b73**\u00a0****1234"),
        ("4579     7312     3456     1234", "4579     73**     ****     1234"),
        ("457973lZ3AS6I234", "457973******I234"),
        ("36148900647913", "361489****7913"),
        ("카드번호 4579-7312-3456-1235", "카드번호 4579-73**-****-1235"),
        ("주민등록번호 900101-***4567", "주민등록번호 900101-*******"),
        ("900101-1234567", "900101-*******"),
        ("９００１０１ - １２３４５６７", "９００１０１ - *******"),
        ("9001011234567", "900101*******"),
        ("주민등록번호 ID900101-1234567", "주민등록번호 ID9001**-*******"),
        ("외국인등록번호 I4080B30838s0", "외국인등록번호 I4080B*******"),
    ],
)
def test_the_forms_that_were_let_through(printed: str, kept: str) -> None:
    assert mask(printed) == kept


@pytest.mark.parametrize(
    "printed",
    [
        "노트북거치대  120000  1  120000",
        "모니터 350000 2 700000",
        "승인번호 30012345 820000",
        "승인번호 45123456\n거래번호 12345678",
        "8801234500001  2,480  1  2,480",
        "신라면\n8801043014830\n3,500",
        "단말기번호 4338319681167",
        "영수증번호 2021/12/23-44-2647",
        "주문번호 20260304123456",
        "계좌번호 799-381770-50-075\n110.80",
        "운송장번호 669241923672",
        "TEL 1588-1234 FAX 02-333-4444",
        "아메리카노 4500\n라떼 5000\n빵 3500\n쿠키 2000",
        "key uploads/5b2c0c4e-4579-4312-a456-123456789012",
    ],
)
def test_what_is_no_card_number_stays_whole(printed: str) -> None:
    assert mask(printed) == printed


def test_a_number_that_runs_over_two_goods_is_covered_in_both() -> None:
    goods = ["볼펜 45797312", "지우개 34561234", "공책"]
    assert mask_all(goods) == [
        "볼펜 457973**",
        "지우개 ****1234",
        "공책",
    ]


@pytest.mark.parametrize("seed", [1, 20261128])
def test_no_form_of_a_number_leaks(seed: int) -> None:
    forms = [*islice(card_forms(seed), 2_000), *islice(resident_forms(seed), 2_000)]
    assert [form.text for form in forms if is_leaking(form, mask(form.text))] == []


def test_nothing_on_a_printed_paper_is_destroyed() -> None:
    assert [paper.kind for paper in papers() if mask(paper.printed) != paper.printed] == []


@pytest.mark.parametrize(
    "unit",
    ["4", "4 ", "-. ", "1 1-", "4579-****-", "900101-", "O", "4\n", "카드번호 ", "볼펜 45797312 1 2,000\n"],
)
def test_a_long_text_takes_time_in_proportion(unit: str) -> None:
    """What is quadratic would take hours here; the limit of the test suite ends it."""
    text = unit * (200_000 // len(unit))
    assert len(mask(text)) == len(text)


@pytest.mark.parametrize(
    "printed",
    [
        "신용카드 68720\n현금 17120\n거스름돈 4000",
        "생일카드\n8801234567893 2000 1 2000",
        "신용카드 20260302120501",
        "CASH 17120\nCARD 82500",
    ],
)
def test_amounts_codes_and_days_beside_the_word_card_stay_whole(printed: str) -> None:
    assert mask(printed) == printed


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        (
            f"4579{' ' * 60}7312{' ' * 60}3456{' ' * 60}1234",
            f"4579{' ' * 60}73**{' ' * 60}****{' ' * 60}1234",
        ),
        ("4579 7312\n\n\n\n3456 1234", "4579 73**\n\n\n\n**** 1234"),
        ("\n".join("4579731234561234"), "\n".join("457973******1234")),
        ("볼펜 45797312 1 2,000\n지우개 34561234 1 1,500", "볼펜 457973** 1 2,000\n지우개 ****1234 1 1,500"),
        ("카드번호 14579731234561234", "카드번호 145797*******1234"),
        ("?region=%204579-7312-3456-1234", "?region=%204579-73**-****-1234"),
        ("scan 4579 7312 3456 1234.00.jpg", "scan 4579 73** **** 1234.00.jpg"),
        ("NO.272092  4471603197", "NO.272092  ******3197"),
        ("₩513197   7588171330  120,000", "₩513197   ******1330  120,000"),
        ("6011  0745-2921-4016", "6011  07**-****-4016"),
        ("회원번호 3635.5535  0241.74 12:30", "회원번호 3635.55**  **41.74 12:30"),
        ("4994-3661  1614-2394", "4994-36**  ****-2394"),
        ("2720-7590  1509-0711 홍길동", "2720-75**  ****-0711 홍길동"),
    ],
)
def test_numbers_that_are_pulled_apart_are_covered(printed: str, kept: str) -> None:
    assert mask(printed) == kept


def test_what_stands_below_a_word_or_in_no_row_of_columns_is_a_card_though_it_looks_like_amounts() -> None:
    for printed in (
        "3751\n140000\n94900",
        "카드번호  3825\n1400\n5650\n7800",
        "카드 3751\n140000\n94900",
        "655995662629 님\n3570(신한)",
    ):
        assert mask(printed) != printed


@pytest.mark.parametrize(
    "printed",
    [
        "신한카드\n30451287\n120000",
        "BC카드\n45123456\n12500",
        "카드매출  355  826926  9270  919500\n현금매출  12  45000",
        "2354817 235481 2590298",
        "3000 910500 1940 10450",
        "계좌번호  7142-131-436355\n2378414    237841    2616255",
        "260304 0134567",
        "260304 1234567",
        "260304 9234567",
        "등기번호 4432610390339",
        "등기번호 1007315526430",
        "단말기 ID : 4402997487321",
        "9100-1234-5678-9001-1111",
        "카드번호 ****-****-****-7344\n202212231007464",
        "FAX 0507-5797-5797\n202508232748354",
        "등기 번호  50252 4429 3205\n33000\n67400",
        "등기 번호 10148 4844 1673\n5720 5250",
        "카드합계 2001172 549\n상품권 208 417883 2910137 1111000",
        "카드결제 188300 96\n송장번호: 430839304945\nTEL 0507-5895-5895 FAX 010-5116-5116\n4300\n2500",
        "20250618 3962629\n2837363    283736    3121099",
        "TRACE NO      3702\n678000    67800    745800",
        "등기 번호\n52627 1919 3747\n103400\n17740",
        "주문 9268  0308-9702-0421",
        "3410    341    3751\n140000\n94900\n56500",
        "단말기 ID : 6954667233100\nMERCHANT NO : 104194272079\n3410    341    3751\n140000\n94900\n56500",
        "1373000  22  30206000\n5023-17**-****-1929 삼성카드",
        "20290311 4251915\n9941-44**-****-696* 일시불",
        "20250628  4904975\n4251-40**-****-889*",
        "1373000  22  30206000\n502317******1929",
        "4904975\n4251 40** **** 889*",
        "3770\n200466  20046  220512",
        "3770\n200466    20046    220512",
        "품목 3\n3770\n200466  20046  220512",
        "예약번호 3034\n아메리카노  742000  10  7420000\nCoffee  8160  2  16320\n물티슈  6  818400",
        "DATE 25/05/02 070022 3949\n생수 2L  130500  12  1566000\n아메리카노  945000  6  5670000\n"
        "다이제2000  786000   1   786000",
        "BC카드\n36020687\n4600\nA4용지\n5572481976761  9  49,410",
        "현대카드\n39270456\n6840\n6092-****-****-9783",
        "39270456\n6840\n6092************9783",
        "3477  348  3825\n1400\n5650\n7800",
        "현금매출  130  115100  401517\n230427 5946061\n등기번호 : 0243305234287",
    ],
)
def test_approval_numbers_days_mail_and_takings_stay_whole(printed: str) -> None:
    assert mask(printed) == printed


@pytest.mark.parametrize(
    "printed", ["900304 1234567", "9003041234567", "260304-1234567", "주민번호 260304 1234567"]
)
def test_the_century_decides_only_where_neither_dash_nor_word_does(printed: str) -> None:
    assert "1234567" not in mask(printed)


@pytest.mark.parametrize(
    ("told", "hidden"),
    [
        ("9439 | 9610 | 6803 | 8285", "961068"),
        ("581003|1195320", "1195320"),
        ("770502*2678229", "2678229"),
        ("1.900101-1234567", "1234567"),
        ("20260302-900101-1234567.jpg", "1234567"),
        ("760220-251577912,000", "2515779"),
        ("주민등록번호 앞자리 500817 뒷자리 1134164", "1134164"),
        ("생년월일 821223 뒷자리 1134164", "1134164"),
        ("800220-322\n9486", "3229486"),
        ("9268  0308-9702-0421", "089702"),
        ("35/89/96/56/9B/09/50/53", "569"),
        ("41/56/90/60/6I/17/68/16", "606"),
        ("41/56/90/60/GI/17/68/16", "60"),
        ("02-333-4444 41/56/90/60/6l/17/68/16.", "606"),
    ],
)
def test_strokes_lists_and_prices_glued_to_it_hide_no_number(told: str, hidden: str) -> None:
    assert hidden not in "".join(char for char in mask(told) if char.isdigit())


@pytest.mark.parametrize("seed", range(20))
def test_an_id_of_ours_stays_whole_in_a_log_line_whatever_it_looks_like(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - no secrets
    ids = ["8ba60861-3053-4633-8411-3c0dd4ab0b58", "5d041204-2642-439d-a0c1-69c0e8732e37"]
    ids += [str(UUID(int=random.getrandbits(128), version=4)) for _ in range(200)]
    for one in ids:
        line = f'{{"tenant_id": "{one}", "key": "{one[:8]}"}}'
        assert mask(line) == line


def test_an_id_of_digits_alone_may_be_a_number() -> None:
    assert mask("24504772-2056-8587-5919-484604171839") == "24504772-20**-****-5919-484604171839"
