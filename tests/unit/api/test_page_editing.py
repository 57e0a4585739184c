"""Editing on the page: what the company writes, the goods, a shop that is cleared, and how long it took."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from receipts.domain.annotations import Annotation, CompanySettings
from receipts.domain.business_number import BusinessNumber
from receipts.domain.company_history import Author
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Amounts, Category, FieldEvidence, Item, Merchant
from receipts.domain.record import Receipt
from tests.fixtures.makers import a_reading
from tests.unit.api.browser import SECRET, Browser
from tests.unit.api.conftest import OTHER_KEY, TENANT, World

DINNER = Category("entertainment", "기업업무추진비")
COFFEE, CAKE = (
    Item(1, "보리커피", Decimal(1), None, Decimal(2000)),
    Item(2, "조각케이크", None, None, Decimal(500)),
)


@pytest.fixture
def world() -> World:
    return World(page_secret=SECRET)


def record(world: World, receipt_id: str) -> Receipt:
    return world.store.receipts[UUID(receipt_id)]


def form_of(world: World, receipt_id: str, **fields: object) -> dict[str, object]:
    return {"version": record(world, receipt_id).version, "action": "approve", **fields}


class TestWhatTheCompanyWrites:
    def test_what_an_account_requires_is_marked_at_its_field_and_written_there(self, world: World) -> None:
        receipt_id, person = world.read(a_reading(category=DINNER)), Browser(world)
        page = person.get(f"/receipts/{receipt_id}").text
        assert re.search(r'id="annotations-attendees-need" class="need">필수<', page)
        assert "이 계정과목은 참석자를 적어야 승인할 수 있습니다." in page
        assert not re.search(r'id="annotations-project-need" class="need">필수<', page)
        written = {"annotations.attendees": "김거래, 이협력", "annotations.purpose": "신제품 설명"}
        done = person.post(f"/receipts/{receipt_id}", **form_of(world, receipt_id, **written))
        assert done.status_code == 303
        kept = record(world, receipt_id)
        assert (kept.status, kept.annotations.attendees) == (Status.APPROVED, ("김거래", "이협력"))

    def test_who_is_refused_stands_in_the_field_that_is_missing(self, world: World) -> None:
        receipt_id = world.read(a_reading(category=DINNER))
        refused = Browser(world).post(f"/receipts/{receipt_id}", **form_of(world, receipt_id))
        assert refused.status_code == 409
        (focused,) = re.findall(r'name="([\w.]+)"[^>]* autofocus', refused.text)
        assert focused == "annotations.purpose"

    def test_the_account_that_is_chosen_tells_at_once_what_it_requires(self, world: World) -> None:
        world.company.set_settings(
            TENANT, CompanySettings({"소모품비": (Annotation.PROJECT,)}), world.clock.now(), Author()
        )
        receipt_id, person = world.read(a_reading()), Browser(world)
        told = person.post(f"/receipts/{receipt_id}/check", version=1, category="supplies|소모품비").text
        assert re.search(r'id="annotations-project-need"[^>]*>필수<', told)
        assert "프로젝트를 적어야" in told
        told = person.post(
            f"/receipts/{receipt_id}/check",
            category="supplies|소모품비",
            **{"annotations.project": "새 사옥"},
        ).text
        assert "프로젝트를 적어야" not in told

    def test_what_lacks_a_required_word_is_not_shown_as_clear(self, world: World) -> None:
        receipt_id, person = world.read(a_reading(category=DINNER)), Browser(world)
        listed = person.get("/?tab=ready").text
        assert "이 계정과목은 지출 목적을 적어야" in listed
        assert "모든 검증 통과" not in listed
        assert "모두 승인" not in listed
        written = {"annotations.attendees": "이협력", "annotations.purpose": "식사", "action": "save"}
        person.post(f"/receipts/{receipt_id}", **form_of(world, receipt_id, **written))
        assert "모든 검증 통과" in person.get("/?tab=ready").text

    def test_a_memo_on_an_approved_receipt_leaves_it_approved(self, world: World) -> None:
        receipt_id, person = world.read(a_reading()), Browser(world)
        person.post(f"/receipts/{receipt_id}", **form_of(world, receipt_id))
        memo = {"annotations.memo": "팀 간식\r\n둘째 줄", "action": "save"}
        person.post(f"/receipts/{receipt_id}", **form_of(world, receipt_id, **memo))
        kept = record(world, receipt_id)
        assert (kept.status, kept.annotations.memo) == (Status.APPROVED, "팀 간식\n둘째 줄")
        page = person.get(f"/receipts/{receipt_id}").text
        assert "팀 간식\n둘째 줄</textarea>" in page
        assert re.search(r"<li>메모: <del>–</del> → <ins>팀 간식", page)

    def test_what_strangers_write_stays_text(self, world: World) -> None:
        receipt_id, person = world.read(a_reading()), Browser(world)
        nasty = '</textarea><script>alert(1)</script>"'
        form = {"annotations.memo": nasty, "annotations.project": nasty, "items.0.name": nasty, "goods": "1"}
        person.post(f"/receipts/{receipt_id}", **form_of(world, receipt_id, **form | {"action": "save"}))
        assert record(world, receipt_id).annotations.project == nasty
        assert "<script>alert" not in person.get(f"/receipts/{receipt_id}").text


class TestGoods:
    def goods(self, *lines: tuple[str, str]) -> dict[str, str]:
        named = {f"items.{place}.name": name for place, (name, _) in enumerate(lines)}
        return {"goods": "1", **named, **{f"items.{at}.amount": it for at, (_, it) in enumerate(lines)}}

    def test_a_line_that_is_added_makes_the_sum_right(self, world: World) -> None:
        receipt_id, person = world.read(a_reading(items=(COFFEE,))), Browser(world)
        page = person.get(f"/receipts/{receipt_id}").text
        assert "500 모자람" in page
        lines = self.goods(("보리커피", "2,000"), ("조각케이크", "500"))
        told = person.post(f"/receipts/{receipt_id}/check", **lines).text
        assert "모자람" not in told
        assert "품목 2개" in told
        person.post(f"/receipts/{receipt_id}", **form_of(world, receipt_id, **lines, action="save"))
        reading = record(world, receipt_id).reading
        assert reading
        assert [(it.line, it.name, it.amount) for it in reading.items] == [
            (1, "보리커피", Decimal(2000)),
            (2, "조각케이크", Decimal(500)),
        ]

    def test_the_sum_is_shown_beside_what_it_comes_nearest_to(self, world: World) -> None:
        """The items of a discounted receipt make its total, not the sum before discounts."""
        amounts = Amounts(total=Decimal(2500), gross_total=Decimal(3000), discount=Decimal(500))
        receipt_id = world.read(a_reading(items=(COFFEE, CAKE), amounts=amounts))
        page = Browser(world).get(f"/receipts/{receipt_id}").text
        shown = page.partition('id="goods-sum"')[2].partition("</fieldset>")[0]
        assert re.findall(r"<small>([^<]+)</small>([\d,]+)", shown) == [
            ("품목 2개", "2,500"),
            ("결제금액", "2,500"),
        ]
        assert "is-right" in shown

    def test_a_line_that_does_not_multiply_says_so_at_the_line(self, world: World) -> None:
        wrong = replace(CAKE, quantity=Decimal(2), unit_price=Decimal(300))
        receipt_id = world.read(a_reading(items=(COFFEE, wrong)))
        page = Browser(world).get(f"/receipts/{receipt_id}").text
        assert re.search(r'id="items-1-note"><p class="warn">', page)
        assert not re.search(r'id="items-0-note"><p', page)

    def test_what_cannot_be_kept_is_told_at_its_line_and_stays(self, world: World) -> None:
        receipt_id = world.read(a_reading(items=(COFFEE,)))
        lines = self.goods(("보리커피", "이천원"))
        answer = Browser(world).post(f"/receipts/{receipt_id}", **form_of(world, receipt_id, **lines))
        assert answer.status_code == 422
        assert 'value="이천원"' in answer.text
        assert re.search(r'id="items-0-note"><p class="bad">', answer.text)

    def test_who_was_slower_sees_both_lists_and_loses_neither(self, world: World) -> None:
        receipt_id = world.read(a_reading(items=(COFFEE,)))
        form = form_of(world, receipt_id, action="save")
        Browser(world).post(f"/receipts/{receipt_id}", **form, **self.goods(("보리커피", "1,900")))
        slow = Browser(world, person="느린이")
        answer = slow.post(f"/receipts/{receipt_id}", **form, **self.goods(("보리차", "2,000")))
        assert answer.status_code == 409
        recorded = answer.text.partition('id="goods-conflict"')[2].partition('id="take-goods"')[0]
        assert "1,900" in recorded
        assert 'value="보리차"' in answer.text.partition('id="lines"')[2].partition("<template")[0]

    def test_goods_that_only_another_person_changed_are_no_conflict_to_settle(self, world: World) -> None:
        """The page sends what was touched, so what somebody else did to the rest stands."""
        receipt_id = world.read(a_reading(items=(COFFEE,)))
        form = form_of(world, receipt_id, action="save")
        Browser(world).post(f"/receipts/{receipt_id}", **form, **self.goods(("보리커피", "1,900")))
        slow = Browser(world, person="느린이")
        answer = slow.post(f"/receipts/{receipt_id}", **form, **{"merchant.phone": "02-000-0000"})
        assert answer.status_code == 409
        assert 'id="goods-conflict"' not in answer.text
        assert 'value="1,900"' in answer.text


NUMBER = BusinessNumber("9024500731")


def waiting(world: World, photo: bytes, *reasons: str) -> str:
    """A receipt of the shop whose name was hardly read."""
    shown = {"merchant.business_number": FieldEvidence(0.99, 1, None, "902-45-00731")}
    return world.read(
        a_reading(
            merchant=Merchant("도토 다방", NUMBER),
            review_reasons=("merchant_low_confidence", *reasons),
            fields=a_reading().fields | shown,
            text="도토 다방\n902-45-00731",
            issued_at=world.clock.now() - timedelta(days=len(photo)),
        ),
        photo,
    )


class TestOneShop:
    def test_one_correction_settles_all_that_waits_of_the_shop(self, world: World) -> None:
        first, clear = waiting(world, b"1"), waiting(world, b"22")
        blurred, person = waiting(world, b"333", "total_low_confidence"), Browser(world)
        named = {"merchant.name": "도토리다방", "action": "save"}
        person.post(f"/receipts/{first}", **form_of(world, first, **named))
        foreseen = person.get(f"/receipts/{first}/shop").text
        assert "대기 영수증 2건" in foreseen
        assert "<button" not in foreseen  # nothing is learned before it is approved
        done = person.post(f"/receipts/{first}", **form_of(world, first))
        assert done.headers["location"].endswith(f"?done=approved&taught={first}")
        assert f'hx-get="/receipts/{first}/shop"' in person.get(done.headers["location"]).text
        foreseen = person.get(f"/receipts/{first}/shop").text
        assert "대기 영수증 2건" in foreseen
        assert "1건은 더 확인할 것이 없어집니다" in foreseen
        done = person.post(f"/receipts/{first}/shop")
        assert record(world, clear).status is Status.PARSED
        assert record(world, blurred).status is Status.NEEDS_REVIEW
        shown = person.get(done.headers["location"]).text
        assert "2건을 정리했습니다" in shown
        assert "1건은 아직 확인이 필요합니다" in shown
        assert clear in shown
        assert "도토리다방" in shown
        assert person.get(f"/receipts/{first}/shop").text.strip() == ""

    def test_what_teaches_nothing_offers_nothing(self, world: World) -> None:
        waiting(world, b"22")
        receipt_id, person = world.read(a_reading()), Browser(world)
        done = person.post(f"/receipts/{receipt_id}", **form_of(world, receipt_id))
        assert "taught" not in done.headers["location"]
        assert person.get(f"/receipts/{receipt_id}/shop").text.strip() == ""

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_nobody_settles_somebody_elses_shop(self, world: World, method: str) -> None:
        first, other = waiting(world, b"1"), waiting(world, b"22")
        person = Browser(world)
        person.post(f"/receipts/{first}", **form_of(world, first, **{"merchant.name": "도토리다방"}))
        thief = Browser(world, key=OTHER_KEY)
        before = record(world, other)
        assert getattr(thief, method)(f"/receipts/{first}/shop").status_code == 404
        assert record(world, other) == before

    def test_what_an_address_says_was_settled_is_a_number_or_nothing(self, world: World) -> None:
        for told in ("shop-x-1", "shop-1", "shop-" + "9" * 500, "shop-1-2-3", "<script>"):
            page = Browser(world).get(f"/?done={told}")
            assert page.status_code == 200
            assert "shop-told" not in page.text


class TestHowLongItTook:
    def approved_after(self, world: World, seconds: int, photo: bytes, **fields: object) -> None:
        receipt_id, person = world.read(a_reading(), photo), Browser(world)
        page = person.get(f"/receipts/{receipt_id}").text
        (opened,) = re.findall(r'name="opened" value="(\d+)"', page)
        world.clock.pass_time(timedelta(seconds=seconds))
        form = {"opened": opened, **fields}
        assert person.post(f"/receipts/{receipt_id}", **form_of(world, receipt_id, **form)).status_code == 303

    def looks(self, world: World) -> str:
        page = Browser(world).get("/month/2022-11").text
        return re.sub(r"<[^>]+>|\s+", " ", page.partition('id="looks"')[2].partition("</div>")[0])

    def test_the_month_shows_the_median_from_opening_to_approval(self, world: World) -> None:
        for number, seconds in enumerate((4, 6, 8, 600)):
            self.approved_after(world, seconds, b"%d" % number)
        self.approved_after(world, 7200, b"lunch between")
        assert "–" in self.looks(world)  # four measured: too few to tell of
        self.approved_after(world, 9, b"one more")
        assert " 8초" in self.looks(world)

    def test_saving_is_part_of_the_same_look_and_coming_back_is_another(self, world: World) -> None:
        """Four looks of 8 seconds and one of 30, twenty seconds of which were before it was saved."""
        for number in range(4):
            self.approved_after(world, 8, b"%d" % number)
        receipt_id, person = world.read(a_reading(), b"saved"), Browser(world)
        page = person.get(f"/receipts/{receipt_id}").text
        for wait, action in ((20, "save"), (10, "approve")):
            (opened,) = re.findall(r'name="opened" value="(\d+)"', page)
            world.clock.pass_time(timedelta(seconds=wait))
            form = form_of(world, receipt_id, opened=opened, action=action, **{"annotations.memo": action})
            page = person.get(person.post(f"/receipts/{receipt_id}", **form).headers["location"]).text
        events = [event.data for its in world.store.events.values() for event in its]
        looks = [data["looked"] for data in events if "looked" in data]
        assert sorted(looks) == [8, 8, 8, 8, 30]
        (later,) = re.findall(r'name="opened" value="(\d+)"', person.get(f"/receipts/{receipt_id}").text)
        assert int(later) == int(world.clock.now().timestamp())

    @pytest.mark.parametrize("opened", ["", "yesterday", "-5", "9" * 40, "٣", "1e9"])
    def test_what_is_no_moment_is_measured_as_nothing(self, world: World, opened: str) -> None:
        self.approved_after(world, 1, b"a photo", opened=opened)
        assert not any("looked" in event.data for events in world.store.events.values() for event in events)

    def test_no_history_tells_it(self, world: World) -> None:
        self.approved_after(world, 4, b"a photo")
        (receipt_id,) = world.store.receipts
        assert "looked" not in world.api.get(f"/api/receipts/{receipt_id}/corrections").text


def test_a_list_that_is_shown_already_is_not_sent_again(world: World) -> None:
    """The page asks every few seconds; fifty rows are 60 kB."""
    receipt_id, person = world.read(a_reading()), Browser(world)
    part = {"HX-Request": "true"}
    (shown,) = re.findall(r'name="shown" value="(\w+)"', person.get("/?tab=ready").text)
    same = person.get(f"/?tab=ready&shown={shown}", **part)
    assert (same.status_code, same.content) == (204, b"")
    assert person.get("/?tab=ready&shown=another", **part).status_code == 200
    person.post(f"/receipts/{receipt_id}", **form_of(world, receipt_id))
    assert person.get(f"/?tab=ready&shown={shown}", **part).status_code == 200
    assert person.get(f"/?tab=ready&shown={shown}").status_code == 200


class TestTheCurrency:
    """A bill of 393.00 that does not say of what: rupees were shown, summed and booked as won."""

    @pytest.fixture
    def bill(self, world: World) -> str:
        return world.read(a_reading(currency=None, amounts=Amounts(Decimal("393.00")), items=()))

    def test_money_that_nobody_knows_the_currency_of_is_not_shown_as_won(
        self, world: World, bill: str
    ) -> None:
        assert record(world, bill).status is Status.NEEDS_REVIEW
        page = Browser(world).get(f"/receipts/{bill}").text
        assert "393원" not in page
        assert "통화: 영수증에서 찾지 못했습니다." in page

    def test_it_is_not_approved_as_won_by_the_way(self, world: World, bill: str) -> None:
        refused = Browser(world).post(f"/receipts/{bill}", **form_of(world, bill))
        assert refused.status_code == 409
        assert "어느 나라 돈인지 적혀 있지 않습니다." in refused.text
        assert record(world, bill).status is Status.NEEDS_REVIEW

    @pytest.mark.parametrize("code", ["INR", "inr"])
    def test_its_currency_is_put_in_on_the_page(self, world: World, bill: str, code: str) -> None:
        done = Browser(world).post(f"/receipts/{bill}", **form_of(world, bill, currency=code))
        assert done.status_code == 303
        kept = record(world, bill)
        assert kept.reading
        assert (kept.status, kept.reading.currency) == (Status.APPROVED, "INR")

    @pytest.mark.parametrize("code", ["rupees", "XQZ", "₩"])
    def test_what_is_no_currency_is_refused_at_its_field(self, world: World, bill: str, code: str) -> None:
        refused = Browser(world).post(f"/receipts/{bill}", **form_of(world, bill, currency=code))
        assert refused.status_code == 422
        assert "통화를 세 글자 코드로 입력해 주세요." in refused.text

    def test_won_stand_behind_the_switch(self, world: World) -> None:
        page = Browser(world).get(f"/receipts/{world.read(a_reading())}").text
        assert re.search(r'is-rare[^"]*" data-path="currency"', page)
