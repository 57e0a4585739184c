import os
import re
import shlex
import subprocess

import pytest
from botocore.exceptions import ClientError

from deployment import commands
from deployment.__main__ import main
from deployment.environments import DeploymentError
from deployment.programs import Programs
from tests.architecture.imports import ROOT
from tests.fakes.clock import SimulatedClock
from tests.unit.deployment.workplace import Workplace


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A newcomer who has not logged in."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    nothing = str(tmp_path_factory.mktemp("home") / "none")
    monkeypatch.setenv("AWS_CONFIG_FILE", nothing)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", nothing)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.mark.parametrize(
    "command", ["preflight", "bootstrap", "deploy", "diff", "destroy", "release", "rollback", "smoke-test"]
)
def test_without_credentials_one_line_says_how_to_log_in(
    nobody: None, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "dev"]) == 1

    told = capsys.readouterr().err
    assert told.startswith("error: Unable to locate credentials: log in with `aws sso login`")
    assert len(told.splitlines()) == 1


@pytest.mark.parametrize("command", sorted(commands.OPTIONS))
@pytest.mark.parametrize(("given", "told"), [("", "it is missing"), ("test", "'test' is none")])
def test_who_names_no_environment_is_told_which_there_are(
    command: str, given: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([command.replace("_", "-"), given, *(["succeeded"] if command == "announce" else [])])
    expected = f"error: argument ENV: {told}: say where, ENV=dev or ENV=staging or ENV=prod\n"
    assert capsys.readouterr().err == expected


@pytest.mark.parametrize("target", ["deploy", "announce-deployment", "destroy"])
def test_make_names_no_environment_of_its_own(target: str) -> None:
    """Where to deploy is to be said: neither the shell's ENV nor the next word is taken for it."""
    command = ["make", "--dry-run", "--old-file=.venv/.setup", "--old-file=.tools/sam/.setup", target]
    run = subprocess.run(
        [*command, "RESULT=succeeded"],
        cwd=ROOT,
        env=os.environ | {"ENV": "prod"},
        capture_output=True,
        check=True,
    )
    assert re.search(rb'deployment [a-z]+ ""', run.stdout)


def test_production_is_refused_before_aws_is_asked(nobody: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["destroy", "prod"]) == 1
    assert "production is not destroyed by a command" in capsys.readouterr().err


def test_a_profile_that_is_not_there_is_named(
    nobody: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "acme")

    assert main(["bootstrap", "dev"]) == 1

    assert (
        "(acme) could not be found: log in with `aws sso login`, set AWS_PROFILE" in capsys.readouterr().err
    )


def test_a_right_that_is_missing_is_told_in_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    denied = ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "CreateStack")

    def refuse(*_: object) -> None:
        raise denied

    monkeypatch.setattr(commands, "bootstrap", refuse)

    assert main(["bootstrap", "dev"]) == 1
    assert "error: AWS: An error occurred (AccessDenied)" in capsys.readouterr().err


def test_a_dry_run_prints_the_commands_and_asks_aws_nothing(
    nobody: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["deploy", "prod", "--dry-run", "--architecture", "arm64"]) == 0

    told = [line for line in capsys.readouterr().out.splitlines() if line.startswith("$")]
    assert [" ".join(line.split()[1:3]) for line in told] == [
        "sam build",
        "docker build",
        "docker login",
        "docker tag",
        "docker push",
        "docker tag",
        "docker push",
        "sam package",
        "sam deploy",
    ]
    assert "linux/arm64" in told[1]


def test_a_dry_run_tells_the_commands_of_a_real_deployment(
    place: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    place = place.in_environment("prod")
    place.deployment().run()
    looks = ("git", "docker version", "docker image inspect")
    ran = [line for line in place.programs.commands if not line.startswith(looks)]

    assert main(["deploy", "prod", "--dry-run", "--architecture", "x86_64"]) == 0

    told = [line for line in capsys.readouterr().out.splitlines() if line.startswith("$")]
    assert [_shape(line.removeprefix("$ ")) for line in told] == [_shape(line) for line in ran]


def _shape(line: str) -> list[str]:
    """The command without values that differ from account to account."""
    program, verb, *words = shlex.split(line)
    return [program, verb, *(one.partition("=")[0] for one in words if one.startswith("-") or "=" in one)]


def test_a_dry_run_with_a_domain_prints_them_as_well(
    nobody: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DOMAIN_NAME", "receipts.example.com")

    assert main(["deploy", "dev", "--dry-run"]) == 0

    assert "DomainName=receipts.example.com" in capsys.readouterr().out


@pytest.mark.usefixtures("aws")
def test_a_drill_without_a_region_looks_what_waits_in_the_second_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["dr-drill", "prod"]) == 1

    told = capsys.readouterr().out
    assert "find the replicated backups in ap-northeast-1 FAILED: there are none" in told
    assert "RPO 15:00: MISSED, there was nothing to restore" in told


def test_a_drill_in_the_lost_region_is_refused(nobody: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dr-drill", "prod", "--region", "ap-northeast-2"]) == 1
    assert "is the region that is lost" in capsys.readouterr().err


@pytest.mark.usefixtures("aws")
def test_a_drill_in_the_account_finds_no_backups_where_none_were_copied(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["dr-drill", "prod", "--region", "ap-northeast-1"]) == 1

    told = capsys.readouterr().out
    assert "find the replicated backups in ap-northeast-1 FAILED: there are none" in told
    assert "MISSED, there was nothing to restore" in told


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (["deploy", "production"], "'production' is none: say where, ENV=dev or ENV=staging or ENV=prod"),
        (["deploy", "dev", "--dryrun"], "unrecognized arguments: --dryrun"),
    ],
)
def test_a_wrong_word_is_told_in_one_sentence_without_the_program_behind_make(
    command: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(command)

    said = capsys.readouterr().err
    assert said.startswith("error: ")
    assert said.endswith(f"{told}\n")
    assert "python -m" not in said


def test_a_restore_time_must_be_a_moment_in_utc() -> None:
    with pytest.raises(SystemExit):
        main(["dr-drill", "prod", "--region", "ap-northeast-1", "--restore-time", "yesterday"])


def test_a_program_that_is_missing_is_told_with_what_it_is_for() -> None:
    with pytest.raises(DeploymentError, match="no-such-program was not found"):
        Programs().run("no-such-program")


def test_a_program_that_fails_is_told_with_its_words() -> None:
    with pytest.raises(DeploymentError, match="ended with status 3: it broke"):
        Programs().output("sh", "-c", "echo it broke >&2; exit 3")


def test_docker_that_is_missing_is_told_with_what_it_is_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path_factory.mktemp("bin")))

    with pytest.raises(DeploymentError, match="docker was not found; both images are built with it"):
        Programs().output("docker", "version")


def test_a_simulated_clock_passes_only_by_waiting() -> None:
    clock = SimulatedClock()
    before = clock.now()

    clock.wait(60)

    assert (clock.now() - before).total_seconds() == 60
