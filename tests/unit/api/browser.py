"""A browser, as far as the page needs one: it keeps cookies and says where a request came from."""

from collections.abc import Mapping
from typing import Any

import httpx

from tests.unit.api.client import ApiClient
from tests.unit.api.conftest import KEY, World

SECRET = "a secret of forty characters, at the least"
OURS = {"Sec-Fetch-Site": "same-origin"}


class Browser:
    """Keeps the cookies of one person, and says where a request came from, as browsers do."""

    def __init__(self, world: World, key: str | None = KEY, person: str = "김경리") -> None:
        self.client = ApiClient(world.app)
        self.cookies: dict[str, str] = {}
        if key:
            answer = self.post("/sign-in", key=key, person=person, next="/")
            assert (answer.status_code, answer.headers["location"]) == (303, "/")

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self._kept(self.client.get(path, {**self._cookie(), **headers}))

    def post(self, path: str, /, **form: Any) -> httpx.Response:  # noqa: ANN401 - what a form holds
        return self.send(OURS, path, **form)

    def send(self, headers: Mapping[str, str], path: str, /, **form: Any) -> httpx.Response:  # noqa: ANN401
        return self._kept(self.client.post(path, {**self._cookie(), **headers}, data=form))

    def _cookie(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}

    def _kept(self, answer: httpx.Response) -> httpx.Response:
        self.cookies |= dict(answer.cookies)
        return answer
