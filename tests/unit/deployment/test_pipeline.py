"""Built once, deployed by commit, gone back from, and told."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alarm_notifier.domain.alarm import Severity
from alarm_notifier.domain.reading import alarms_in
from deployment.environments import SAMCONFIG
from deployment.errors import DeploymentError
from deployment.pipeline import RESULTS, Pipeline
from deployment.release import History
from tests.fakes.cloud import ACCOUNT, REGION, digest
from tests.unit.deployment.workplace import API_ID, REGISTRY, ROOT_OUTPUTS, SECOND_REGION, Workplace

OLD, GOOD, BAD = "0" * 40, "1" * 40, "2" * 40
BUCKET = f"receipts-artifacts-{ACCOUNT}-{REGION}"
TEMPLATE = """\
Parameters:
  Environment: {Type: String}
  ApiImageUri: {Type: String}
  Architecture: {Type: String}
  SlackSecretArn: {Type: String}
  MinTasks: {Type: Number}
"""
LOUDNESS = {
    "succeeded": Severity.INFO,
    "failed": Severity.ERROR,
    "rolled_back": Severity.WARNING,
    "rollback_failed": Severity.CRITICAL,
}
GITHUB = {
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "example/receipts",
    "GITHUB_RUN_ID": "987654321",
    "GITHUB_ACTOR": "octocat",
}


def check_out(place: Workplace, commit: str, template: str = TEMPLATE) -> None:
    place.programs.outputs["git rev-parse HEAD"] = f"{commit}\n"
    place.programs.outputs["git status"] = ""

    def packages(command: tuple[str, ...]) -> None:
        Path(command[command.index("--output-template-file") + 1]).write_text(f"# {commit}\n{template}")

    place.programs.effects["sam package"] = packages


def pipeline(place: Workplace, shell: dict[str, str] | None = None) -> Pipeline:
    return Pipeline(place.deployment(), shell or {})


def forget_everything_here(place: Workplace) -> None:
    """The next job runs on a machine that built nothing."""
    shutil.rmtree(place.root / ".aws-sam")
    place.programs.commands.clear()


@pytest.fixture
def released(place: Workplace) -> Workplace:
    for commit in (OLD, GOOD, BAD):
        check_out(place, commit)
        pipeline(place).release()
    forget_everything_here(place)
    return place


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


def test_a_commit_that_was_never_begun_is_gone_back_from_to_what_runs(released: Workplace) -> None:
    """Not to what ran before it: nothing was changed."""
    pipeline(released).deploy(OLD)
    pipeline(released).deploy(GOOD)
    released.programs.commands.clear()

    pipeline(released).roll_back("3" * 40)

    assert GOOD in released.sam_deploy()


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
        history = history.begun(f"{number:040}").succeeded()
    assert len(history.worked) == 20
    assert history.worked[0] == f"{29:040}"


@pytest.fixture
def topic(released: Workplace) -> str:
    arn = f"arn:aws:sns:{REGION}:{ACCOUNT}:receipts-dev-alarms"
    released.first.stacks.add("receipts-dev", outputs={**ROOT_OUTPUTS, "AlarmsTopicArn": arn})
    return arn


def test_a_deployment_is_told_to_the_alarms_topic(released: Workplace, topic: str) -> None:
    pipeline(released, GITHUB).announce("rolled_back", BAD)

    [(arn, message)] = released.first.topics.published
    assert arn == topic
    told = json.loads(message)
    assert (told["source"], told["detail-type"]) == ("receipts.deployment", "Deployment Result")
    assert told["detail"] == {
        "environment": "dev",
        "result": "rolled_back",
        "commit": BAD,
        "running": "",
        "by": "octocat",
        "url": "https://github.com/example/receipts/actions/runs/987654321",
    }


def test_a_persons_deployment_is_told_with_their_name_and_what_runs_now(
    released: Workplace, topic: str
) -> None:
    pipeline(released).deploy(GOOD)
    released.first.stacks.add("receipts-dev", outputs={**ROOT_OUTPUTS, "AlarmsTopicArn": topic})

    pipeline(released).announce("succeeded", GOOD)

    [(_, message)] = released.first.topics.published
    detail = json.loads(message)["detail"]
    assert (detail["by"], detail["url"], detail["running"]) == ("newcomer", "", GOOD)


@pytest.mark.parametrize("result", RESULTS)
def test_the_notifier_understands_what_a_deployment_tells(
    released: Workplace, topic: str, result: str
) -> None:
    pipeline(released, GITHUB).announce(result, BAD)

    [(_, message)] = released.first.topics.published
    sns = {"Type": "Notification", "MessageId": "1", "Message": message}
    [alarm] = alarms_in({"Records": [{"Sns": sns}]}, datetime(2026, 11, 23, tzinfo=UTC))
    assert (alarm.source, alarm.name, alarm.severity) == ("Deployment", "dev", LOUDNESS[result])
    assert alarm.url == "https://github.com/example/receipts/actions/runs/987654321"
    assert BAD[:12] in [fact.value for fact in alarm.facts]


def test_a_first_deployment_that_failed_has_nobody_to_tell_and_says_so(released: Workplace) -> None:
    with pytest.raises(DeploymentError, match="receipts-dev does not exist yet"):
        pipeline(released).announce("failed", BAD)


def test_the_smoke_test_asks_what_stands(released: Workplace) -> None:
    pipeline(released).deploy(GOOD)
    released.web.asked.clear()
    released.web.status = 503

    with pytest.raises(DeploymentError, match="answers 503"):
        pipeline(released).ask()


def test_releases_of_one_region_are_not_looked_for_in_another(released: Workplace) -> None:
    assert all(key.startswith(f"{BUCKET}/releases/") for key in released.first.buckets.uploaded)
    assert SECOND_REGION not in "".join(released.first.buckets.uploaded)
