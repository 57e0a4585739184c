"""Heads and feet of Korean receipts, laid out by somebody else: what names the shop there."""

import pytest

from receipts.domain.receipt import Reading
from tests.unit.domain.printed import read

NUMBER = "902-45-00731"
WHEN = "2026-03-04 10:11:12"
REST = f"\n{WHEN}\n볼펜  1,200\n합계  1,200"
ABOVE = f"영수증\n볼펜  1,200\n합계  1,200\n{WHEN}"
ENOUGH, DOUBTFUL = 0.9, 0.65


def named(head: str, rest: str = REST) -> str | None:
    return read(head + rest).merchant.name


def is_sure(reading: Reading) -> bool:
    return reading.fields["merchant.name"].confidence >= ENOUGH


@pytest.mark.parametrize("phone", ["T.02-333-4444", "T 02-333-4444", "T: 02-333-4444", "F.02-333-4444"])
def test_the_initial_of_a_phone_is_not_of_the_name(phone: str) -> None:
    assert named(f"달빛국밥 {phone}\n서울 중구 한빛로 12\n{NUMBER}") == "달빛국밥"


def test_a_name_may_end_in_a_letter() -> None:
    assert named(f"스튜디오 T\n서울 중구 한빛로 12\n{NUMBER}") == "스튜디오 T"


@pytest.mark.parametrize("sign", ["/", " / ", "|", " | "])
def test_name_owner_and_number_may_be_parted_by_strokes(sign: str) -> None:
    assert named(f"{sign.join(('달빛국밥', '김한빛', NUMBER))}\n서울 중구 한빛로 12") == "달빛국밥"


def test_what_is_no_person_between_strokes_is_of_the_name() -> None:
    assert named(f"김밥/국수나라/{NUMBER}\n서울 중구 한빛로 12") == "김밥/국수나라"


@pytest.mark.parametrize("word", ["업 체 : ", "상 점 : ", "원 명 : "])
def test_a_word_set_wide_that_nobody_knows_is_not_of_the_name(word: str) -> None:
    reading = read(f"{word}달빛당구장\n{NUMBER}{REST}")
    assert (reading.merchant.name, is_sure(reading)) == ("달빛당구장", False)


@pytest.mark.parametrize("branch", ["본사 직영 서현점", "직영 서현점", "가맹 서현점"])
def test_how_a_branch_is_run_makes_no_shop_of_it(branch: str) -> None:
    reading = read(f"달빛상회\n{branch}\n{NUMBER}{REST}")
    assert (reading.merchant.name, is_sure(reading)) == (f"달빛상회 {branch}", False)


@pytest.mark.parametrize("phone", ["예약전화", "배달전화", "주문전화"])
def test_a_phone_for_something_is_no_name(phone: str) -> None:
    head = f"달빛국밥\n{phone} 02-333-4444\n서울 중구 한빛로 12\n{NUMBER}"
    assert named(head) == "달빛국밥"
    assert read(head + REST).merchant.phone == "02-333-4444"


@pytest.mark.parametrize("trade", ["베이커리", "국밥집", "치킨", "노래방", "펜션"])
def test_a_trade_alone_is_no_name(trade: str) -> None:
    assert named(f"영수증\n{trade}\n{NUMBER}") is None


@pytest.mark.parametrize("name", ["달빛베이커리", "한빛 펜션", "전주국밥집"])
def test_a_name_may_have_its_trade(name: str) -> None:
    assert named(f"영수증\n{name}\n{NUMBER}") == name


def test_what_praises_the_food_is_no_name() -> None:
    assert named(f"달빛국밥\n엄마의 손맛 그대로\n{NUMBER}") == "달빛국밥"


def test_who_stands_behind_the_number_is_its_owner() -> None:
    assert named(f"어서오세요 환영합니다\n{NUMBER}  김한빛\n서울 중구 한빛로 12") is None


def test_a_shop_called_like_a_person_stands_before_it() -> None:
    reading = read(f"[영수증]\n김삿갓 {NUMBER}\n서울 중구 한빛로 12{REST}")
    assert reading.merchant.name == "김삿갓"
    assert reading.fields["merchant.name"].confidence > DOUBTFUL


def test_at_the_foot_the_owner_may_stand_between_name_and_number() -> None:
    assert named(ABOVE, f"\n달빛문구\n대표 김한빛\n{NUMBER}") == "달빛문구"


def test_at_the_foot_the_name_may_stand_between_number_and_address() -> None:
    assert named(ABOVE, f"\n{NUMBER}\n달빛문구\n서울 중구 한빛로 12") == "달빛문구"


@pytest.mark.parametrize("foot", ["달빛페이로 적립\n1,200", "감사 인사\n오늘도 좋은 하루"])
def test_other_rows_below_the_number_name_nobody(foot: str) -> None:
    assert named(ABOVE, f"\n{NUMBER}\n{foot}") is None


@pytest.mark.parametrize("word", ["드림", "올림", "배상"])
def test_who_presents_a_paper_signs_it(word: str) -> None:
    assert named(ABOVE, f"\n달빛문구 {word}\n{NUMBER}") == "달빛문구"
