import pytest

from receipts.domain.mask import mask
from receipts.domain.receipt import Payment, PaymentMethod
from tests.unit.domain.printed import read

HEAD = "달빛문구\n902-45-00731\n2022-03-04 10:11:12\n합계  34,000\n"


def payment(rows: str) -> Payment:
    return read(HEAD + rows).payment


@pytest.mark.parametrize(
    ("printed", "masked"),
    [
        ("카드번호 : 4579-73**-****-1234", "4579-73**-****-1234"),
        ("카드번호 457973******1234", "4579-73**-****-1234"),
        ("카드번호 : 9490 85** **** ****", "9490-85**-****-****"),
        ("[카드번호] 4579-7312-3456-1234", "4579-73**-****-1234"),
        ("0012 나무카드  54287912****123*/30451287", "5428-79**-****-123*"),
        ("VISA ************4242", "****-****-****-4242"),
        ("카드번호 4000-****~****-5329", "4000-****-****-5329"),
        ("카드번호: 4000-****=****=1165", "4000-****-****-1165"),
    ],
)
def test_the_card_number_is_kept_as_far_as_it_may_be_shown(printed: str, masked: str) -> None:
    assert payment(printed).card_number_masked == masked


def test_bar_codes_and_receipt_numbers_are_no_card_numbers() -> None:
    assert payment("8801234567890\n영수증번호 20220304-01-0042").card_number_masked is None


@pytest.mark.parametrize(
    "printed", ["승인번호 : 30451287", "승인번호:30451287(신한)", "카드 승인 번호  30451287", "승인 30451287"]
)
def test_the_approval_number_is_read(printed: str) -> None:
    assert payment(printed).approval_number == "30451287"


@pytest.mark.parametrize(
    "number", ["20240606-41000011-12345678", "20240606 - 41000011 - 12345678", "20240606-10240606-fa3b77c1"]
)
def test_the_approval_number_of_an_electronic_invoice_is_read_whole(number: str) -> None:
    found = payment(f"전자세금계산서\n승인번호  {number}").approval_number
    assert found == number.replace(" ", "")
    assert mask(found) == found


@pytest.mark.parametrize(
    ("printed", "issuer"),
    [
        ("카드종류 : 신한카드", "신한카드"),
        ("매입사: 비씨카드사", "BC카드"),
        ("KB국민체크카드  34,000", "KB국민카드"),
        ("카드명 : 부농협카드", "NH농협카드"),
        ("카드사: 씨국민카드", "KB국민카드"),
        ("발급사  I8K기업은행", "IBK기업은행카드"),
    ],
)
def test_the_issuer_has_one_name_however_it_is_printed(printed: str, issuer: str) -> None:
    assert payment(printed).card_issuer == issuer


@pytest.mark.parametrize("printed", ["결제수단 카카오페이", "삼성페이  34,000", "네이버페이 머니"])
def test_a_pay_service_issues_no_card(printed: str) -> None:
    assert payment(printed).card_issuer is None


@pytest.mark.parametrize(
    ("printed", "months"), [("할부 : 일시불", 0), ("할부개월 : 03", 3), ("할부기간 6개월", 6)]
)
def test_instalments_are_months_and_none_is_nought(printed: str, months: int) -> None:
    assert payment(printed).installments == months


@pytest.mark.parametrize(
    ("printed", "method"),
    [
        ("신용카드  34,000", PaymentMethod.CARD),
        ("현금  40,000\n거스름돈  6,000", PaymentMethod.CASH),
        ("계좌이체", PaymentMethod.TRANSFER),
        ("계좌이체  34,000", PaymentMethod.TRANSFER),
        ("간편결제  34,000", PaymentMethod.MOBILE),
        ("결제수단 : 삼성페이", PaymentMethod.MOBILE),
        ("결제방법 : 신용카드", PaymentMethod.CARD),
        ("문화상품권  34,000", PaymentMethod.POINTS),
        ("", None),
    ],
)
def test_the_method_is_what_the_receipt_says(printed: str, method: PaymentMethod | None) -> None:
    assert payment(printed).method is method


WAYS = [
    "결제방법",
    "결제수단",
    "결제 방식",
    "지불수단",
    "수납방법",
    "수납 방법",
    "납부방법",
    "지불방법",
    "결제구분",
    "수납구분",
]


@pytest.mark.parametrize("label", WAYS)
@pytest.mark.parametrize(
    ("way", "method"),
    [
        ("현금", PaymentMethod.CASH),
        ("카드", PaymentMethod.CARD),
        ("신용카드", PaymentMethod.CARD),
        ("계좌이체", PaymentMethod.TRANSFER),
        ("간편결제", PaymentMethod.MOBILE),
    ],
)
def test_the_way_beside_its_label_is_taken_though_it_is_a_word_for_sums(
    label: str, way: str, method: PaymentMethod
) -> None:
    assert payment(f"{label}  {way}").method is method
    assert payment(f"{label} : {way}").method is method
    assert payment(f"{label}\n{way}").method is method


def test_a_label_without_a_way_beside_it_says_nothing_of_the_rows_below() -> None:
    assert payment("결제방법\n현금 영수증은 카드 결제 시 발급되지 않습니다").method is None


def test_the_visible_part_of_a_covered_number_is_no_approval_number() -> None:
    assert payment("승인번호: 4579731234561234").approval_number is None
