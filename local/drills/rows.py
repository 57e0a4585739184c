"""A hundred thousand receipts, made of one that was really read; the newest have photos in the bucket."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from sqlalchemy import text

from local.drills.world import LONG_PATIENCE
from local.resources import BUCKET, session_of
from receipts.adapters.postgres import connect
from receipts.adapters.postgres.tables import receipts

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from local.drills.world import World

RECEIPTS: Final = 100_000
"""Beside the one that they are made of."""
PHOTOS: Final = 500
_FOLDER: Final = "direct/drill"
"""Not uploads/, where a new photo would be announced to the parser."""
_AT_ONCE = 8

# Foreign keys are checked by pg_restore, which makes them again; here they would only cost time.
_READINGS = text("""
    INSERT INTO readings SELECT made.* FROM readings r, generate_series(1, :many) n,
        LATERAL jsonb_populate_record(r, jsonb_build_object(
            'id', md5('reading ' || n)::uuid, 'receipt_id', md5('receipt ' || n)::uuid,
            'reading', CASE WHEN n <= :whole THEN r.reading ELSE '{}' END)) made
    WHERE r.receipt_id = CAST(:pattern AS uuid)
""")
_COLUMNS = [column.name for column in receipts.columns if column.computed is None]
_RECEIPTS = text(f"""
    INSERT INTO receipts ({", ".join(_COLUMNS)})
    SELECT {", ".join(f"made.{name}" for name in _COLUMNS)} FROM receipts r, generate_series(1, :many) n,
        LATERAL jsonb_populate_record(r, jsonb_build_object(
            'id', md5('receipt ' || n)::uuid, 'reading_id', md5('reading ' || n)::uuid, 'duplicate_of', NULL,
            'object_key', :folder || '/' || md5('receipt ' || n)::uuid, 'object_version', NULL,
            'sha256', encode(sha256(convert_to('photo ' || n, 'UTF8')), 'hex'),
            'created_at', r.created_at - n * interval '1 second', 'total', n)) made
    WHERE r.id = CAST(:pattern AS uuid)
""")  # noqa: S608 - the names of our own columns
_WITH_PHOTO = text("""
    SELECT id::text, sha256 FROM receipts WHERE object_key LIKE :folder ORDER BY created_at DESC LIMIT :many
""")


def add_receipts(url: str, pattern: str) -> None:
    """Copies of the receipt `pattern`, with ids, photos, times and totals of their own."""
    engine = connect(url, patience=LONG_PATIENCE)
    given = {"many": RECEIPTS, "pattern": pattern}
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(_READINGS, given | {"whole": PHOTOS})
        connection.execute(_RECEIPTS, given | {"folder": _FOLDER})
    engine.dispose()


def rows_with_photo(url: str) -> Mapping[str, str]:
    """The hash that each row names for its photo, by the receipt's id."""
    engine = connect(url)
    with engine.connect() as connection:
        found = connection.execute(_WITH_PHOTO, {"folder": f"{_FOLDER}/%", "many": PHOTOS}).all()
    engine.dispose()
    return {str(receipt): str(sha256) for receipt, sha256 in found}


def store_photos(world: World) -> None:
    """The photos of the newest rows."""
    s3, ids = _s3(world), rows_with_photo(world.superuser_url())
    contents = {
        hashlib.sha256(one).hexdigest(): one for one in (b"photo %d" % n for n in range(1, PHOTOS + 1))
    }

    def put(receipt: str) -> None:
        s3.put_object(Bucket=BUCKET, Key=f"{_FOLDER}/{receipt}", Body=contents[ids[receipt]])

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(put, ids))


def photos_in(world: World) -> Iterator[str]:
    """The key of every photo in the bucket."""
    pages = _s3(world).get_paginator("list_objects_v2").paginate(Bucket=BUCKET)
    return (one["Key"] for page in pages for one in page.get("Contents", ()))


def wrong_photos(world: World, recorded: Mapping[str, str], stored: Mapping[str, str]) -> list[str]:
    """Receipts whose photo is not the one that the row names."""
    s3 = _s3(world)

    def is_wrong(receipt: str) -> bool:
        content = s3.get_object(Bucket=BUCKET, Key=stored[receipt])["Body"].read()
        return hashlib.sha256(content).hexdigest() != recorded[receipt]

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return [one for one, wrong in zip(recorded, pool.map(is_wrong, recorded), strict=True) if wrong]


def _s3(world: World) -> S3Client:
    return session_of(world.env).client("s3", endpoint_url=world.env["AWS_ENDPOINT_URL"])
