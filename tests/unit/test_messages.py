import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receipts.errors import InvalidMessageError
from receipts.messages import UploadedObject, upload_event, uploads_in

EVENTS = Path(__file__).parents[2] / "events"
AT = datetime(2026, 11, 22, tzinfo=UTC)


def body_of(event: str) -> str:
    return str(json.loads((EVENTS / event).read_text())["Records"][0]["body"])


def s3_event(*keys: str, name: str = "ObjectCreated:Put") -> str:
    records = [
        {
            "eventSource": "aws:s3",
            "eventTime": "2026-11-22T03:28:29.000Z",
            "eventName": name,
            "s3": {"bucket": {"name": "receipts"}, "object": {"key": key, "versionId": "v7"}},
        }
        for key in keys
    ]
    return json.dumps({"Records": records})


def test_the_sample_event_announces_one_object() -> None:
    (uploaded,) = uploads_in(body_of("s3_upload.json"))
    assert uploaded.key.startswith("direct/")
    assert uploaded.version is None


def test_a_test_event_announces_nothing() -> None:
    assert uploads_in(body_of("s3_test_event.json")) == ()


def test_keys_come_decoded_the_way_s3_encodes_them() -> None:
    (uploaded,) = uploads_in(s3_event("uploads/%EC%98%81%EC%88%98%EC%A6%9D+%2B1.jpg"))
    assert uploaded == UploadedObject("uploads/영수증 +1.jpg", "v7")


def test_one_message_may_announce_several_objects() -> None:
    assert [uploaded.key for uploaded in uploads_in(s3_event("uploads/a", "uploads/b"))] == [
        "uploads/a",
        "uploads/b",
    ]


def test_other_events_than_creation_announce_nothing() -> None:
    assert uploads_in(s3_event("uploads/a", name="ObjectRemoved:Delete")) == ()


@pytest.mark.parametrize("body", ["", "not json", "{}", "[]", '{"Records": [{"eventSource": "aws:sns"}]}'])
def test_anything_else_is_refused(body: str) -> None:
    with pytest.raises(InvalidMessageError):
        uploads_in(body)


@given(key=st.text(st.characters(exclude_categories=["Cs"]), min_size=1), version=st.none() | st.just("v"))
def test_our_own_upload_event_is_read_like_one_of_s3(key: str, version: str | None) -> None:
    uploaded = UploadedObject(key, version)
    assert uploads_in(upload_event("receipts", uploaded, AT)) == (uploaded,)
