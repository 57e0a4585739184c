"""Starting, stopping, and being killed."""

import stat
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import psutil
import pytest
from botocore.config import Config
from botocore.exceptions import ReadTimeoutError

from local.client import ReceiptsClient
from local.functions import RECONCILER
from local.processes import wait_until
from local.state import StateFolder
from tests.e2e.photos import small_photos, wait_settled
from tests.e2e.stacks import RunningStack, local, started, starting, temporary_folder

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]

EXPECTED_NAMES = {
    "API_URL",
    "API_KEY",
    "AWS_ENDPOINT_URL",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_REGION",
    "DATABASE_URL",
    "RECEIPT_BUCKET",
    "RECEIPT_QUEUE_URL",
}


@pytest.fixture(scope="module")
def folder() -> Iterator[StateFolder]:
    """One folder for the whole module: its tests tell one story, in order."""
    with temporary_folder() as made:
        yield made


def own_client(stack: RunningStack) -> ReceiptsClient:
    return ReceiptsClient(stack.env["API_URL"], stack.env["API_KEY"])


def test_env_names_everything_and_is_private(stack: RunningStack) -> None:
    assert set(stack.env) >= EXPECTED_NAMES
    assert stat.S_IMODE(stack.folder.env_file.stat().st_mode) == 0o600
    with own_client(stack) as client:
        assert client.receipts() == []


def test_runs_of_the_reconciler_do_not_gather_on_a_busy_machine(stack: RunningStack) -> None:
    """It is due every ten seconds: those that took longer were started beside each other."""
    impatient = Config(read_timeout=1, retries={"total_max_attempts": 1})
    endpoint = stack.env["AWS_ENDPOINT_URL"]
    functions = stack.session().client("lambda", endpoint_url=endpoint, config=impatient)
    assert wait_until(lambda: len(stack.reconcilers()) > 0, 60)
    for run in stack.reconcilers():
        run.suspend()
    try:
        with pytest.raises((ReadTimeoutError, functions.exceptions.TooManyRequestsException)):
            functions.invoke(FunctionName=RECONCILER)
        with pytest.raises(functions.exceptions.TooManyRequestsException):
            functions.invoke(FunctionName=RECONCILER)
    finally:
        for run in stack.reconcilers():
            run.resume()


def test_everything_listens_on_loopback_alone(stack: RunningStack) -> None:
    addresses = {
        connection.laddr
        for process in stack.processes()
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert len(addresses) >= 3
    assert {address.ip for address in addresses} == {"127.0.0.1"}


def test_the_emulator_lets_nobody_in_without_a_key(stack: RunningStack) -> None:
    endpoint = stack.env["AWS_ENDPOINT_URL"]
    for method, path in (("POST", "/_ministack/reset"), ("GET", f"/{stack.env['RECEIPT_BUCKET']}")):
        assert httpx.request(method, endpoint + path, trust_env=False).status_code == 403


def test_a_second_up_says_where_the_first_one_is(stack: RunningStack) -> None:
    second = local(stack.folder, "up")
    assert second.returncode == 0
    assert "already running" in second.stdout
    assert stack.env["API_URL"] in second.stdout


def test_stacks_that_start_at_the_same_moment_do_not_meet() -> None:
    with ExitStack() as all_of_them:
        folders = [all_of_them.enter_context(temporary_folder()) for _ in range(3)]
        ours = ("--api-port", "19080", "--aws-port", "15566", "--postgres-port", "16432")
        stacks = [all_of_them.enter_context(starting(folder, *ours)) for folder in folders]
        for one in stacks:
            one.wait_ready()
        for name in ("API_URL", "AWS_ENDPOINT_URL", "DATABASE_URL"):
            assert len({one.env[name] for one in stacks}) == len(stacks)
        for one in stacks:
            with own_client(one) as client:
                receipt = client.upload(small_photos(1)[0])["id"]
                assert [found["id"] for found in client.receipts()] == [receipt]
        assert any("port 19080 is taken: the API listens on" in one.output() for one in stacks)


def test_a_stack_takes_other_ports_and_leaves_nothing_running(
    stack: RunningStack, folder: StateFolder
) -> None:
    with started(folder) as other:  # asks for the ports that `stack` listens on
        for name in ("API_URL", "AWS_ENDPOINT_URL", "DATABASE_URL"):
            assert other.env[name] != stack.env[name]
        everything = other.processes()
        assert len(everything) > 3

        assert other.stop() == 0

        assert wait_until(lambda: not any(is_alive(one) for one in everything), 10)
        assert not folder.env_file.exists()
    assert local(folder, "status").returncode == 1


def test_receipts_and_keys_survive_a_restart(folder: StateFolder) -> None:
    (photo,) = small_photos(1, first=2000)
    with started(folder) as before, own_client(before) as client:
        key = before.env["API_KEY"]
        receipt_id = client.post(photo)["id"]
        (read,) = wait_settled(client, [receipt_id])
        assert local(folder, "down").returncode == 0
        assert before.process.wait(60) == 0  # it lets go of the folder first, then ends
    with started(folder) as after, own_client(after) as client:
        assert after.env["API_KEY"] == key
        again = client.receipt(receipt_id)
        assert again["amounts"] == read["amounts"]
        assert again["version"] == read["version"]
        assert client.image(receipt_id) == photo.content


def test_a_killed_stack_leaves_no_process_and_loses_no_receipt(folder: StateFolder) -> None:
    photos = small_photos(4, first=3000)
    with started(folder) as doomed, own_client(doomed) as client:
        ids = [client.upload(photo)["id"] for photo in photos]
        everything = doomed.processes()
        emulator = next(one for one in everything if is_emulator(one))
        emulator.kill()  # first, so that it cannot write its queues to disk
        doomed.process.kill()
        assert wait_until(lambda: not any(is_alive(one) for one in everything), 30)
        doomed.process.wait(10)
    assert local(folder, "down").returncode == 0
    with started(folder) as after, own_client(after) as client:
        receipts = wait_settled(client, ids)
        assert {receipt["status"] for receipt in receipts} <= {"parsed", "needs_review"}


def is_emulator(process: psutil.Process) -> bool:
    return "local.aws_gate" in process.cmdline()


def is_alive(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
