"""The vendors, as their documentation has them answer: a server on this machine that says what it is told."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PIL import Image

from local.serving import serving

JsonObject = dict[str, Any]
FOLDER = Path(__file__).parent


def documented(name: str) -> JsonObject:
    """The answer in `name`.json: the shape is the vendor's, the receipt is made up."""
    answer: JsonObject = json.loads((FOLDER / f"{name}.json").read_text())
    return answer


@dataclass
class Question:
    """One request that the vendor got."""

    path: str
    headers: dict[str, str]
    body: JsonObject


@dataclass
class Vendor:
    """What it will answer, in order, the last for ever: a status and a body, or None for never."""

    url: str
    answers: list[tuple[int, bytes] | None] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    closed: Event = field(default_factory=Event)

    def says(self, *answers: JsonObject | bytes | int | None) -> None:
        """A JSON object or raw bytes with status 200, a status alone, or None to keep silent."""
        self.answers = [_encoded(answer) for answer in answers]

    def next_answer(self) -> tuple[int, bytes] | None:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def _encoded(answer: JsonObject | bytes | int | None) -> tuple[int, bytes] | None:
    if answer is None:
        return None
    if isinstance(answer, int):
        return answer, b'{"message": "an error"}'
    return 200, answer if isinstance(answer, bytes) else json.dumps(answer).encode()


def _handler(vendor: Vendor) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            vendor.questions.append(Question(self.path, dict(self.headers), json.loads(body)))
            answer = vendor.next_answer()
            if answer is None:
                vendor.closed.wait()
                return
            status, content = answer
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    return Handler


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    vendor = Vendor("")
    with serving(ThreadingHTTPServer(("127.0.0.1", 0), _handler(vendor))) as server:
        vendor.url = f"http://127.0.0.1:{server.server_port}"
        yield vendor
        vendor.closed.set()


@pytest.fixture
def at_aws(vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> Vendor:
    """The same vendor, where boto3 looks for AWS."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-northeast-2")
    monkeypatch.setenv("AWS_ENDPOINT_URL", vendor.url)
    return vendor


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    Image.new("RGB", (60, 80), "white").save(tmp_path / "photo.png")
    return tmp_path / "photo.png"


def prunings(answer: Any) -> Iterator[Any]:  # noqa: ANN401 - any JSON
    """`answer` without each of its parts in turn, and with each of its fields null."""
    parts = answer.items() if isinstance(answer, dict) else enumerate(answer)
    for key, part in list(parts):
        yield _without(answer, key)
        if isinstance(answer, dict):
            yield _with(answer, key, None)
        if isinstance(part, dict | list):
            for pruned in prunings(part):
                yield _with(answer, key, pruned)


def _without(answer: Any, key: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(answer, dict):
        return {name: part for name, part in answer.items() if name != key}
    return [part for index, part in enumerate(answer) if index != key]


def _with(answer: Any, key: Any, part: Any) -> Any:  # noqa: ANN401 - any JSON
    changed = answer.copy()
    changed[key] = part
    return changed


def grown(answer: Any) -> Any:  # noqa: ANN401 - any JSON
    """`answer` with a field in every object that no documentation knows."""
    if isinstance(answer, list):
        return [grown(part) for part in answer]
    if isinstance(answer, dict):
        return {name: grown(part) for name, part in answer.items()} | {"addedLater": {"v": [1, "2"]}}
    return answer
