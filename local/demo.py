"""`make demo`: sends every sample, by both ways in, and compares what was read with what it says."""

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from local.client import SETTLED, Document, Photo, ReceiptsClient
from local.database import new_tenant
from local.demo_report import differences, is_serious, legend, table
from local.errors import StackError
from local.options import Ports, Sizing
from local.owner import page_link
from local.signals import stoppable
from local.stack import Stack
from local.state import AlreadyRunningError, StateFolder, read_env

_PATIENCE = 180.0
"""Seconds without any progress: three times as long as a reader that died delays a receipt."""
_ASK_EVERY = 0.25


@dataclass(frozen=True, slots=True)
class RunningStack:
    """A stack to use, our own or one that is running already; call `tick` while waiting."""

    env: dict[str, str]
    tick: Callable[[], None]
    stays: bool
    """Whether it goes on running when the demo ends."""


def demo(folder: StateFolder, ports: Ports, sizing: Sizing, samples: Path) -> int:
    """Read the samples; 1 if a total, date, business number or failure is not what the sample says."""
    # In a pipe or a log there is no terminal to be as wide as.
    console = Console(width=None if sys.stdout.isatty() else 110)
    expected = _expected(samples)
    with running_stack(folder, ports, sizing) as stack:
        try:
            documents = _read_all(stack, samples, expected, console)
        except httpx.HTTPError as error:
            raise StackError(f"the API refused a request: {error}; see {folder.logs / 'api.log'}") from error
        _show(console, expected, documents)
        return _verdict(console, expected, documents, stack)


@contextmanager
def running_stack(folder: StateFolder, ports: Ports, sizing: Sizing) -> Iterator[RunningStack]:
    """The stack of `folder`: the one that runs already, or one of our own, stopped afterwards."""
    folder.prepare()
    try:
        with folder.lock(), stoppable():
            print(f"Starting the stack of {folder.path}", flush=True)
            with Stack(folder, ports, sizing) as stack:
                yield RunningStack(stack.env(), stack.tick, stays=False)
    except AlreadyRunningError:
        print(f"Using the stack of {folder.path}, which is running already")
        yield RunningStack(read_env(folder.env_file), lambda: None, stays=True)


def _expected(samples: Path) -> list[Document]:
    file = samples / "expected.json"
    if not file.exists():
        raise StackError(f"{file} is missing; `make samples` generates the sample receipts")
    rows: list[Document] = json.loads(file.read_text(encoding="utf-8"))
    return rows


def _read_all(
    stack: RunningStack, samples: Path, expected: Sequence[Document], console: Console
) -> dict[str, Document]:
    """Send every sample (every other one by presigned PUT) as a tenant never seen before, and wait."""
    with _client(stack) as client, _progress(console) as progress:
        sending = progress.add_task("sending", total=len(expected))
        ids: dict[str, str] = {}
        for number, row in enumerate(expected):
            photo = Photo(row["file"], (samples / row["file"]).read_bytes(), row["media_type"])
            receipt = client.upload(photo) if number % 2 == 0 else client.post(photo)
            ids[receipt["id"]] = row["file"]
            progress.advance(sending)
        reading = progress.add_task("reading", total=len(expected))
        return _follow(client, ids, stack.tick, lambda done: progress.update(reading, completed=done))


def _client(stack: RunningStack) -> ReceiptsClient:
    tenant = new_tenant(stack.env["DATABASE_OWNER_URL"], "demo")
    return ReceiptsClient(stack.env["API_URL"], tenant.api_key, "en")


def _follow(
    client: ReceiptsClient, ids: dict[str, str], tick: Callable[[], None], show: Callable[[int], None]
) -> dict[str, Document]:
    """The settled receipts by file name. Raises StackError if nothing moves any more."""
    last_progress = time.monotonic()
    settled: dict[str, Document] = {}
    while len(settled) < len(ids):
        if time.monotonic() - last_progress > _PATIENCE:
            late = ", ".join(file for file in ids.values() if file not in settled)
            raise StackError(f"nothing was read for {_PATIENCE:.0f} s (aws.log may say why); missing: {late}")
        tick()
        time.sleep(_ASK_EVERY)
        records = client.receipts(view="full", limit="100")
        found = {ids[one["id"]]: one for one in records if one["status"] in SETTLED}
        if len(found) > len(settled):
            settled, last_progress = found, time.monotonic()
            show(len(settled))
    return settled


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("  {task.description:<9}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    )


def _show(console: Console, expected: Sequence[Document], documents: dict[str, Document]) -> None:
    shown = [(row["file"], documents[row["file"]]) for row in expected]
    console.print(table(shown))
    for line in legend(shown):
        console.print(line, soft_wrap=True)


def _page(stack: RunningStack) -> str:
    """A link that signs in works for as long as the stack that it was made for."""
    return page_link(stack.env, stack.env["API_KEY"]) if stack.stays else stack.env["API_URL"]


def _verdict(
    console: Console, expected: Sequence[Document], documents: dict[str, Document], stack: RunningStack
) -> int:
    found = [one for row in expected for one in differences(row, documents[row["file"]])]
    serious = [one for one in found if is_serious(one)]
    for one in found:
        console.print(("[red]wrong[/]  " if is_serious(one) else "[yellow]note[/]   ") + one.sentence())
    if serious:
        console.print(f"[red]{len(serious)} fields are not what the samples say.[/]")
    else:
        console.print("[green]Every total, date and business number is what the samples say.[/]")
    up = "" if stack.stays else "`make up` keeps the stack running; then "
    console.print(
        f"\nNext: {up}look at the page, {_page(stack)}, or at {stack.env['API_URL']}/docs in a browser.\n"
        "`./test-api.sh` walks through the API with curl; README.md has the rest.",
        soft_wrap=True,
    )
    return 1 if serious else 0
