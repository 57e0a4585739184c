"""HTTP/1.1 with an end to patience: uvicorn itself waits for the rest of a request for ever."""

from asyncio import TimerHandle, Transport
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol


def protocol_with(head_seconds: float) -> type[H11Protocol]:
    """uvicorn's protocol, closing a connection whose request does not get on.

    A head has `head_seconds`, however many of its bytes come one by one. So has the rest of a body that was
    answered before it came (401, 413, 429): time enough to read the answer, not to keep the connection.
    Bodies that are being read have deadlines of their own (`bodies`), and what is idle uvicorn closes.
    """

    class PatientProtocol(H11Protocol):
        _deadline: TimerHandle | None = None

        def connection_made(self, transport: Transport) -> None:  # type: ignore[override] # as uvicorn has it
            super().connection_made(transport)
            self._wait()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if _is_waiting(self):
                self._wait()
            else:
                self._stop_waiting()

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop_waiting()
            super().connection_lost(exc)

        def _wait(self) -> None:
            if self._deadline is None:
                self._deadline = self.loop.call_later(head_seconds, self.transport.close)

        def _stop_waiting(self) -> None:
            if self._deadline is not None:
                self._deadline.cancel()
            self._deadline = None

    return PatientProtocol


def _is_waiting(protocol: Any) -> bool:  # noqa: ANN401 - uvicorn's attributes have no public names
    is_answered = protocol.cycle is not None and protocol.cycle.response_complete
    return protocol.conn.their_state is h11.IDLE or (
        is_answered and protocol.conn.their_state is h11.SEND_BODY
    )
