"""A `TransactionalStore` with what people decide about whole receipts: each decision is one transaction."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from receipts.adapters.transactional_store import (
    Records,
    TransactionalStore,
    locked,
    resettle,
    save_with_others,
    told_if_moved,
)
from receipts.domain.decisions import Act, Decision, Keep, RejectReason
from receipts.domain.history import Correction, ensure_room
from receipts.domain.life_cycle import NOT_LIVE, READ, Status
from receipts.domain.links import NO_LINKS, Links
from receipts.domain.purchase import slip_of
from receipts.domain.receipt import Reading
from receipts.domain.record import Receipt
from receipts.domain.resettling import released
from receipts.errors import NotDuplicatesError, PhotoLiveError, StorageUnavailableError
from receipts.ports import Announce, OutboxMessage


class DecidingStore(TransactionalStore):
    """The decisions of `ReceiptStore`, whose docstrings say what they do."""

    def put_aside(self, seen: Receipt, act: Correction, outbox: Announce, *, announce: Announce) -> Receipt:
        with self._transaction(seen.tenant_id) as records:
            receipt = _locked_as_seen(records, seen)
            others = _released(records, receipt)
            rejects = act.decision is not None and act.decision.act is Act.REJECTED
            move = receipt.reject(act) if rejects else receipt.delete(act)
            aside = records.save(move, outbox(move[0]))
            save_with_others(records, aside, others, announce)
            return aside

    def bring_back(self, seen: Receipt, act: Correction, outbox: Announce, *, announce: Announce) -> Receipt:
        with self._transaction(seen.tenant_id) as records:
            receipt = _locked_as_seen(records, seen)
            ensure_room(records.ways_back_of(receipt))
            if receipt.status is not Status.DELETED:
                to = Status.FAILED if receipt.failure else Status.NEEDS_REVIEW
                links, others = _counted_again(records, receipt, to)
                move = receipt.reopen(links, act)
            else:
                _refuse_if_live(records, receipt)
                links, others = _counted_again(records, receipt, receipt.came_from)
                move = receipt.restore(links, act)
            if not records.save_unless_twice([move], outbox(move[0])):
                raise StorageUnavailableError(f"the photo of receipt {receipt.id} came again")
            save_with_others(records, move[0], others, announce)
            return locked(records, seen.tenant_id, seen.id)

    def tell_apart(self, seen: Receipt, other: UUID, act: Correction, *, announce: Announce) -> Receipt:
        with self._transaction(seen.tenant_id) as records:
            receipt, _ = _pair(records, seen, other, around=seen)
            told = replace(receipt, apart_from=receipt.apart_from | {other})
            links, others = resettle(records, told, told.reading or Reading())
            move = receipt.tell_apart(other, links, act)
            message = told_if_moved(receipt, move[0], announce)
            save_with_others(records, records.save(move, message), others, announce)
            return locked(records, seen.tenant_id, seen.id)

    def keep_one(
        self,
        seen: Receipt,
        other: UUID,
        act: Correction,
        outbox: Announce,
        *,
        announce: Announce,
    ) -> Receipt:
        with self._transaction(seen.tenant_id) as records:
            keeps_seen = act.decision is not None and act.decision.keep is Keep.THIS
            known = records.look_up(seen.tenant_id, other)
            receipt, double = _pair(records, seen, other, around=known if keeps_seen and known else seen)
            if not keeps_seen:
                others = _released(records, receipt, heir=double.id)
                move = receipt.reject(act)
                save_with_others(records, records.save(move, outbox(move[0])), others, announce)
                return locked(records, seen.tenant_id, seen.id)
            others = dict(_released(records, double, heir=receipt.id))
            links = others.pop(receipt.id, receipt.links)
            move = double.reject(_rejection(double, receipt, act))
            save_with_others(records, records.save(move, outbox(move[0])), others, announce)
            stands = receipt.stand_for(links, act)
            records.save(stands, told_if_moved(receipt, stands[0], announce))
            return locked(records, seen.tenant_id, seen.id)

    def read_anew(self, seen: Receipt, act: Correction, outbox: OutboxMessage) -> Receipt:
        with self._transaction(seen.tenant_id) as records:
            receipt = locked(records, seen.tenant_id, seen.id)
            receipt.ensure_seen(seen.version)
            ensure_room(records.ways_back_of(receipt))
            return records.save(receipt.read_anew(act), outbox)

    def queue_anew(self, seen: Receipt, rereading: UUID, outbox: OutboxMessage) -> Receipt:
        with self._transaction(seen.tenant_id) as records:
            receipt = locked(records, seen.tenant_id, seen.id)
            receipt.ensure_seen(seen.version)
            return records.save(receipt.queue_anew(rereading, records.now), outbox)


def _locked_as_seen(records: Records, seen: Receipt) -> Receipt:
    """The receipt, with what its going or coming may change, held until the transaction ends."""
    if seen.reading:
        records.lock_neighbours(seen, seen.reading)
    receipt = locked(records, seen.tenant_id, seen.id)
    receipt.ensure_seen(seen.version)
    return receipt


def _pair(records: Records, seen: Receipt, other: UUID, around: Receipt) -> tuple[Receipt, Receipt]:
    """Both, held with all that may change with `around`. Raises NotDuplicatesError."""
    records.lock_neighbours(around, around.reading or Reading())
    receipt, double = locked(records, seen.tenant_id, seen.id), records.lock(seen.tenant_id, other)
    receipt.ensure_seen(seen.version)
    if double is None or not {receipt.status, double.status} <= READ:
        raise NotDuplicatesError(seen.id, other)
    if receipt.duplicate_of != double.id and double.duplicate_of != receipt.id:
        raise NotDuplicatesError(seen.id, other)
    ensure_room(records.ways_back_of(receipt))
    return receipt, double


def _released(records: Records, gone: Receipt, heir: UUID | None = None) -> Mapping[UUID, Links]:
    """Which others change when it counts no longer."""
    if gone.reading is None:
        return {}
    return released(slip_of(gone, gone.reading), records.neighbours(gone, gone.reading), heir)


def _counted_again(
    records: Records, receipt: Receipt, to: Status | None
) -> tuple[Links, Mapping[UUID, Links]]:
    """What it is to others once it is back, and which of them change. What was not read is nothing."""
    if receipt.reading is None or to not in READ:
        return NO_LINKS, {}
    return resettle(records, replace(receipt, status=to), receipt.reading)


def _refuse_if_live(records: Records, deleted: Receipt) -> None:
    """Raises PhotoLiveError."""
    if deleted.came_from in NOT_LIVE:
        return
    if live := records.lock_photo(deleted.tenant_id, deleted.photo.sha256):
        raise PhotoLiveError(live.id)


def _rejection(double: Receipt, kept: Receipt, act: Correction) -> Correction:
    """What happens to the double of a receipt that was kept, by the same person."""
    decision = Decision(Act.REJECTED, RejectReason.DUPLICATE, other=kept.id)
    return replace(act, version=double.version + 1, decision=decision)
