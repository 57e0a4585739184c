"""The database is lost with 100,000 receipts in it, and restored; photos are compared with rows."""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final

from sqlalchemy import make_url

from local.client import Photo
from local.cloudwatch import State
from local.drills.load import Load, load
from local.drills.operator import operator
from local.drills.rows import PHOTOS, add_receipts, photos_in, rows_with_photo, store_photos, wrong_photos
from local.drills.world import World
from local.postgres import DATABASE, programs

ALARM: Final = "ApiErrorRateHigh"
SPEED: Final = 100.0
_A_SECOND = 10.0
_AFTER_BACKUP = 5
_FINGERPRINT = (
    "SELECT sum(hashtextextended(concat_ws('|', id, tenant_id, sha256, object_key, status, version, total,"
    " reading_id), 0)::numeric) FROM receipts"
)


def drill(world: World) -> None:
    """Raises DrillFailedError at the step that did not happen."""
    timeline, client = world.timeline, world.client("한빛상사")
    pattern = world.read_one(client)["id"]
    began = time.monotonic()
    add_receipts(world.superuser_url(), pattern)
    store_photos(world)
    before = _contents(world)
    timeline.step(
        f"{before.receipts:,} receipts with their readings are in the database, made in "
        f"{time.monotonic() - began:.0f} s",
        f"the newest {PHOTOS} have their photos in the bucket; older ones' would take this machine minutes",
    )
    backup, backup_at = world.stack.folder.path / "backup", time.monotonic()
    _run(world, "pg_dump", "--format=directory", "--jobs=2", f"--file={backup}", DATABASE)
    size = sum(file.stat().st_size for file in backup.iterdir())
    timeline.step("backup: pg_dump", f"{size / 1e6:.0f} MB in {time.monotonic() - backup_at:.1f} s")
    late = [
        client.post(Photo("late.png", f"late {n}".encode(), "image/png"))["id"] for n in range(_AFTER_BACKUP)
    ]
    timeline.step(f"{len(late)} receipts come in after the backup began")

    loss = _DatabaseLoss(world, backup, backup_at, before, set(late))
    url, key = world.env["API_URL"], client.api_key
    with load(url, key, ["/api/receipts?limit=5"], _A_SECOND, world.samples, counts=True) as users:
        world.watch(ALARM)
        world.until(lambda: len(users.ended) > _A_SECOND, 30, "users are served")
        loss.cause(users)
        loss.restore(users)


@dataclass(frozen=True, slots=True)
class _Contents:
    """The database's content: how many receipts, and one number that any change of them changes."""

    receipts: int
    fingerprint: int


@dataclass(slots=True)
class _DatabaseLoss:
    """From the moment that the database is gone until it is back."""

    world: World
    backup: Path
    backup_at: float
    before: _Contents
    late: set[str]
    at: float = 0.0

    def cause(self, users: Load) -> None:
        timeline, self.at = self.world.timeline, time.monotonic()
        self.world.as_superuser(f"DROP DATABASE {DATABASE} WITH (FORCE)")
        timeline.step(f"trouble: somebody drops the database {DATABASE}")
        self.world.until_state(ALARM, State.ALARM, 60)
        timeline.step(
            "metric HTTPCode_Target_5XX_Count", f"{users.failed(self.at)} requests failed since then"
        )
        self.world.until_slack_says(ALARM)
        with operator(self.world) as person:
            ready = person.follow(ALARM, "Is the database there?")
        timeline.require("503" in ready, "/ready says that it is not")

    def restore(self, users: Load) -> None:
        timeline, began = self.world.timeline, time.monotonic()
        restore = ("--create", "--jobs=2", "--exit-on-error", "--dbname=postgres", str(self.backup))
        _run(self.world, "pg_restore", *restore)
        timeline.step("restored: pg_restore", f"{time.monotonic() - began:.1f} s into a fresh database")
        self.world.until(lambda: users.ended[-1].status == HTTPStatus.OK, 60, "users are served again")
        rto, rpo = time.monotonic() - self.at, self.at - self.backup_at
        after = _contents(self.world)
        timeline.require(after == self.before, f"what was backed up is back: {self.before}, not {after}")
        timeline.step(f"{after.receipts:,} receipts are back", "with the contents that they had")
        _compare_photos_with_rows(self.world, self.late)
        self.world.until_state(ALARM, State.OK, 60)
        self.world.until_slack_shows_all_clear(ALARM)
        timeline.step(
            "recovered",
            f"RTO {rto:.1f} s, measured: from the loss until users are served",
            f"RPO {rpo:.1f} s, measured: from the backup's begin until the loss",
            f"{len(self.late)} receipts came within that time; their photos are kept",
        )


def _contents(world: World) -> _Contents:
    count = world.count("SELECT count(*) FROM receipts")
    return _Contents(count, world.count(_FINGERPRINT))


def _compare_photos_with_rows(world: World, late: set[str]) -> None:
    """A photo without a row came after the backup; a row whose photo is missing or another is a fault."""
    stored = {key.rpartition("/")[2]: key for key in photos_in(world)}
    recorded = rows_with_photo(world.superuser_url())
    missing = recorded.keys() - stored.keys()
    world.timeline.require(
        not missing, f"each of {len(recorded)} rows has its photo; not {sorted(missing)[:3]}"
    )
    wrong = wrong_photos(world, recorded, stored)
    world.timeline.require(not wrong, f"each photo is the one that its row names; not {wrong[:3]}")
    orphans = {one for one in stored if one in late}
    world.timeline.require(orphans == late, f"the photos of {len(late)} lost receipts are all there")
    world.timeline.step(
        f"photos compared with rows: {len(recorded)} rows, each with its photo, byte for byte",
        f"{len(orphans)} photos without a row, of receipts that came after the backup: to be sent again",
    )


def _run(world: World, program: str, *arguments: str) -> None:
    """One of PostgreSQL's programs, as its administrator. Raises DrillFailedError."""
    there = make_url(world.superuser_url())
    names = {
        "PGHOST": there.host,
        "PGPORT": there.port,
        "PGUSER": there.username,
        "PGPASSWORD": there.password,
    }
    environment = {"LC_ALL": "C.UTF-8", **{name: str(value) for name, value in names.items()}}
    done = subprocess.run(
        [programs() / program, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    world.timeline.require(done.returncode == 0, f"{program} ended well: {done.stderr}")
