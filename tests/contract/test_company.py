"""What every `Company` keeps and for whom, how approvals teach it, and what a receipt is written on."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from receipts.domain.accounts import Account, AccountLesson, KnownAccounts
from receipts.domain.annotations import Annotation, Annotations, CompanySettings
from receipts.domain.business_number import BusinessNumber
from receipts.domain.company_history import Author, CompanyHistory
from receipts.domain.history import Change, Correction
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Category, Merchant
from receipts.domain.record import Receipt
from receipts.errors import ReceiptNotFoundError, StaleReceiptError
from tests.contract.conftest import World
from tests.fixtures.makers import NOON, a_message, a_reading, a_receipt, announcing

NUMBER = BusinessNumber("9024500731")
MEALS, SUPPLIES = Category("811", "복리후생비"), Category("830", "소모품비")
WRITTEN = Annotations(
    "점심\n둘이서", "계약 협의", ("이부장", "김대리"), "영업부", "은하 프로젝트", ("출장", "busan"), "김대리"
)


def teach(world: World, tenant: UUID, lesson: AccountLesson) -> None:
    receipt = world.read(world.store.add(a_receipt(tenant)))
    approval = Correction(NOON, "김경리", receipt.version + 1, (), approved=True)
    world.store.approve(receipt, approval, a_message, account=lesson)


def act(receipt: Receipt) -> Correction:
    return Correction(NOON, "김경리", receipt.version + 1, (Change("annotations.memo", None, "점심"),))


def test_settings_are_the_defaults_until_they_are_set_and_one_tenants_alone(
    world: World, tenant: UUID
) -> None:
    assert world.company.settings(tenant) == CompanySettings()
    for required in ({"복리후생비": (Annotation.PROJECT, Annotation.TAGS)}, {}):
        world.company.set_settings(tenant, CompanySettings(required), NOON, Author())
        assert world.company.settings(tenant) == CompanySettings(required)
        assert world.company.settings(world.new_tenant()) == CompanySettings()


def test_accounts_are_one_tenants_alone_and_the_last_word_counts(world: World, tenant: UUID) -> None:
    for account in (
        Account("811", "복리후생비"),
        Account("1", "식대"),
        Account("811", "직원식대", is_used=False),
    ):
        world.company.set_account(tenant, account, NOON, Author())
    own = (Account("1", "식대"), Account("811", "직원식대", is_used=False))
    assert world.company.accounts(tenant) == KnownAccounts(own)
    other = world.new_tenant()
    world.company.set_account(other, Account("811", "가짜"), NOON, Author())
    assert world.company.accounts(other) == KnownAccounts((Account("811", "가짜"),))
    assert world.company.accounts(tenant) == KnownAccounts(own)


def test_who_changed_settings_and_chart_is_told_oldest_first_and_to_its_tenant_alone(
    world: World, tenant: UUID
) -> None:
    kim, later = Author("rk_abc", "김경리"), NOON + timedelta(days=1)
    entertainment = (Annotation.ATTENDEES, Annotation.PURPOSE)
    loosened = CompanySettings({"기업업무추진비": (Annotation.PURPOSE,), "811": (Annotation.MEMO,)})
    assert CompanySettings().required == {"기업업무추진비": entertainment}
    world.company.set_settings(tenant, loosened, NOON, kim)
    world.company.set_settings(tenant, loosened, NOON, kim)  # says nothing new
    world.company.set_account(tenant, Account("811", "복리후생비"), later, kim)
    world.company.set_account(tenant, Account("811", "직원복지"), later, Author())
    world.company.set_account(tenant, Account("811", "직원복지", is_used=False), later, kim)
    world.company.set_account(tenant, Account("meals", "복리후생비", is_used=False), later, kim)
    world.company.set_settings(world.new_tenant(), loosened, NOON, kim)
    told = world.company.history(tenant, after=0, limit=50)
    assert [(it.number, it.at, it.author) for it in told.changes] == [
        (1, NOON, kim),
        (2, NOON, kim),
        (3, later, kim),
        (4, later, Author()),
        (5, later, kim),
        (6, later, kim),
    ]
    assert [it.change for it in told.changes] == [
        Change("required_annotations.기업업무추진비", "attendees, purpose", "purpose"),
        Change("required_annotations.811", None, "memo"),
        Change("accounts.811", None, "복리후생비"),
        Change("accounts.811", "복리후생비", "직원복지"),
        Change("accounts.811", "직원복지", None),
        Change("accounts.meals", "복리후생비", None),
    ]
    assert told.last is None
    first = world.company.history(tenant, after=0, limit=4)
    assert (first.changes, first.last) == (told.changes[:4], 4)
    assert world.company.history(tenant, after=4, limit=4) == CompanyHistory(told.changes[4:], None)


def test_an_approval_teaches_its_tenant_the_accounts_of_that_shop_alone(world: World, tenant: UUID) -> None:
    teach(world, tenant, AccountLesson(NUMBER, SUPPLIES, ("볼펜", "홍삼")))
    teach(world, tenant, AccountLesson(NUMBER, MEALS, ("홍삼", "커피")))
    assert world.company.accounts(tenant, NUMBER).lessons == (
        AccountLesson(NUMBER, MEALS, ("홍삼", "커피")),
        AccountLesson(NUMBER, SUPPLIES, ("볼펜",)),
    )
    assert world.company.accounts(tenant).lessons == ()
    assert world.company.accounts(tenant, BusinessNumber("1208147521")).lessons == ()
    attacker = world.new_tenant()
    assert world.company.accounts(attacker, NUMBER).lessons == ()
    teach(world, attacker, AccountLesson(NUMBER, Category("666", "가짜"), ("홍삼", "볼펜")))
    assert len(world.company.accounts(tenant, NUMBER).lessons) == 2


def test_what_a_photo_comes_with_is_kept_through_its_whole_life(world: World, tenant: UUID) -> None:
    receipt = world.store.add(replace(a_receipt(tenant), annotations=WRITTEN))
    assert receipt.annotations == WRITTEN
    assert world.read(receipt).annotations == WRITTEN


def test_writing_on_a_receipt_changes_nothing_else_and_is_in_its_history(world: World, tenant: UUID) -> None:
    before = world.read(world.store.add(a_receipt(tenant)))
    after = world.store.annotate(before, WRITTEN, act(before))
    assert after == replace(before, annotations=WRITTEN, version=before.version + 1, updated_at=NOON)
    assert world.store.get(tenant, before.id) == after
    assert world.store.corrections(tenant, before.id).corrections == (act(before),)
    with pytest.raises(StaleReceiptError):
        world.store.annotate(before, WRITTEN, act(before))
    with pytest.raises(ReceiptNotFoundError):
        world.store.annotate(
            replace(after, tenant_id=world.new_tenant()), Annotations(memo="가짜"), act(after)
        )


def test_one_act_may_correct_and_write(world: World, tenant: UUID) -> None:
    before = world.read(world.store.add(a_receipt(tenant)))
    reading = a_reading(merchant=Merchant("도토리카페", NUMBER))
    after = world.store.record_correction(before, reading, act(before), WRITTEN, announce=announcing)
    assert (after.annotations, after.reading and after.reading.merchant.name) == (WRITTEN, "도토리카페")
    again = world.store.record_correction(after, reading, act(after), announce=announcing)
    assert again.annotations == WRITTEN


def test_what_is_said_of_an_awaited_photo_takes_its_batch_and_annotations(world: World, tenant: UUID) -> None:
    slot = world.store.add(a_receipt(tenant, status=Status.AWAITING_UPLOAD))
    told = replace(slot, annotations=WRITTEN, photo=replace(slot.photo, size=7))
    assert world.store.describe(told).annotations == WRITTEN


def test_the_receipts_of_a_shop_that_wait_come_in_order_and_no_others(world: World, tenant: UUID) -> None:
    def waits(owner: UUID, number: BusinessNumber, *reasons: str) -> Receipt:
        reading = a_reading(merchant=Merchant("도토리다방", number), review_reasons=reasons)
        return world.read(world.store.add(a_receipt(owner)), reading)

    ours = sorted((waits(tenant, NUMBER, "total_missing") for _ in range(3)), key=lambda it: it.id)
    waits(tenant, NUMBER)
    waits(tenant, BusinessNumber("1208147521"), "total_missing")
    waits(world.new_tenant(), NUMBER, "total_missing")
    assert world.store.waiting_of(tenant, NUMBER, after=None, limit=2) == ours[:2]
    assert world.store.waiting_of(tenant, NUMBER, after=ours[1].id, limit=2) == ours[2:]
