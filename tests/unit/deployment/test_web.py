"""The real web, against a load balancer that DNS does not lead to."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest

from deployment.web import Site, Web
from tests.fixtures.load_balancer import ADDRESS, DOMAIN, DomainTls, listening


class Echo(BaseHTTPRequestHandler):
    """Says who was asked, for what, and with which key."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as its parent names it
        """Nothing."""

    def do_GET(self) -> None:
        body = f"{self.headers['Host']} {self.path} {self.headers['Authorization']}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch, domain_tls: DomainTls) -> Iterator[int]:
    monkeypatch.setenv("SSL_CERT_FILE", str(domain_tls.roots))
    with listening(Echo, domain_tls.server) as port:
        yield port


def test_a_load_balancer_is_asked_at_its_address_by_the_domains_name(port: int) -> None:
    site = Site(f"https://{DOMAIN}:{port}", ADDRESS)

    answer = Web().get(site, "/api/receipts?limit=1", {"Authorization": "Bearer key"})

    assert answer == (200, f"{DOMAIN}:{port} /api/receipts?limit=1 Bearer key")


def test_who_answers_there_with_another_names_certificate_is_asked_nothing(port: int) -> None:
    status, told = Web().get(Site(f"https://other.example.com:{port}", ADDRESS), "/health")

    assert status == 0
    assert "certificate is not valid for 'other.example.com'" in told


def test_without_an_address_the_name_is_asked_as_dns_knows_it() -> None:
    with listening(Echo) as port:
        answer = Web().get(Site(f"http://localhost:{port}"), "/health")

    assert answer == (200, f"localhost:{port} /health None")
