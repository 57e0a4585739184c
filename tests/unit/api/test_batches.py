"""Many photos in one call: a batch, a slot for each, and how far they have come."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Engine, Reading
from receipts.domain.record import StoredObject
from receipts.errors import StorageUnavailableError
from receipts.ports import UploadSlot
from tests.unit.api.conftest import World, announcement, assert_problem


def photos(count: int, kind: str = "image/jpeg") -> list[dict[str, object]]:
    return [announcement(f"photo {number}".encode(), kind) for number in range(count)]


def opened(world: World, *announced: dict[str, object], **more: object) -> httpx.Response:
    return world.api.post("/api/batches", json={"photos": list(announced)} | more)


def batch_of(world: World, batch_id: str) -> dict[str, Any]:
    answer = world.api.get(f"/api/batches/{batch_id}")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_three_hundred_photos_are_announced_in_one_call(world: World) -> None:
    answer = opened(world, *photos(300), name="11월 법인카드")
    assert answer.status_code == 201
    body = answer.json()
    assert [slot["index"] for slot in body["slots"]] == list(range(300))
    assert all(slot["created"] and slot["upload"]["url"] and not slot["problem"] for slot in body["slots"])
    assert (body["batch"]["name"], body["batch"]["receipts"]) == ("11월 법인카드", 300)
    assert {slot["receipt"]["batch_id"] for slot in body["slots"]} == {body["batch"]["id"]}
    assert len(answer.content) < 1_000_000


def test_one_more_than_that_is_refused_and_nothing_is_kept(world: World) -> None:
    refused = opened(world, *photos(301))
    assert_problem(refused, 422, "invalid-input")
    assert refused.json()["errors"][0]["pointer"] == "/photos"
    assert (world.store.receipts, world.batches.kept) == ({}, {})


def test_a_name_longer_than_the_document_says_is_refused_and_not_cut(world: World) -> None:
    answer = opened(world, *photos(1), name="0" * 256)
    assert_problem(answer, 422, "invalid-input")
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/name"]
    assert opened(world, *photos(1), name="0" * 255).json()["batch"]["name"] == "0" * 255


def test_what_cannot_be_taken_is_told_by_its_index_and_stops_no_other(world: World) -> None:
    good, text, large = announcement(b"1"), announcement(b"2", "text/plain"), announcement(b"3")
    large["content_length"] = 10_000_000_000
    slots = opened(world, good, text, large, announcement(b"4")).json()["slots"]
    assert [bool(slot["receipt"]) for slot in slots] == [True, False, False, True]
    told = [slot["problem"] and slot["problem"]["type"] for slot in slots]
    assert told == [None, "/problems/unsupported-type", "/problems/too-large", None]
    assert len(world.store.receipts) == 2


def test_a_wrong_value_is_named_by_its_place_and_nothing_is_kept(world: World) -> None:
    wrong = announcement(b"2") | {"sha256": "not one"}
    refused = opened(world, announcement(b"1"), wrong)
    assert_problem(refused, 422, "invalid-input")
    assert refused.json()["errors"][0]["pointer"] == "/photos/1/sha256"
    assert (world.store.receipts, world.batches.kept) == ({}, {})


def test_what_is_here_already_is_answered_as_ever_and_stays_where_it_was(world: World) -> None:
    known = world.receipt(b"1")
    slots = opened(world, announcement(b"1"), announcement(b"2"), announcement(b"2")).json()["slots"]
    assert (slots[0]["receipt"]["id"], slots[0]["created"], slots[0]["upload"]) == (known, False, None)
    assert slots[0]["receipt"]["batch_id"] is None
    assert (slots[1]["created"], slots[2]["created"]) == (True, False)
    assert slots[1]["receipt"]["id"] == slots[2]["receipt"]["id"]
    assert slots[2]["upload"] is not None


def test_a_call_whose_answer_got_lost_can_be_made_again(world: World) -> None:
    first = opened(world, *photos(2)).json()
    again = opened(world, *photos(2)).json()
    ids = [[slot["receipt"]["id"] for slot in answer["slots"]] for answer in (first, again)]
    assert ids[0] == ids[1]
    assert all(slot["upload"] for slot in again["slots"])
    assert again["batch"]["receipts"] == 2


def test_where_the_bucket_goes_away_the_rest_can_be_announced_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    presign, left = world.objects.presign_put, [2]

    def sometimes(photo: StoredObject, expires_in: timedelta) -> UploadSlot:
        left[0] -= 1
        if left[0] < 0:
            raise StorageUnavailableError("the bucket does not answer")
        return presign(photo, expires_in)

    monkeypatch.setattr(world.objects, "presign_put", sometimes)
    slots = opened(world, *photos(4)).json()["slots"]
    told = [slot["problem"] and slot["problem"]["type"] for slot in slots]
    assert told == [None, None, "/problems/unavailable", "/problems/unavailable"]


def test_what_is_written_on_a_batch_is_on_all_of_it_unless_a_photo_says_otherwise(world: World) -> None:
    own = announcement(b"1") | {"annotations": {"project": "B", "memo": "택시"}}
    answer = opened(world, own, announcement(b"2"), annotations={"project": "A", "person": "김대리"})
    written = [slot["receipt"]["annotations"] for slot in answer.json()["slots"]]
    assert [(it["project"], it["memo"], it["person"]) for it in written] == [
        ("B", "택시", "김대리"),
        ("A", None, "김대리"),
    ]


def test_a_photo_that_is_sent_directly_can_belong_to_a_batch(world: World) -> None:
    batch_id = opened(world, name="사무실").json()["batch"]["id"]
    files = {"file": ("a.jpg", b"a photo", "image/jpeg")}
    sent = world.api.post(
        f"/api/receipts?batch={batch_id}", files=files, data={"annotations": '{"memo": "회의 다과"}'}
    )
    assert sent.status_code == 202
    assert (sent.json()["batch_id"], sent.json()["annotations"]["memo"]) == (batch_id, "회의 다과")
    announced = world.api.post("/api/uploads", json=announcement(b"2") | {"batch_id": batch_id})
    assert announced.json()["receipt"]["batch_id"] == batch_id
    counts = batch_of(world, batch_id)["by_status"]
    assert (counts["queued"], counts["awaiting_upload"]) == (1, 1)


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ('{"colour": "red"}', "/annotations/colour"),
        ('{"memo": ' + '"' + "가" * 1001 + '"}', "/annotations/memo"),
        ('{"tags": [""]}', "/annotations/tags/0"),
        ("[]", "/annotations"),
        ("{", "/annotations"),
        ("", "/annotations"),
    ],
)
def test_wrong_annotations_of_a_form_are_named_and_no_photo_is_kept(
    world: World, given: str, pointer: str
) -> None:
    files = {"file": ("a.jpg", b"a photo", "image/jpeg")}
    refused = world.api.post("/api/receipts", files=files, data={"annotations": given})
    assert_problem(refused, 422, "invalid-input")
    assert refused.json()["errors"][0]["pointer"] == pointer
    assert (world.store.receipts, world.objects.bodies) == ({}, {})


@pytest.mark.parametrize("whose", ["nobody's", "another's"])
def test_a_batch_of_somebody_else_takes_nothing_and_tells_nothing(world: World, whose: str) -> None:
    batch_id = opened(world, *photos(1)).json()["batch"]["id"] if whose == "another's" else str(uuid4())
    before = dict(world.store.receipts)
    files = {"file": ("a.jpg", b"theirs", "image/jpeg")}
    assert_problem(world.attacker.get(f"/api/batches/{batch_id}"), 404, "batch-not-found")
    sent = world.attacker.post(f"/api/receipts?batch={batch_id}", files=files)
    assert_problem(sent, 404, "batch-not-found")
    announced = world.attacker.post("/api/uploads", json=announcement(b"theirs") | {"batch_id": batch_id})
    assert_problem(announced, 404, "batch-not-found")
    assert world.attacker.get("/api/batches").json()["batches"] == []
    assert world.store.receipts == before


def test_an_unknown_parameter_beside_the_batch_is_refused(world: World) -> None:
    files = {"file": ("a.jpg", b"a photo", "image/jpeg")}
    assert_problem(world.api.post("/api/receipts?bach=1", files=files), 422, "invalid-input")


def test_a_batch_tells_how_far_it_is_and_when_it_will_be_done(world: World) -> None:
    reading = Reading(engine=Engine("embedded", "1", 2.0))
    for number in range(3):  # readings that were measured
        world.read(reading, f"before {number}".encode())
    batch_id = opened(world).json()["batch"]["id"]
    for number in range(40):
        files = {"file": ("a.jpg", f"photo {number}".encode(), "image/jpeg")}
        world.api.post(f"/api/receipts?batch={batch_id}", files=files)
    batch = batch_of(world, batch_id)
    assert (batch["receipts"], batch["by_status"]["queued"], batch["finished"]) == (40, 40, False)
    # 40 in line, 15 of 20 readers for one tenant: three rounds of two seconds.
    due = world.clock.now() + timedelta(seconds=6)
    assert batch["estimated_finish_at"] == due.isoformat().replace("+00:00", "Z")
    for receipt in list(world.store.receipts.values()):
        if receipt.batch_id:
            world.becomes(str(receipt.id), Status.PARSED)
    done = batch_of(world, batch_id)
    assert (done["finished"], done["estimated_finish_at"], done["by_status"]["parsed"]) == (True, None, 40)


def test_each_receipt_that_is_queued_tells_when_it_will_have_been_read(world: World) -> None:
    first = world.receipt(b"first")
    assert world.api.get(f"/api/receipts/{first}").json()["estimated_finish_at"] is None  # never measured
    read = world.read(Reading(engine=Engine("embedded", "1", 2.0)), b"measured")
    due = (world.clock.now() + timedelta(seconds=2)).isoformat().replace("+00:00", "Z")
    assert world.api.get(f"/api/receipts/{first}").json()["estimated_finish_at"] == due
    assert world.api.get(f"/api/receipts/{read}").json()["estimated_finish_at"] is None
    listed = {it["id"]: it["estimated_finish_at"] for it in world.api.get("/api/receipts").json()["receipts"]}
    assert listed == {first: due, read: None}
    assert world.api.send(b"second").json()["estimated_finish_at"] == due


def test_batches_are_listed_newest_first_page_by_page_with_their_counts(world: World) -> None:
    ids = []
    for number in range(3):
        world.clock.pass_time(timedelta(seconds=1))
        ids.append(opened(world, announcement(f"{number}".encode())).json()["batch"]["id"])
    first = world.api.get("/api/batches?limit=2").json()
    rest = world.api.get(f"/api/batches?limit=2&cursor={first['next_cursor']}").json()
    assert [it["id"] for it in (*first["batches"], *rest["batches"])] == ids[::-1]
    assert [it["receipts"] for it in first["batches"]] == [1, 1]
    assert rest["next_cursor"] is None
    assert_problem(world.api.get("/api/batches?cursor=guess"), 400, "invalid-cursor")
    assert_problem(world.api.get("/api/batches?limit=0"), 422, "invalid-input")


def test_three_hundred_in_one_call_count_as_three_hundred(world: World) -> None:
    for _ in range(4):
        assert opened(world, *photos(300)).status_code == 201  # 1,200 a minute
    refused = opened(world, *photos(300))
    assert_problem(refused, 429, "too-many-requests")
    assert 14 <= int(refused.headers["Retry-After"]) <= 16
    world.clock.pass_time(timedelta(seconds=16))
    assert opened(world, *photos(300)).status_code == 201


def test_a_rate_below_a_full_call_lets_it_through_when_it_is_rested() -> None:
    world = World(uploads_a_minute=100)
    assert opened(world, *photos(300)).status_code == 201
    assert_problem(opened(world, *photos(1)), 429, "too-many-requests")
    world.clock.pass_time(timedelta(seconds=61))
    assert opened(world, *photos(300)).status_code == 201


def test_names_are_masked_and_cleaned(world: World) -> None:
    batch = opened(world, name="카드 4579-7312-3456-1234\u0007").json()["batch"]
    assert batch["name"] == "카드 4579-73**-****-1234"
    assert UUID(batch["id"]) in world.batches.kept
