"""What is deleted from the database, and what is known of photos.

Deleting is done by three functions that belong to the owner: the application's login may not delete a receipt
or its history by itself.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert

from receipts.adapters.postgres.tables import bucket_sweep, purged_receipts, receipts
from receipts.domain.life_cycle import Status
from receipts.domain.retention import NEVER_SWEPT, BucketSweep, NamedPhoto


def sweep_messages(connection: Connection, sent_before: datetime, limit: int) -> int:
    """See `ReceiptStore.sweep_messages`."""
    swept: int = connection.execute(select(func.sweep_messages(sent_before, limit))).scalar_one()
    return swept


def sweep_slots(connection: Connection, created_before: datetime, limit: int) -> int:
    """See `ReceiptStore.sweep_slots`."""
    swept: int = connection.execute(select(func.sweep_slots(created_before, limit))).scalar_one()
    return swept


def purge(connection: Connection, deleted_before: datetime, limit: int) -> int:
    """See `ReceiptStore.purge`."""
    purged: int = connection.execute(select(func.purge_receipts(deleted_before, limit))).scalar_one()
    return purged


def photos_to_purge(connection: Connection, now: datetime, limit: int) -> Sequence[str]:
    """See `ReceiptStore.photos_to_purge`."""
    due = purged_receipts.c.photo_due_at
    query = select(purged_receipts.c.object_key).where(due <= now).order_by(due).limit(limit)
    return list(connection.scalars(query))


def note_purged_photo(connection: Connection, key: str, look_again_at: datetime | None) -> None:
    """See `ReceiptStore.note_purged_photo`."""
    of_key = (purged_receipts.c.object_key == key) & purged_receipts.c.photo_due_at.is_not(None)
    connection.execute(update(purged_receipts).where(of_key).values(photo_due_at=look_again_at))


def named_photos(connection: Connection, keys: Collection[str]) -> Mapping[str, NamedPhoto]:
    """See `ReceiptStore.named_photos`. A photo that is still to be purged had a receipt: it is no orphan."""
    going = select(purged_receipts.c.object_key, purged_receipts.c.purged_at).where(
        purged_receipts.c.object_key.in_(keys), purged_receipts.c.photo_due_at.is_not(None)
    )
    purged = {key: NamedPhoto(None, Status.DELETED, at) for key, at in connection.execute(going)}
    columns = receipts.c.object_key, receipts.c.object_version, receipts.c.status, receipts.c.updated_at
    rows = connection.execute(select(*columns).where(receipts.c.object_key.in_(keys)))
    return purged | {key: NamedPhoto(version, Status(status), at) for key, version, status, at in rows}


def last_bucket_sweep(connection: Connection) -> BucketSweep:
    """As it was noted last."""
    row = connection.execute(select(bucket_sweep.c.after, bucket_sweep.c.began_at)).one_or_none()
    return BucketSweep(*row) if row else NEVER_SWEPT


def note_bucket_sweep(connection: Connection, sweep: BucketSweep) -> None:
    """There is one row."""
    values = {"after": sweep.after, "began_at": sweep.began_at}
    note = insert(bucket_sweep).values(values).on_conflict_do_update(index_elements=["single"], set_=values)
    connection.execute(note)
