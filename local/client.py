"""A small client of the API, for what a phone and a back office do."""

import hashlib
import json
from dataclasses import dataclass, field
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self, cast

import httpx

SETTLED = frozenset({"parsed", "needs_review", "approved", "rejected", "failed", "deleted"})

Document = dict[str, Any]
"""JSON as the API answers it."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A file to send, with the type that is announced for it."""

    name: str
    content: bytes
    content_type: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(slots=True)
class ReceiptsClient:
    """Talks to the API as one tenant. Every call raises httpx.HTTPError if the API refuses."""

    url: str
    api_key: str
    language: str = "ko"
    _http: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        headers = {"Authorization": f"Bearer {self.api_key}", "Accept-Language": self.language}
        self._http = httpx.Client(base_url=self.url, headers=headers, timeout=30, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def open_slot(self, photo: Photo) -> Document:
        """Announce a photo; the answer has the receipt and, unless the photo is known, where to PUT it."""
        announced = {
            "filename": photo.name,
            "content_type": photo.content_type,
            "content_length": len(photo.content),
            "sha256": photo.sha256,
        }
        return self._json(self._http.post("/api/uploads", json=announced))

    def put_directly(self, slot: Document, content: bytes, **changed_headers: str) -> httpx.Response:
        """PUT `content` to a slot's address, with some headers changed; returns the store's answer."""
        return httpx.put(
            slot["url"], content=content, headers={**slot["headers"], **changed_headers}, trust_env=False
        )

    def upload(self, photo: Photo) -> Document:
        """Send a photo as phones do: announce it, PUT it to the store; returns the receipt."""
        answer = self.open_slot(photo)
        if slot := answer["upload"]:
            put = self.put_directly(slot, photo.content)
            if put.status_code != HTTPStatus.PRECONDITION_FAILED:  # it is there: an earlier answer was lost
                put.raise_for_status()
        return cast(Document, answer["receipt"])

    def post(self, photo: Photo) -> Document:
        """Send a photo as a back office does: in one request; returns the receipt."""
        files = {"file": (photo.name, photo.content, photo.content_type)}
        return self._json(self._http.post("/api/receipts", files=files))

    def receipt(self, receipt_id: str) -> Document:
        return self._json(self._http.get(f"/api/receipts/{receipt_id}"))

    def receipts(self, **filters: str) -> list[Document]:
        """All receipts that match, page after page."""
        found: list[Document] = []
        cursor: str | None = None
        while True:
            page = self._json(
                self._http.get("/api/receipts", params={**filters, **({"cursor": cursor} if cursor else {})})
            )
            found += page["receipts"]
            cursor = page["next_cursor"]
            if cursor is None:
                return found

    def image(self, receipt_id: str) -> bytes:
        """The original photo."""
        answer = self._http.get(f"/api/receipts/{receipt_id}/image")
        if answer.status_code != HTTPStatus.TEMPORARY_REDIRECT:
            answer.raise_for_status()
        return httpx.get(answer.headers["location"], trust_env=False).raise_for_status().content

    def patch(self, receipt_id: str, changes: Document) -> Document:
        """Change what `changes` name, at the version that they name."""
        headers = {"Content-Type": "application/merge-patch+json"}
        answer = self._http.patch(f"/api/receipts/{receipt_id}", content=json.dumps(changes), headers=headers)
        return self._json(answer)

    def retry(self, receipt_id: str) -> Document:
        return self._json(self._http.post(f"/api/receipts/{receipt_id}/retry"))

    @staticmethod
    def _json(answer: httpx.Response) -> Document:
        return cast(Document, answer.raise_for_status().json())
