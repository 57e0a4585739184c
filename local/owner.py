"""Which process runs a folder's stack, and where the stack can be reached."""

import json
import os
from dataclasses import dataclass

from local.processes import ProcessIdentity
from local.state import StateFolder, write_private
from receipts_api.page.session import sign_in_link

_OWNER = "owner.json"
_PERSON = "local"
"""The name under which the history shows what was done after following a printed link."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The process that runs a folder's stack."""

    folder: StateFolder

    def write(self) -> None:
        write_private(self.folder.path / _OWNER, json.dumps(ProcessIdentity.of(os.getpid()).to_json()) + "\n")

    def find(self) -> ProcessIdentity | None:
        file = self.folder.path / _OWNER
        if not file.exists():
            return None
        owner = ProcessIdentity.from_json(json.loads(file.read_text()))
        return owner if owner.is_alive() else None


def page_link(env: dict[str, str], key: str) -> str:
    """The address of the page for bookkeepers, which signs in with this key once."""
    return sign_in_link(env["PAGE_SECRET"], env["API_URL"], _PERSON, key)


def print_urls(env: dict[str, str], folder: StateFolder) -> None:
    """Print where everything is."""
    api, file = env["API_URL"], folder.env_file
    print(f"""
  page       {page_link(env, env["API_KEY"])}
             (signs in once; after that, {api} and the API key)
  API        {api}
  API docs   {api}/docs
  API key    {env["API_KEY"]}
  AWS        {env["AWS_ENDPOINT_URL"]}
  settings   {file}  (set -a; . {file}; set +a)
  logs       {folder.logs}
""")
