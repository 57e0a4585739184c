"""Built once, deployed by commit, and gone back from."""

import json
from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from deployment import commands
from deployment.__main__ import main
from deployment.cloudformation import Stack
from deployment.deploy import Deployment
from deployment.environments import SAMCONFIG, DeploymentError, Environment
from deployment.release import History
from tests.fakes.cloud import ACCOUNT, REGION, FakeStacks, digest
from tests.unit.deployment.commits import BAD, GOOD, OLD, check_out, forget_everything_here, pipeline
from tests.unit.deployment.workplace import API_ID, REGISTRY, ROOT_OUTPUTS, SECOND_REGION, Workplace

BUCKET = f"receipts-artifacts-{ACCOUNT}-{REGION}"


def test_another_machine_deploys_what_was_built_and_builds_nothing(released: Workplace) -> None:
    deployed = pipeline(released).deploy(GOOD)

    assert [line.split()[:2] for line in released.programs.commands] == [["sam", "deploy"]]
    assert f"ApiImageUri={REGISTRY}/receipts/api@{digest(API_ID[:24])}" in released.sam_deploy()
    template = released.root / f".aws-sam/releases/{GOOD}/template.yaml"
    assert f"--template-file {template.relative_to(released.root)}" in released.sam_deploy()
    assert template.read_text().startswith(f"# {GOOD}")
    assert deployed.site.url == ROOT_OUTPUTS["Url"]


def test_staging_and_production_get_the_same_bytes(released: Workplace) -> None:
    released.first.stacks.add("receipts-staging", parameters={"SlackSecretArn": "arn:s"})
    for name in ("staging", "prod"):
        pipeline(released.in_environment(name)).deploy(GOOD)

    images = {line.partition("ApiImageUri=")[2].split()[0] for line in released.programs.ran("sam deploy")}
    assert len(images) == 1
    assert released.programs.ran("sam build") == []


def test_a_commit_is_built_once(released: Workplace) -> None:
    check_out(released, GOOD)

    pipeline(released).release()

    assert released.programs.ran("sam build") == []
    assert released.programs.ran("docker build") == []


def test_what_is_not_committed_is_not_released(place: Workplace) -> None:
    check_out(place, GOOD)
    place.programs.outputs["git status"] = " M template.yaml\n"

    with pytest.raises(DeploymentError, match="1 files are not committed"):
        pipeline(place).release()
    assert place.programs.ran("sam") == []


def test_a_release_whose_building_failed_is_not_deployed(place: Workplace) -> None:
    check_out(place, GOOD)
    place.programs.failing = "sam package"
    with pytest.raises(DeploymentError):
        pipeline(place).release()
    place.programs.failing = ""

    with pytest.raises(DeploymentError, match=f"commit {GOOD} was not released here"):
        pipeline(place).deploy(GOOD)


@pytest.mark.parametrize("commit", ["main", "1" * 12, "../prod"])
def test_a_deployment_is_of_a_full_commit(released: Workplace, commit: str) -> None:
    with pytest.raises(DeploymentError, match="is no full commit"):
        pipeline(released).deploy(commit)


def test_a_failed_deployment_is_gone_back_from(released: Workplace) -> None:
    pipeline(released).deploy(OLD)
    pipeline(released).deploy(GOOD)
    released.programs.failing = "sam deploy"
    with pytest.raises(DeploymentError):
        pipeline(released).deploy(BAD)
    released.programs.failing = ""
    forget_everything_here(released)

    pipeline(released).roll_back("")

    assert GOOD in released.sam_deploy()


def test_what_deploys_and_does_not_answer_is_gone_back_from(released: Workplace) -> None:
    pipeline(released).deploy(GOOD)
    released.web.status = 503
    with pytest.raises(DeploymentError, match="answers 503"):
        pipeline(released).deploy(BAD)
    released.web.status = 200
    forget_everything_here(released)

    pipeline(released).roll_back(BAD)

    assert GOOD in released.sam_deploy()


class SettlesLater(FakeStacks):
    """A deployment that goes on for some looks after its command was ended, and may be cancelled."""

    def __init__(self, before: FakeStacks, looks: int) -> None:
        super().__init__()
        self.known = before.known
        self._looks = looks
        self._status = "UPDATE_IN_PROGRESS"

    def cancel(self, name: str) -> None:
        super().cancel(name)
        self._status = "UPDATE_ROLLBACK_IN_PROGRESS"

    def find(self, name: str) -> Stack | None:
        stack = super().find(name)
        if stack and name == "receipts-dev" and self._looks:
            self._looks -= 1
            return replace(stack, status=self._status)
        return stack


def test_what_is_still_under_way_is_cancelled_and_waited_for_before_going_back(released: Workplace) -> None:
    """A cancelled job has five minutes: CloudFormation must be on its way back without it."""
    pipeline(released).deploy(GOOD)
    stacks = released.first.stacks = SettlesLater(released.first.stacks, looks=7)
    forget_everything_here(released)
    before = released.clock.now()

    pipeline(released).roll_back(BAD)

    assert GOOD in released.sam_deploy()
    assert (released.clock.now() - before).total_seconds() == 7 * 60
    assert stacks.cancelled == ["receipts-dev"]


def test_what_never_ends_is_not_waited_for_without_end(released: Workplace) -> None:
    pipeline(released).deploy(GOOD)
    released.first.stacks = SettlesLater(released.first.stacks, looks=1000)

    with pytest.raises(DeploymentError, match="receipts-dev is UPDATE_ROLLBACK_IN_PROGRESS: wait until"):
        pipeline(released).roll_back(BAD)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda place: place.first.stacks.add("receipts-dev", "ROLLBACK_COMPLETE"), "must be deleted first"),
        (lambda place: place.first.secrets.values.clear(), "no secret receipts-dev/slack"),
        (lambda place: setattr(place.programs, "failing", "docker version"), "docker version"),
    ],
)
def test_what_would_stop_its_deployment_is_told_before_a_commit_is_built(
    place: Workplace, spoil: Callable[[Workplace], object], told: str
) -> None:
    check_out(place, GOOD)
    spoil(place)

    with pytest.raises(DeploymentError, match=told):
        pipeline(place).release()
    assert place.programs.ran("sam") == []


@pytest.fixture
def typed(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> Workplace:
    """What is typed at a terminal acts here."""

    def here(environment: Environment, typed: Namespace) -> Deployment:
        weights = getattr(typed, "reset_weights", False)
        return replace(place.deployment(), environment=environment, resets_weights=weights)

    monkeypatch.setattr(commands, "_deployment", here)
    monkeypatch.setattr(commands, "preflight", lambda _: 0)
    return place


def test_who_deploys_by_hand_can_go_back_as_well(typed: Workplace) -> None:
    for commit in (OLD, GOOD):
        check_out(typed, commit)
        assert main(["deploy", "dev", "--architecture", "x86_64"]) == 0
    typed.programs.commands.clear()

    assert main(["rollback", "dev"]) == 0

    assert OLD in typed.sam_deploy()


def test_a_working_tree_that_is_no_commit_is_deployed_and_not_remembered(typed: Workplace) -> None:
    check_out(typed, GOOD)
    typed.programs.outputs["git status"] = " M template.yaml\n"

    assert main(["deploy", "dev", "--architecture", "x86_64"]) == 0

    assert typed.sam_deploy()
    assert typed.first.buckets.uploaded == {}


def test_a_pipeline_types_all_of_it(typed: Workplace, capsys: pytest.CaptureFixture[str]) -> None:
    check_out(typed, GOOD)
    assert main(["release", "dev", "--architecture", "x86_64"]) == 0
    assert f"make deploy ENV=dev COMMIT={GOOD}" in capsys.readouterr().out
    assert main(["deploy", "dev", "--commit", GOOD]) == 0
    assert main(["smoke-test", "dev"]) == 0
    typed.first.stacks.add("receipts-dev", outputs={**ROOT_OUTPUTS, "AlarmsTopicArn": "arn:alarms"})

    assert main(["announce", "dev", "succeeded"]) == 0

    [(topic, message)] = typed.first.topics.published
    assert (topic, json.loads(message)["detail"]["commit"]) == ("arn:alarms", GOOD)


def test_a_commit_that_was_never_begun_is_gone_back_from_to_what_runs(released: Workplace) -> None:
    """Not to what ran before it: nothing was changed."""
    pipeline(released).deploy(OLD)
    pipeline(released).deploy(GOOD)
    released.programs.commands.clear()

    pipeline(released).roll_back("3" * 40)

    assert GOOD in released.sam_deploy()


RUN = {"GITHUB_RUN_ID": "7", "GITHUB_RUN_ATTEMPT": "1"}
AGAIN = {**RUN, "GITHUB_RUN_ATTEMPT": "2"}


def refused(place: Workplace, commit: str, shell: dict[str, str]) -> None:
    """Stopped by what is looked at before anything is changed."""
    stood = place.first.stacks.known["receipts-dev"]
    place.first.stacks.known["receipts-dev"] = replace(stood, status="UPDATE_IN_PROGRESS")
    with pytest.raises(DeploymentError, match="wait until that is over"):
        pipeline(place, shell).deploy(commit)
    place.first.stacks.known["receipts-dev"] = stood


def failed(place: Workplace, commit: str, shell: dict[str, str]) -> None:
    place.programs.failing = "sam deploy"
    with pytest.raises(DeploymentError):
        pipeline(place, shell).deploy(commit)
    place.programs.failing = ""


@pytest.mark.parametrize("commit", ["", GOOD])
@pytest.mark.parametrize("shell", [{}, AGAIN])
def test_an_attempt_that_changed_nothing_is_not_gone_back_from(
    released: Workplace, commit: str, shell: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """What it would have deployed once more runs already, and goes on doing so."""
    for one in (OLD, GOOD):
        pipeline(released, RUN).deploy(one)
    refused(released, GOOD, shell)
    released.programs.commands.clear()

    assert pipeline(released, shell).roll_back(commit) is None

    assert released.programs.ran("sam") == []
    assert f"{GOOD} changed nothing in dev: {GOOD} runs on" in capsys.readouterr().out
    pipeline(released).deploy(BAD)
    pipeline(released).roll_back("")
    assert GOOD in released.programs.ran("sam deploy")[-1], "nothing was forgotten"


def test_a_run_that_failed_before_it_could_be_recorded_is_not_gone_back_from(released: Workplace) -> None:
    """Its packages were not to be had, say: `make deploy` never came as far as this program."""
    for one in (OLD, GOOD):
        pipeline(released, RUN).deploy(one)
    released.programs.commands.clear()

    assert pipeline(released, AGAIN).roll_back(GOOD) is None

    assert released.programs.ran("sam") == []


def test_a_run_whose_second_smoke_test_fails_is_gone_back_from(released: Workplace) -> None:
    for one in (OLD, GOOD):
        pipeline(released, RUN).deploy(one)
    released.programs.commands.clear()

    pipeline(released, RUN).roll_back(GOOD)

    assert OLD in released.sam_deploy()


def test_going_back_that_was_refused_can_be_tried_once_more(released: Workplace) -> None:
    """What failed has left its traces, whatever was tried since."""
    for one in (OLD, GOOD):
        pipeline(released, RUN).deploy(one)
    failed(released, BAD, AGAIN)
    refused(released, GOOD, AGAIN)
    released.programs.commands.clear()

    pipeline(released).roll_back("")

    assert GOOD in released.sam_deploy()


def test_a_harmless_attempt_after_a_failed_one_does_not_hide_it(released: Workplace) -> None:
    for one in (OLD, GOOD):
        pipeline(released, RUN).deploy(one)
    failed(released, BAD, RUN)
    released.programs.commands.clear()

    pipeline(released, AGAIN).roll_back(GOOD)

    assert GOOD in released.sam_deploy()


@pytest.mark.parametrize("is_refused", [True, False])
def test_what_preflight_refused_is_not_gone_back_from(
    typed: Workplace, monkeypatch: pytest.MonkeyPatch, is_refused: bool
) -> None:
    for commit in (OLD, GOOD):
        check_out(typed, commit)
        assert main(["deploy", "dev", "--architecture", "x86_64"]) == 0
    monkeypatch.setattr(commands, "preflight", lambda _: 1)
    if is_refused:
        assert main(["deploy", "dev", "--commit", GOOD]) == 1
    typed.programs.commands.clear()

    assert main(["rollback", "dev"]) == 0

    assert bool(typed.programs.ran("sam deploy")) is not is_refused


def test_what_worked_and_is_wrong_is_gone_back_from_and_not_come_back_to(released: Workplace) -> None:
    for commit in (OLD, GOOD, BAD):
        pipeline(released).deploy(commit)
    for expected in (GOOD, OLD):
        released.programs.commands.clear()
        pipeline(released).roll_back("")
        assert expected in released.sam_deploy()

    with pytest.raises(DeploymentError, match="no other commit is known to have worked in dev"):
        pipeline(released).roll_back("")


def test_one_environment_knows_nothing_of_anothers_deployments(released: Workplace) -> None:
    pipeline(released).deploy(GOOD)

    with pytest.raises(DeploymentError, match="no other commit is known to have worked in prod"):
        pipeline(released.in_environment("prod")).roll_back(BAD)


def test_a_wrong_setting_is_gone_back_from_with_its_commit(place: Workplace, tmp_path: Path) -> None:
    check_out(place, GOOD)
    pipeline(place).release()
    pipeline(place).deploy(GOOD)
    samconfig = tmp_path / "wrong.toml"
    samconfig.write_text(SAMCONFIG.read_text().replace('"MinTasks=1"', '"MinTasks=0"'))
    wrong = place.in_environment("dev", samconfig=samconfig)
    check_out(wrong, BAD)
    pipeline(wrong).release()
    pipeline(wrong).deploy(BAD)
    assert "MinTasks=0" in wrong.programs.ran("sam deploy")[-1]

    pipeline(wrong).roll_back(BAD)

    assert "MinTasks=1" in wrong.programs.ran("sam deploy")[-1]


def test_an_older_template_is_given_no_parameter_that_it_does_not_know(released: Workplace) -> None:
    pipeline(released).deploy(GOOD)

    assert "MinTasks=1" in released.sam_deploy()
    assert "MultiAz" not in released.sam_deploy()


def test_a_release_is_deployed_without_docker(released: Workplace) -> None:
    released.programs.failing = "docker"

    pipeline(released).deploy(GOOD)

    assert released.sam_deploy()


def test_history_forgets_what_is_very_old() -> None:
    history = History()
    for number in range(30):
        history = history.begin(f"{number:040}").change().succeed()
    assert len(history.worked) == 20
    assert history.worked[0] == f"{29:040}"


def test_the_smoke_test_asks_what_stands(released: Workplace) -> None:
    pipeline(released).deploy(GOOD)
    released.web.asked.clear()
    released.web.status = 503

    with pytest.raises(DeploymentError, match="answers 503"):
        pipeline(released).ask()


def test_releases_of_one_region_are_not_looked_for_in_another(released: Workplace) -> None:
    assert all(key.startswith(f"{BUCKET}/releases/") for key in released.first.buckets.uploaded)
    assert SECOND_REGION not in "".join(released.first.buckets.uploaded)
