import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx
from fastapi import FastAPI

Headers = Mapping[str, str] | None


class ApiClient:
    """Calls the application in process, as one caller. Starlette's TestClient deprecates httpx."""

    def __init__(self, app: FastAPI, key: str | None = None) -> None:
        self.app = app
        self.origin = "http://api.test"
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}

    def get(self, path: str, headers: Headers = None) -> httpx.Response:
        return self.request("GET", path, headers=headers)

    def post(self, path: str, headers: Headers = None, **body: Any) -> httpx.Response:  # noqa: ANN401 - httpx's
        return self.request("POST", path, headers=headers, **body)

    def send(
        self, photo: bytes, filename: str = "lunch.jpg", content_type: str = "image/jpeg"
    ) -> httpx.Response:
        return self.post("/api/receipts", files={"file": (filename, photo, content_type)})

    def request(
        self,
        method: str,
        path: str,
        headers: Headers = None,
        **body: Any,  # noqa: ANN401 - httpx's
    ) -> httpx.Response:
        return asyncio.run(self._request(method, path, {**self._headers, **(headers or {})}, body))

    def at_once(self) -> httpx.AsyncClient:
        """For calls that are under way at the same time."""
        transport = httpx.ASGITransport(self.app)
        return httpx.AsyncClient(transport=transport, base_url=self.origin, headers=self._headers)

    async def _request(
        self, method: str, path: str, headers: Mapping[str, str], body: dict[str, Any]
    ) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url=self.origin) as client:
            return await client.request(method, path, headers=httpx.Headers(headers, "latin-1"), **body)


class Stream(httpx.AsyncByteStream):
    """A body of unknown length that remembers how many of its chunks were asked for."""

    def __init__(self, *chunks: bytes) -> None:
        self._chunks = chunks
        self.sent = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._chunks:
            self.sent += 1
            yield chunk
