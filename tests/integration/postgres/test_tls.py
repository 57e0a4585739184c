"""The way to RDS is encrypted, and nobody else can pose as the database.

The PostgreSQL of the tests was built without TLS, so a door in front of it ends TLS as PostgreSQL does.
"""

import gc
import socket
import ssl
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from aws_lambda_powertools.utilities import parameters
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from sqlalchemy import URL, make_url, text

from receipts.adapters import postgres
from receipts.adapters.postgres import connect
from receipts.adapters.postgres.connection import transaction
from receipts.adapters.secrets import database_url
from receipts.errors import SettingsError, StorageUnavailableError
from receipts.settings import DatabaseSettings
from tests.fixtures.slack import write_certificate

SSL_REQUEST = (8).to_bytes(4) + (80877103).to_bytes(4)
ROOTS = Path(postgres.__path__[0]) / "rds_roots.pem"
ARN = "arn:aws:secretsmanager:ap-northeast-2:123456789012:secret:receipts"


@dataclass(frozen=True)
class Door:
    """A port of this machine behind which PostgreSQL is, and the certificate that it shows."""

    port: int
    certificate: Path


def pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while chunk := source.recv(1 << 16):
            sink.sendall(chunk)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def door(postgres_server_url: URL, tmp_path: Path) -> Iterator[Door]:
    certificate, key = write_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def serve(client: socket.socket) -> None:
        assert client.recv(8) == SSL_REQUEST
        client.sendall(b"S")
        with (
            suppress(ssl.SSLError, ConnectionError),
            context.wrap_socket(client, server_side=True) as near,
            socket.socket(socket.AF_UNIX) as far,
            ThreadPoolExecutor(1) as back,
        ):
            far.connect(str(postgres_server_url.query["unix_sock"]))
            back.submit(pump, far, near)
            pump(near, far)

    with listening(serve) as port:
        yield Door(port, certificate)


@contextmanager
def listening(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    listener = socket.create_server(("localhost", 0))

    def accept() -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                with client:
                    serve(client)

    with ThreadPoolExecutor(1) as thread:
        thread.submit(accept)
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def ask(port: int, roots: Path, host: str = "localhost") -> object:
    query = {"sslmode": "verify-full", "sslrootcert": str(roots)}
    url = URL.create("postgresql+pg8000", "postgres", host=host, port=port, database="postgres", query=query)
    engine = connect(url)
    try:
        with transaction(engine) as connection:
            return connection.scalar(text("SELECT 1"))
    finally:
        engine.dispose()


def test_a_database_that_shows_the_right_certificate_is_asked(door: Door) -> None:
    assert ask(door.port, door.certificate) == 1


def test_a_database_under_another_name_is_refused(door: Door) -> None:
    with pytest.raises(StorageUnavailableError, match="IP address mismatch"):
        ask(door.port, door.certificate, host="127.0.0.1")
    gc.collect()


def test_a_database_that_somebody_else_vouches_for_is_refused(door: Door) -> None:
    with pytest.raises(StorageUnavailableError, match="CERTIFICATE_VERIFY_FAILED"):
        ask(door.port, ROOTS)
    gc.collect()


def test_a_login_out_of_a_secret_asks_for_all_of_this(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        parameters,
        "SecretsProvider",
        lambda **_: SimpleNamespace(get=lambda *_, **__: {"username": "u", "password": "p"}),
    )
    env = {"DATABASE_SECRET_ARN": ARN, "DATABASE_HOST": "db.internal"}
    by_default = make_url(database_url(DatabaseSettings.from_env(env)))
    assert by_default.query == {"sslmode": "verify-full", "sslrootcert": str(ROOTS)}
    elsewhere = DatabaseSettings.from_env({**env, "DATABASE_CA_FILE": str(door.certificate)})
    assert make_url(database_url(elsewhere)).query["sslrootcert"] == str(door.certificate)


def test_a_file_of_roots_that_is_not_there_is_named_at_the_start() -> None:
    env = {"DATABASE_SECRET_ARN": ARN, "DATABASE_HOST": "db.internal", "DATABASE_CA_FILE": "/nowhere.pem"}
    with pytest.raises(SettingsError, match="DATABASE_CA_FILE"):
        DatabaseSettings.from_env(env)


def test_the_roots_are_those_of_rds_in_both_regions_as_the_file_says() -> None:
    roots = x509.load_pem_x509_certificates(ROOTS.read_bytes())
    for root in roots:
        root.verify_directly_issued_by(root)
        assert root.not_valid_after_utc > datetime(2060, 1, 1, tzinfo=UTC)
        assert root.fingerprint(hashes.SHA256()).hex(":").upper() in ROOTS.read_text()
    names = {root.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value for root in roots}
    assert names == {
        f"Amazon RDS {region} Root CA {kind} G1"
        for region in ("ap-northeast-1", "ap-northeast-2")
        for kind in ("RSA2048", "RSA4096", "ECC384")
    }
