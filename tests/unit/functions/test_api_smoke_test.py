"""The smoke test of a new version, against a small API that answers as it is told."""

import json
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, cast

import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext

from api_smoke_test.handler import handler
from tests.fixtures.load_balancer import ADDRESS, DOMAIN, DomainTls, listening

EVENT = json.loads((Path(__file__).parents[3] / "events/ecs_lifecycle_hook.json").read_text())
PROBLEM = "application/problem+json; charset=utf-8"


@dataclass(frozen=True)
class Answer:
    body: object
    status: int = 200
    content_type: str = "application/json"


HEALTHY: Mapping[str, Answer] = {
    "/health": Answer({"status": "ok"}),
    "/ready": Answer({"database": "ok", "bucket": "ok", "queue": "ok"}),
    "/nowhere": Answer({"title": "없는 주소"}, 404, PROBLEM),
    "/api/receipts": Answer({"title": "API 키가 필요합니다."}, 401, PROBLEM),
}


@dataclass
class Api:
    """Green, behind a load balancer that shows it to whom sends the header; everybody else sees blue."""

    answers: dict[str, Answer] = field(default_factory=lambda: dict(HEALTHY))
    agents: set[str | None] = field(default_factory=set)
    hosts: set[str | None] = field(default_factory=set)

    def answer(self, path: str, headers: Mapping[str, str]) -> Answer:
        self.agents.add(headers.get("User-Agent"))
        self.hosts.add(headers.get("Host"))
        if headers.get("x-amzn-ecs-bluegreen-test") != "green":
            return Answer({"title": "this is blue"}, 418)
        return self.answers.get(path, Answer({}, 404))


@contextmanager
def serving(api: Api, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as its parent names it
            """Nothing."""

        def do_GET(self) -> None:
            answer = api.answer(self.path, cast("Mapping[str, str]", self.headers))
            body = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with listening(Handler, tls) as port:
        yield port


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    green = Api()
    with serving(green) as port:
        monkeypatch.setenv("API_URL", f"http://{ADDRESS}:{port}")
        yield green


@pytest.fixture
def new_balancer(monkeypatch: pytest.MonkeyPatch, domain_tls: DomainTls) -> Iterator[tuple[Api, int]]:
    """Of a region that the domain does not lead to, and its port."""
    green = Api()
    monkeypatch.setenv("SSL_CERT_FILE", str(domain_tls.roots))
    monkeypatch.setenv("API_ADDRESS", ADDRESS)
    with serving(green, domain_tls.server) as port:
        yield green, port


class Context:
    function_name = "receipts-dev-api-smoke-test"
    memory_limit_in_mb = 256
    invoked_function_arn = "arn:aws:lambda:ap-northeast-2:123456789012:function:receipts-dev-api-smoke-test"
    aws_request_id = "3a0345ba"


def ask(details: object = None) -> dict[str, Any]:
    """What ECS hears."""
    return handler({**EVENT, "hookDetails": details}, cast(LambdaContext, Context()))


def test_a_version_that_answers_as_it_should_may_take_users(api: Api) -> None:
    assert ask() == {"hookStatus": "SUCCEEDED"}
    assert api.agents == {"receipts-smoke-test"}  # who names none, the firewall refuses


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/health", Answer({"status": "ok"}, 500)),
        ("/health", Answer(b"<html>It works!</html>", content_type="text/html")),
        ("/ready", Answer({})),
        ("/nowhere", Answer({}, 404, PROBLEM)),
        ("/nowhere", Answer(b"not JSON", 404, PROBLEM)),
        ("/nowhere", Answer([], 404, PROBLEM)),
        ("/nowhere", Answer(b"<html>404</html>", 404, "text/html")),  # somebody else's answer
        ("/api/receipts", Answer({"items": []})),  # anybody could read them
        ("/api/receipts", Answer({"title": "Forbidden"}, 403, PROBLEM)),
        ("/api/receipts", Answer({"title": "moved"}, 307, PROBLEM)),
    ],
)
def test_a_version_that_answers_wrongly_is_taken_back(
    api: Api, path: str, answer: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    api.answers[path] = answer
    assert ask() == {"hookStatus": "FAILED"}
    assert path in caplog.text


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_version_that_is_not_ready_is_asked_again(api: Api, status: int) -> None:
    api.answers["/ready"] = Answer({"title": "not ready"}, status, PROBLEM)
    answer = ask()
    assert answer == {"hookStatus": "IN_PROGRESS", "callBackDelay": 30, "hookDetails": {"tries": 1}}
    api.answers["/ready"] = HEALTHY["/ready"]
    assert ask(answer["hookDetails"]) == {"hookStatus": "SUCCEEDED"}


def test_who_never_answers_is_given_up_after_ten_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_URL", "http://127.0.0.1:1")
    details, asked = None, 1
    while (answer := ask(details))["hookStatus"] == "IN_PROGRESS":
        details, asked = answer["hookDetails"], asked + 1
    assert (answer, asked) == ({"hookStatus": "FAILED"}, 20)


def test_a_new_load_balancer_is_asked_by_the_domain_that_does_not_lead_there_yet(
    new_balancer: tuple[Api, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    green, port = new_balancer
    monkeypatch.setenv("API_URL", f"https://{DOMAIN}:{port}")
    assert ask() == {"hookStatus": "SUCCEEDED"}
    assert green.hosts == {f"{DOMAIN}:{port}"}


def test_who_answers_there_with_another_names_certificate_is_asked_nothing(
    new_balancer: tuple[Api, int], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    green, port = new_balancer
    monkeypatch.setenv("API_URL", f"https://other.example.com:{port}")
    assert ask()["hookStatus"] == "IN_PROGRESS"
    assert "certificate is not valid for 'other.example.com'" in caplog.text
    assert green.hosts == set()
