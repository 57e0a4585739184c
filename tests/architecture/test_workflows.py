"""The workflows run what any machine runs: `make` targets, with no more rights than they need."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = {
    path.stem: yaml.safe_load(path.read_text()) for path in (ROOT / ".github/workflows").glob("*.yml")
}
JOBS = {(name, key): job for name, flow in WORKFLOWS.items() for key, job in flow["jobs"].items()}
OWN = [one for one in JOBS if "steps" in JOBS[one]]
"""Without those that call another workflow."""
PINNED = re.compile(r"uses: +[\w./-]+@[0-9a-f]{40} # v?\d+\.\d+\.\d+$")
COMMAND = re.compile(r'make ([a-z][a-z-]*)((?: [A-Z]+=(?:[\w-]+|"\$GITHUB_SHA"))*)')
TARGETS = set(re.findall(r"^([a-z][a-z-]*):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
ENVIRONMENTS = {"staging", "prod"}


def steps(job: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = job["steps"]
    return found


def commands(name: str) -> Iterator[str]:
    for job in WORKFLOWS[name]["jobs"].values():
        for step in job.get("steps", []):
            if "run" in step:
                yield step["run"]


@pytest.mark.parametrize("name", WORKFLOWS)
def test_every_command_is_one_make_target_that_there_is(name: str) -> None:
    targets = {COMMAND.fullmatch(line) and COMMAND.fullmatch(line)[1] for line in commands(name)}  # type: ignore[index]
    assert targets, "a workflow does something"
    assert targets <= TARGETS


def test_all_that_ci_runs_here_it_runs_there() -> None:
    here = set(re.findall(r"^ *make ([a-z-]+)", (ROOT / ".ci/run").read_text(), re.MULTILINE))
    there = {line.split()[1] for line in commands("ci")}
    assert {"lint", "test", "workflows", "secrets"} <= here
    assert here - there <= {"checkov"}, "`make verify-infra` runs it"


@pytest.mark.parametrize("one", OWN, ids="/".join)
def test_a_job_ends_by_itself_and_has_named_rights(one: tuple[str, str]) -> None:
    job = JOBS[one]
    assert 0 < job["timeout-minutes"] <= 240
    assert job["permissions"]["contents"] == "read"
    assert {right for right, how in job["permissions"].items() if how != "read"} <= {
        "id-token",
        "security-events",
    }


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_gives_nothing_that_a_job_does_not_ask_for(name: str) -> None:
    assert WORKFLOWS[name]["permissions"] == {}
    assert "concurrency" in WORKFLOWS[name]


def test_an_approval_that_nobody_gives_holds_up_nothing_else() -> None:
    """One deployment of an environment at a time, and none that is under way is cut short by the next."""
    own = {key: JOBS["deploy", key]["concurrency"] for flow, key in OWN if flow == "deploy"}
    assert WORKFLOWS["deploy"]["concurrency"]["group"].endswith("${{ github.run_id }}")
    assert len({one["group"] for one in own.values()}) == len(own) == 3
    assert not any(one["cancel-in-progress"] for one in own.values())


def test_what_ships_is_built_where_it_runs() -> None:
    """`make release` builds for the machine it runs on, and production is counted on Graviton."""
    jobs = [JOBS[one] for one in OWN if one[0] == "deploy"]
    assert {one["runs-on"] for one in jobs} == {"ubuntu-24.04-arm"}


def holds(condition: str, how: str, outcomes: dict[str, str]) -> bool:
    """What GitHub makes of a step's `if`: the job so far, and how the steps before ended."""
    text = condition.removeprefix("${{ ").removesuffix(" }}")
    for name in ("success", "failure", "cancelled"):
        text = text.replace(f"{name}()", str(how == name))
    text = re.sub(
        r"contains\(fromJSON\('(\[.*?\])'\), steps\.([\w-]+)\.outcome\)",
        lambda found: str(f'"{outcomes[found[2]]}"' in found[1]),
        text,
    )
    text = re.sub(r"steps\.([\w-]+)\.outcome", lambda found: repr(outcomes[found[1]]), text)
    text = re.sub(r"!(?!=)", " not ", text).replace("&&", "and").replace("||", "or").strip()
    assert re.fullmatch(r"[\w\s()'=!]+", text), text
    return bool(eval(text, {"__builtins__": {}}))  # noqa: S307 - our own file, of words, brackets and ==


def done_after(environment: str, how: str, **ended: str) -> list[str]:
    """Which steps run after the job took that turn. What is gone back from ends as `ended` says."""
    outcomes = {"deploy": "skipped", "smoke-test": "skipped", "again": "skipped", "rollback": "skipped"}
    outcomes.update({key.replace("_", "-"): value for key, value in ended.items() if key != "back"})
    done = []
    for step in steps(JOBS["deploy", environment]):
        if "if" in step and holds(step["if"], how, outcomes):
            done.append(step["run"].split(" COMMIT")[0].split()[-1] if "run" in step else "again")
            if step.get("id") in {"again", "rollback"}:
                outcomes[step["id"]] = ended.get("back", "success") if step["id"] == "rollback" else "success"
    return done


@pytest.mark.parametrize("environment", sorted(ENVIRONMENTS))
@pytest.mark.parametrize("how", ["failure", "cancelled"])
def test_what_failed_or_was_cancelled_is_told_and_gone_back_from(environment: str, how: str) -> None:
    """A job that runs into its time limit is cancelled, and for GitHub has not failed."""
    after = ["again", "RESULT=failed", f"ENV={environment}", "RESULT=rolled_back"]
    assert done_after(environment, how, deploy=how) == after
    assert done_after(environment, how, deploy="success", smoke_test=how) == after
    cut_short = done_after(environment, how, deploy=how, back=how)
    assert cut_short == [*after[:3], "RESULT=rollback_failed"]


@pytest.mark.parametrize("environment", sorted(ENVIRONMENTS))
@pytest.mark.parametrize("how", ["success", "failure", "cancelled"])
def test_what_works_or_was_never_begun_is_not_gone_back_from(environment: str, how: str) -> None:
    assert done_after(environment, how) == []
    assert done_after(environment, how, deploy="success", smoke_test="success") == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / ".github/workflows").glob("*.yml")), ids=lambda path: path.stem
)
def test_an_action_is_a_commit_with_its_version_beside_it(path: Path) -> None:
    uses = [
        line.strip() for line in path.read_text().splitlines() if "uses:" in line and "uses: ./" not in line
    ]
    assert uses
    assert [line for line in uses if not PINNED.search(line)] == []


def test_one_action_has_one_version() -> None:
    text = "\n".join(path.read_text() for path in (ROOT / ".github/workflows").glob("*.yml"))
    pins = set(re.findall(r"uses: +([\w./-]+)@([0-9a-f]{40})", text))
    assert len(pins) == len({action for action, _ in pins})


@pytest.mark.parametrize("one", OWN, ids="/".join)
def test_only_a_job_of_an_environment_becomes_the_deployer(one: tuple[str, str]) -> None:
    """AWS trusts `environment:` alone (infra/bootstrap.yaml), whose approval and branch GitHub holds."""
    job = JOBS[one]
    logs_in = any("configure-aws-credentials" in step.get("uses", "") for step in steps(job))
    assert logs_in == ("id-token" in job["permissions"]) == (job.get("environment") in ENVIRONMENTS)


@pytest.mark.parametrize("name", WORKFLOWS)
def test_no_long_lived_key_is_known_to_a_workflow(name: str) -> None:
    text = (ROOT / f".github/workflows/{name}.yml").read_text()
    assert "secrets." not in text
    assert "access-key" not in text


@pytest.mark.parametrize("one", OWN, ids="/".join)
def test_a_checkout_leaves_no_token_behind(one: tuple[str, str]) -> None:
    for step in steps(JOBS[one]):
        if "actions/checkout" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("key", ["files", "images"])
def test_each_scan_of_trivy_is_a_gate_and_is_shown_even_if_it_closes(key: str) -> None:
    scans = [step for step in steps(JOBS["ci", key]) if "trivy-action" in step.get("uses", "")]
    shown = [step for step in steps(JOBS["ci", key]) if "upload-sarif" in step.get("uses", "")]
    assert [scan["with"]["output"] for scan in scans] == [one["with"]["sarif_file"] for one in shown]
    for scan in scans:
        # Without limit-severities-for-sarif the gate closes for everything, whatever `severity` says.
        assert scan["with"]["exit-code"] == "1"
        assert scan["with"]["limit-severities-for-sarif"] is True
        assert scan["with"]["severity"] == "HIGH,CRITICAL"
    assert all("!cancelled()" in one["if"] for one in shown)


def deployed(environment: str) -> list[str]:
    return [step["run"].split()[1] for step in steps(JOBS["deploy", environment]) if "run" in step]


def test_what_is_deployed_was_checked_built_once_and_tried_in_staging() -> None:
    jobs = WORKFLOWS["deploy"]["jobs"]
    assert [jobs[key]["needs"] for key in ("release", "staging", "prod")] == ["checks", "release", "staging"]
    assert jobs["checks"]["uses"] == "./.github/workflows/ci.yml"
    assert [line for line in commands("deploy") if line.startswith("make release")] == [
        "make release ENV=staging"
    ]
    for environment in ENVIRONMENTS:
        assert jobs[environment]["environment"] == environment
        assert f'make deploy ENV={environment} COMMIT="$GITHUB_SHA"' in list(commands("deploy"))


@pytest.mark.parametrize("environment", sorted(ENVIRONMENTS))
def test_a_deployment_is_tried_told_and_gone_back_from(environment: str) -> None:
    after = deployed(environment)
    assert after == [
        "sam-setup",
        "deploy",
        "smoke-test",
        "announce-deployment",
        "announce-deployment",
        "rollback",
        "announce-deployment",
        "announce-deployment",
    ]
    results = [
        line.partition("RESULT=")[2].split()[0]
        for line in commands("deploy")
        if f"ENV={environment} RES" in line
    ]
    assert results == ["succeeded", "failed", "rolled_back", "rollback_failed"]


def test_what_ships_is_made_of_no_earlier_runs_cache() -> None:
    text = (ROOT / ".github/workflows/deploy.yml").read_text()
    assert "actions/cache" not in text


def test_dependabot_looks_after_each_kind_and_waits_a_week() -> None:
    """Every Dockerfile, wherever it stands."""
    updates = yaml.safe_load((ROOT / ".github/dependabot.yml").read_text())["updates"]
    assert [one["directories"] for one in updates if one["package-ecosystem"] == "docker"] == [["**/*"]]
    assert {one["package-ecosystem"] for one in updates} >= {"uv", "pip", "docker", "github-actions"}
    assert all(one["cooldown"]["default-days"] >= 7 for one in updates)
