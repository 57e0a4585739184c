"""What `benchmarks.request_speed` measures the API against: the same SELECT, and nothing else.

No key, no wall between tenants (it logs in as the owner), no limits, no log, no document: what FastAPI,
SQLAlchemy and pg8000 cost by themselves.
"""

import os
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import create_engine

from receipts.adapters.postgres.rows import of_tenant, select_receipts


def create() -> FastAPI:
    """The application; the owner's URL comes by the environment."""
    app = FastAPI()
    engine = create_engine(os.environ["DATABASE_OWNER_URL"], pool_size=8, max_overflow=4)

    @app.get("/{tenant_id}/{receipt_id}")
    def get(tenant_id: UUID, receipt_id: UUID) -> dict[str, Any]:
        query = select_receipts().where(of_tenant(tenant_id, receipt_id))
        with engine.connect() as connection:
            return dict(connection.execute(query).mappings().one())

    return app
