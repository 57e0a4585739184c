import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from fastapi import FastAPI
from mypy_boto3_s3 import S3Client
from sqlalchemy import Engine

from receipts.adapters.postgres import issue_api_key
from receipts_api import main
from tests.fakes.clock import FakeClock
from tests.fixtures.aws import BUCKET
from tests.unit.api.client import ApiClient


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    """The API's; it stands still until it is told to go on."""
    clock = FakeClock()
    clock.time = datetime.now(UTC)  # S3 looks at what is signed
    monkeypatch.setattr(main, "SystemClock", lambda: clock)
    return clock


@pytest.fixture
def api(
    application_url: str,
    engine: Engine,
    tenant: UUID,
    s3: S3Client,
    queue_url: str,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[ApiClient]:
    """The API as its entry point puts it together, called by one tenant."""
    monkeypatch.setenv("DATABASE_URL", application_url)
    monkeypatch.setenv("RECEIPT_BUCKET", BUCKET)
    monkeypatch.setenv("RECEIPT_QUEUE_URL", queue_url)
    # The logging of this process is pytest's.
    monkeypatch.setattr(main, "share_log_format", lambda: None)
    app = main.create()
    yield ApiClient(app, issue_api_key(engine, tenant))
    asyncio.run(shut_down(app))


async def shut_down(app: FastAPI) -> None:
    """As uvicorn does it: the end of the application's lifespan."""
    async with app.router.lifespan_context(app):
        pass
