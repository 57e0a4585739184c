"""The API, on loopback."""

import http.client
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from local.aws import API_USER, Aws, base_environment, http_status
from local.errors import StackError
from local.ports import LOOPBACK
from local.processes import Component, wait_until
from local.resources import Resources
from local.state import StateFolder


@dataclass(frozen=True, slots=True)
class Api:
    """The API of one stack."""

    folder: StateFolder
    port: int
    page_secret: str
    """Made anew at each start: no session and no link outlives the API."""

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def start(
        self,
        listener: socket.socket,
        aws: Aws,
        resources: Resources,
        database_url: str,
        parsers: int,
    ) -> Component:
        """Start the API behind `listener`, which listens on the port; `parsers` run at the same time."""
        return Component.start(
            "api",
            "the API",
            [sys.executable, "-m", "receipts_api", "--fd", str(listener.fileno())],
            log=self.folder.logs / "api.log",
            env={
                **base_environment(),
                **self._settings(aws, resources),
                "DATABASE_URL": database_url,
                "PARSER_CONCURRENCY": str(parsers),
            },
            listener=listener,
        )

    def _settings(self, aws: Aws, resources: Resources) -> Mapping[str, str]:
        key_id, secret = aws.users()[API_USER]
        signing = {"AWS_ACCESS_KEY_ID": key_id, "AWS_SECRET_ACCESS_KEY": secret}
        scratch = {"TMPDIR": str(self.folder.scratch)}
        page = {"PAGE_SECRET": self.page_secret}
        return {**aws.root_environment(), **signing, **resources.environment(), **scratch, **page}

    def wait_ready(self, component: Component, seconds: float = 60) -> None:
        """Wait until the API reaches its database, bucket and queue."""

        def answers() -> bool:
            component.require_alive()
            return http_status(self.port, "/ready") == http.client.OK

        if not wait_until(answers, seconds):
            raise StackError(f"the API was not ready within {seconds:.0f} s; its log is {component.log}")
