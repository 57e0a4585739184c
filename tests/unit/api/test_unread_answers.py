"""Who asks and never reads the answer keeps no connection; who reads slowly gets all of it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from uvicorn import Config
from uvicorn._types import ASGI3Application, ASGIReceiveCallable, ASGISendCallable, Scope
from uvicorn.server import ServerState

from receipts_api.patient_protocol import protocol_with

GENEROUS_SECONDS = 120
REQUEST = b"GET / HTTP/1.1\r\nHost: api.test\r\nConnection: close\r\n\r\n"
CHUNK = bytes(65_536)
MORE_THAN_BUFFERS_HOLD = 16_000_000
"""Bytes: the system keeps up to 4 MB of what is not read yet (tcp_wmem), and as much at the other end."""


class Export:
    """An application whose answer has `chunks`, and that notes when nobody wants the rest."""

    def __init__(self, chunks: int) -> None:
        self._chunks = chunks
        self.is_over = asyncio.Event()

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        await receive()
        hung_up = asyncio.ensure_future(receive())
        await send({"type": "http.response.start", "status": 200, "headers": [], "trailers": False})
        for _ in range(self._chunks):
            await send({"type": "http.response.body", "body": CHUNK, "more_body": True})
            if hung_up.done():
                break
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        hung_up.cancel()
        self.is_over.set()


@asynccontextmanager
async def asking(app: ASGI3Application, answer_seconds: float) -> AsyncIterator[socket.socket]:
    """A connection that has asked, and reads only what the test reads."""
    config = Config(app, lifespan="off", log_config=None, access_log=False)
    config.load()
    protocol, state = protocol_with(GENEROUS_SECONDS, answer_seconds), ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: protocol(config, state, {}), "127.0.0.1", 0)
    with socket.create_connection(server.sockets[0].getsockname()) as connection:
        connection.setblocking(False)
        await loop.sock_sendall(connection, REQUEST)
        yield connection
    server.close()


def test_who_never_reads_an_answer_is_hung_up_on() -> None:
    async def story() -> None:
        app = Export(chunks=10**9)
        async with asking(app, answer_seconds=0.2):
            await asyncio.wait_for(app.is_over.wait(), GENEROUS_SECONDS)

    asyncio.run(story())


def test_who_reads_slowly_gets_the_whole_answer() -> None:
    async def story() -> int:
        app = Export(chunks=MORE_THAN_BUFFERS_HOLD // len(CHUNK) + 1)
        async with asking(app, answer_seconds=GENEROUS_SECONDS) as connection:
            received, loop = 0, asyncio.get_running_loop()
            while chunk := await loop.sock_recv(connection, len(CHUNK)):
                received += len(chunk)
            return received

    assert asyncio.run(story()) > MORE_THAN_BUFFERS_HOLD
