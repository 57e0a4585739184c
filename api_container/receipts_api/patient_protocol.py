"""HTTP/1.1 with an end to patience: uvicorn itself waits for ever, for the rest of a request and for somebody
to read the answer.
"""

import socket
import struct
from asyncio import TimerHandle, Transport
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

_RESET = struct.pack("ii", 1, 0)
"""What was not read is thrown away, and the other end told (SO_LINGER in socket(7)): else the system keeps it
for minutes.
"""


class PatientProtocol(H11Protocol):
    """uvicorn's protocol, closing a connection that does not get on.

    A head has `head_seconds`, however many of its bytes come one by one. So has the rest of a body that was
    answered before it came (401, 413, 429): time enough to read the answer, not to keep the connection.
    Bodies that are being read have deadlines of their own (`bodies`), and what is idle uvicorn closes.

    Of an answer, what waits to be read (64 kB) must be taken within `answer_seconds`: whoever asks for an
    export and never reads it keeps nothing.
    """

    head_seconds: float
    answer_seconds: float
    _deadline: TimerHandle | None = None
    _unread: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override] # as uvicorn has it
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if _is_waiting(self):
            self._wait()
        else:
            self._stop_waiting()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread = self.loop.call_later(self.answer_seconds, self._give_up)

    def resume_writing(self) -> None:
        self._stop_counting()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self._stop_counting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(self.head_seconds, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = None

    def _stop_counting(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
        self._unread = None

    def _give_up(self) -> None:
        self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self.transport.abort()


def protocol_with(head_seconds: float, answer_seconds: float) -> type[H11Protocol]:
    """The protocol with these times."""
    times = {"head_seconds": head_seconds, "answer_seconds": answer_seconds}
    return type(PatientProtocol.__name__, (PatientProtocol,), times)


def _is_waiting(protocol: Any) -> bool:  # noqa: ANN401 - uvicorn's attributes have no public names
    is_answered = protocol.cycle is not None and protocol.cycle.response_complete
    return protocol.conn.their_state is h11.IDLE or (
        is_answered and protocol.conn.their_state is h11.SEND_BODY
    )
