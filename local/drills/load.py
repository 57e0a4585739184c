"""What users do meanwhile: a bounded number of requests a second, each with its end written down."""

import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

from local.drills.evaluation import Samples

_SERVER_ERRORS = 500
_THREADS = 4
_TIMEOUT = 10


@dataclass(frozen=True, slots=True)
class Request:
    """One request's end. A status of 0 is a connection that broke."""

    at: float
    status: int
    release: str

    @property
    def has_failed(self) -> bool:
        return self.status == 0 or self.status >= _SERVER_ERRORS


@dataclass(slots=True)
class Load:
    """Requests that have ended; any thread may add to them."""

    ended: list[Request] = field(default_factory=list)

    def since(self, start: float) -> list[Request]:
        return [one for one in self.ended if one.at >= start]

    def failed(self, start: float = 0.0) -> int:
        return sum(one.has_failed for one in self.since(start))

    def releases(self, start: float) -> str:
        """`v1 90%, v2 10%` of what has ended since."""
        counted = Counter(one.release or "none" for one in self.since(start))
        total = sum(counted.values())
        return ", ".join(f"{name} {100 * many / total:.0f}%" for name, many in sorted(counted.items()))


def _count(request: Request, samples: Samples) -> None:
    samples.add("RequestCount", 1)
    if request.has_failed:
        samples.add("HTTPCode_Target_5XX_Count", 1)


@contextmanager
def load(
    url: str, key: str, paths: Sequence[str], a_second: float, samples: Samples, *, counts: bool = False
) -> Iterator[Load]:
    """GET `paths` in turn until the block ends.

    With `counts` it counts as a load balancer would, for a drill that has none.
    """
    made, over = Load(), threading.Event()
    headers = {"Authorization": f"Bearer {key}"}

    def go_on(first: int) -> None:
        with httpx.Client(base_url=url, headers=headers, timeout=_TIMEOUT, trust_env=False) as client:
            number, due = first, time.monotonic() + first / a_second
            while not over.wait(max(0.0, due - time.monotonic())):
                made.ended.append(_ask(client, paths[number // _THREADS % len(paths)], samples))
                if counts:
                    _count(made.ended[-1], samples)
                number, due = number + _THREADS, max(due + _THREADS / a_second, time.monotonic() - 1)

    threads = [threading.Thread(target=go_on, args=[number], daemon=True) for number in range(_THREADS)]
    for thread in threads:
        thread.start()
    try:
        yield made
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _ask(client: httpx.Client, path: str, samples: Samples) -> Request:
    began = time.monotonic()
    try:
        answer = client.get(path)
    except httpx.HTTPError:
        return Request(time.monotonic(), 0, "")
    made = Request(time.monotonic(), answer.status_code, answer.headers.get("X-Release", ""))
    samples.add("TargetResponseTime", made.at - began)
    return made
