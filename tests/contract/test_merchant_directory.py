"""What every MerchantDirectory knows, for whom, and how approvals teach it."""

from uuid import UUID

from receipts.domain.business_number import BusinessNumber
from receipts.domain.directory import DirectoryEntry
from tests.contract.conftest import World

NUMBER = BusinessNumber("9024500731")
OURS = DirectoryEntry(NUMBER, "도토리다방 본점", "경남 은하시 솔바람동 1", "055-123-4567")
SHARED = DirectoryEntry(NUMBER, "(주)도토리", "서울 별빛구 달빛로 2")


def test_a_merchant_nobody_named_is_not_known(world: World, tenant: UUID) -> None:
    assert world.directory.find(tenant, NUMBER) is None


def test_what_a_tenant_has_learned_it_knows(world: World, tenant: UUID) -> None:
    world.teach(tenant, OURS)
    assert world.directory.find(tenant, NUMBER) == OURS


def test_what_one_tenant_has_learned_another_does_not_know(world: World, tenant: UUID) -> None:
    world.teach(tenant, OURS)
    assert world.directory.find(world.new_tenant(), NUMBER) is None


def test_what_one_tenant_teaches_changes_nothing_for_another(world: World, tenant: UUID) -> None:
    world.teach(tenant, OURS)
    world.share(SHARED)
    attacker = world.new_tenant()
    world.teach(attacker, DirectoryEntry(NUMBER, "가짜상점", "어딘가", "010-0000-0000"))
    assert world.directory.find(tenant, NUMBER) == OURS
    assert world.directory.find(world.new_tenant(), NUMBER) == SHARED


def test_what_the_operator_shares_every_tenant_knows(world: World, tenant: UUID) -> None:
    world.share(SHARED)
    assert world.directory.find(tenant, NUMBER) == SHARED
    assert world.directory.find(world.new_tenant(), NUMBER) == SHARED


def test_a_tenants_own_word_wins_over_what_is_shared(world: World, tenant: UUID) -> None:
    world.teach(tenant, OURS)
    world.share(SHARED)
    assert world.directory.find(tenant, NUMBER) == OURS


def test_a_later_lesson_replaces_the_name_and_keeps_what_it_does_not_tell(world: World, tenant: UUID) -> None:
    world.teach(tenant, OURS)
    world.teach(tenant, DirectoryEntry(NUMBER, "도토리카페"))
    world.teach(tenant, DirectoryEntry(NUMBER, "도토리카페", phone="055-765-4321"))
    assert world.directory.find(tenant, NUMBER) == DirectoryEntry(
        NUMBER, "도토리카페", OURS.address, "055-765-4321"
    )
