"""Lets containers reach the stack, which listens on loopback alone, for as long as one invocation lasts."""

import asyncio
import json
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ipaddress import ip_network

from local.errors import StackError

_CHUNK = 1 << 16


def docker_gateway() -> str:
    """This machine's address on Docker's bridge network, which no other machine can reach."""
    found = subprocess.run(
        ["docker", "network", "inspect", "bridge", "--format", "{{json .IPAM.Config}}"],
        capture_output=True,
        text=True,
        check=False,
    )
    if found.returncode:
        raise StackError(f"Docker does not answer: {found.stderr.strip()}")
    config = json.loads(found.stdout)[0]
    # Older engines name the subnet alone; the gateway is its first address unless somebody chose another.
    return str(config.get("Gateway") or ip_network(config["Subnet"])[1])


@contextmanager
def forwarded(address: str, ports: Sequence[int]) -> Iterator[None]:
    """Listen on `address` and forward connections to the same ports of loopback."""
    loop = asyncio.new_event_loop()
    servers = [loop.run_until_complete(_serve(address, port)) for port in ports]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        for server in servers:
            loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


async def _serve(address: str, port: int) -> asyncio.Server:
    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))

    return await asyncio.start_server(forward, address, port)


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    try:
        while chunk := await source.read(_CHUNK):
            sink.write(chunk)
            await sink.drain()
    except ConnectionError:
        pass  # the other side closed: nothing is left to forward
    finally:
        sink.close()
