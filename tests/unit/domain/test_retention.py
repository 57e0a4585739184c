"""What may be deleted from the bucket, told from the side of what must stay."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from receipts.domain.life_cycle import SETTLED, Status
from receipts.domain.retention import BucketSweep, NamedPhoto, StoredVersion, surplus

NOW = datetime(2026, 11, 22, tzinfo=UTC)
BEFORE = NOW - timedelta(days=90)
OLD = BEFORE - timedelta(days=1)
PHOTO = StoredVersion("uploads/t/1", "v1", OLD)
READ = NamedPhoto("v1", Status.APPROVED, OLD)
OTHERS = tuple(StoredVersion(f"uploads/t/other{number}", "v1", OLD) for number in range(20))
NAMED = {one.key: READ for one in OTHERS}


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("version", ["v1", None])
def test_the_photo_that_a_receipt_names_stays(status: Status, version: str | None) -> None:
    named = {**NAMED, PHOTO.key: NamedPhoto(version, status, OLD)}
    found = surplus((*OTHERS, PHOTO), named, BEFORE)
    assert (found.orphans, found.copies) == ((), ())


def test_an_old_photo_that_no_receipt_names_goes() -> None:
    found = surplus((*OTHERS, PHOTO), NAMED, BEFORE)
    assert found.orphans == (PHOTO,)
    assert not found.is_suspicious


def test_a_photo_that_had_its_weeks_must_have_had_a_row_that_was_lost_and_stays() -> None:
    """Rows deleted by mistake a minute ago: photos of last year would have no grace at all."""
    last_year = replace(PHOTO, stored_at=BEFORE - timedelta(days=200))
    found = surplus((*OTHERS, last_year), NAMED, BEFORE)
    assert found.orphans == ()
    assert found.is_suspicious
    assert surplus((*OTHERS, last_year, replace(PHOTO, key="uploads/t/2")), NAMED, BEFORE).is_suspicious


def test_a_young_photo_that_no_receipt_names_yet_stays() -> None:
    young = replace(PHOTO, stored_at=BEFORE)
    assert surplus((*OTHERS, young), NAMED, BEFORE).orphans == ()


@pytest.mark.parametrize("key", ["exports/2026.csv", "direct", "upload/t/1", ""])
def test_what_is_no_photo_of_ours_stays(key: str) -> None:
    assert surplus((*OTHERS, replace(PHOTO, key=key)), NAMED, BEFORE).orphans == ()


def test_many_photos_without_receipts_are_a_database_that_was_set_back() -> None:
    found = surplus(OTHERS, {}, BEFORE)
    assert found.is_suspicious
    few = {one.key: READ for one in OTHERS[3:]}
    assert surplus(OTHERS, few, BEFORE).is_suspicious
    assert not surplus(OTHERS, {one.key: READ for one in OTHERS[2:]}, BEFORE).is_suspicious
    assert surplus((PHOTO,), {}, BEFORE).is_suspicious


COPY = replace(PHOTO, version="v2")


@pytest.mark.parametrize("status", sorted(SETTLED))
def test_a_copy_beside_the_version_that_was_read_goes(status: Status) -> None:
    named = {PHOTO.key: replace(READ, status=status)}
    assert surplus((COPY, PHOTO), named, BEFORE).copies == (COPY,)


@pytest.mark.parametrize(
    ("found", "kept"),
    [
        pytest.param((COPY,), READ, id="the version that was read is not seen here"),
        pytest.param((replace(COPY, stored_at=NOW), PHOTO), READ, id="the copy is young"),
        pytest.param((COPY, PHOTO), replace(READ, version=None), id="nothing was read yet"),
        pytest.param((COPY, PHOTO), replace(READ, touched_at=NOW), id="somebody works on the receipt"),
        *(
            pytest.param((COPY, PHOTO), replace(READ, status=status), id=f"the receipt is {status}")
            for status in sorted(set(Status) - SETTLED)
        ),
    ],
)
def test_a_copy_that_may_be_needed_stays(found: tuple[StoredVersion, ...], kept: NamedPhoto) -> None:
    assert surplus(found, {PHOTO.key: kept}, BEFORE).copies == ()


def test_the_bucket_is_looked_through_once_a_day_to_its_end() -> None:
    first = BucketSweep(None, NOW - timedelta(days=1))
    assert first.is_due(NOW)
    halfway = first.went_on("k", NOW)
    assert halfway == BucketSweep("k", NOW)
    assert halfway.is_due(NOW + timedelta(minutes=1))
    done = halfway.went_on(None, NOW + timedelta(hours=2))
    assert done == BucketSweep(None, NOW)
    assert not done.is_due(NOW + timedelta(hours=23))
    assert done.is_due(NOW + timedelta(days=1))
