"""What parent and child of the cell tell each other: JSON documents, each behind its length in four bytes.

Nothing of it is ever unpickled: the child reads what strangers send, so the parent takes nothing from it but
a document of a known form.
"""

import json
import struct
from base64 import b64decode, b64encode
from typing import Annotated, BinaryIO, Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from receipts.adapters.stored_reading import StoredReading
from receipts.domain.failure import FailureCause
from receipts.domain.limits import MAX_PAGES
from receipts.domain.rendition import LARGEST, Rendition

MAX_BYTES: Final = 16 * 1024 * 1024
"""Of one message. Ten pages of 2,000 words are under one megabyte."""
HEADER: Final = struct.Struct(">I")
_JPEG: Final = b"\xff\xd8\xff"
_MOST_WORDS: Final = 500
"""Characters of a detail that is for logs."""


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True)


class Request(_Message):
    """Read this file."""

    kind: Literal["read"] = "read"
    file: str


class Show(_Message):
    """Show the pages of the file that was read last."""

    kind: Literal["show"] = "show"


class Ready(_Message):
    """The models are loaded."""

    kind: Literal["ready"] = "ready"


class Broken(_Message):
    """The reader cannot start: a file that it needs is missing or damaged. It has seen no photo yet."""

    kind: Literal["broken"] = "broken"
    reason: str = Field(max_length=_MOST_WORDS)

    @classmethod
    def because(cls, reason: str) -> "Broken":
        return cls(reason=reason[:_MOST_WORDS])


class Read(_Message):
    """The file was read."""

    kind: Literal["read"] = "read"
    reading: StoredReading


class Unreadable(_Message):
    """The file itself is the reason why it cannot be read."""

    kind: Literal["unreadable"] = "unreadable"
    cause: FailureCause
    detail: str = Field(max_length=_MOST_WORDS)

    @classmethod
    def because(cls, cause: FailureCause, detail: str) -> "Unreadable":
        return cls(cause=cause, detail=detail[:_MOST_WORDS])


class Exhausted(_Message):
    """The memory that the child may have was not enough."""

    kind: Literal["exhausted"] = "exhausted"


class Fault(_Message):
    """A fault of ours: the error's type and its places; not its text, which may quote the receipt."""

    kind: Literal["fault"] = "fault"
    error: str = Field(max_length=_MOST_WORDS)
    places: tuple[Annotated[str, Field(max_length=_MOST_WORDS)], ...] = Field(max_length=100)


class Shown(_Message):
    """One page; `jpeg` in Base64. More may follow."""

    kind: Literal["shown"] = "shown"
    page: int = Field(ge=1, le=MAX_PAGES)
    jpeg: str = Field(max_length=4 * (LARGEST // 3 + 1))

    @classmethod
    def of(cls, rendition: Rendition) -> "Shown":
        return cls(page=rendition.page, jpeg=b64encode(rendition.jpeg).decode())

    def to_rendition(self) -> Rendition:
        """Raises ValueError for what is no JPEG by its first bytes: browsers are told that it is one."""
        jpeg = b64decode(self.jpeg, validate=True)
        if not jpeg.startswith(_JPEG):
            raise ValueError("no JPEG")
        return Rendition(self.page, jpeg)


class AllShown(_Message):
    """No page follows."""

    kind: Literal["all_shown"] = "all_shown"


Asked: TypeAlias = Request | Show
Answer: TypeAlias = Read | Unreadable | Exhausted | Fault
Said: TypeAlias = Ready | Broken | Answer | Shown | AllShown

_ASKED: Final[TypeAdapter[Asked]] = TypeAdapter(Annotated[Asked, Field(discriminator="kind")])
_SAID: Final[TypeAdapter[Said]] = TypeAdapter(Annotated[Said, Field(discriminator="kind")])


def said(body: bytes) -> Said:
    """What the child said; raises ValueError if it is nothing that a child says."""
    return _SAID.validate_json(body)


def frame(message: _Message) -> bytes:
    """The bytes of a message. Half a surrogate pair, which a PDF's text may hold, becomes a question mark."""
    body = json.dumps(message.model_dump(mode="json"), ensure_ascii=False).encode("utf-8", "replace")
    return HEADER.pack(len(body)) + body


def receive_request(pipe: BinaryIO) -> Asked | None:
    """The next request of the parent; None when there will be no more."""
    header = pipe.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    (length,) = HEADER.unpack(header)
    return _ASKED.validate_json(pipe.read(length))
