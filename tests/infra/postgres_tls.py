"""TLS in front of a PostgreSQL that was built without it: RDS has nothing else, and functions ask for it."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from local.ports import LOOPBACK

_SSL_REQUEST = (8).to_bytes(4) + (80877103).to_bytes(4)
"""PostgreSQL's protocol, 54.2.10: what a client asks first; `S` says yes, and the handshake follows."""


@contextmanager
def tls_in_front(postgres_port: int, certificate: Path, key: Path) -> Iterator[int]:
    """Listen on loopback for connections that must be encrypted; yields the port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, ssl.SSLError, asyncio.IncompleteReadError):
            assert await reader.readexactly(len(_SSL_REQUEST)) == _SSL_REQUEST, (
                "a client asked for no encryption"
            )
            writer.write(b"S")
            await writer.start_tls(context)
            far_reader, far_writer = await asyncio.open_connection(LOOPBACK, postgres_port)
            try:
                await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))
            finally:
                writer.transport.abort()  # a polite goodbye would wait for whoever is gone
                far_writer.transport.abort()

    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(serve, LOOPBACK, 0))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        server.close()
        loop.run_until_complete(_cancelled(asyncio.all_tasks(loop)))
        loop.close()


async def _cancelled(connections: set[asyncio.Task[Any]]) -> None:
    for connection in connections:
        connection.cancel()
    await asyncio.gather(*connections, return_exceptions=True)
    await asyncio.sleep(0)  # one round of the loop, in which what was aborted is closed


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError, ssl.SSLError):
        while chunk := await source.read(1 << 16):
            sink.write(chunk)
            await sink.drain()
    sink.close()
