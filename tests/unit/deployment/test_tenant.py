"""`make tenant`: the last step before a newcomer's first receipt."""

import pytest

from deployment import commands
from deployment.__main__ import main
from deployment.environments import DeploymentError
from deployment.functions import tenant
from tests.fakes.cloud import REGION, resource
from tests.unit.deployment.workplace import ROOT_OUTPUTS, Workplace

REGISTRAR = "receipts-dev-tenant-registrar"
TENANT = "01989d6e-0000-7000-8000-000000000001"
MADE = {"tenant_id": TENANT, "api_key": "rk_of-kim"}


@pytest.fixture
def standing(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> Workplace:
    """A deployed system, and a terminal from which commands reach it."""
    stack = place.first.stacks.add("receipts-dev", outputs=ROOT_OUTPUTS)
    registrar = resource("TenantRegistrarFunction", REGISTRAR, "AWS::Lambda::Function")
    place.first.stacks.resources_of[stack.id] = [resource("Network", "arn:network", "Stack"), registrar]
    place.first.functions.answers[REGISTRAR] = MADE
    monkeypatch.setattr(commands, "connect", place.connect)
    return place


def test_a_tenant_is_made_and_its_key_shown_with_a_call_to_try(
    standing: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["tenant", "dev", "--name=Kim Ltd"]) == 0

    assert standing.first.functions.asked == [(REGISTRAR, {"name": "Kim Ltd"})]
    told = capsys.readouterr().out
    assert TENANT in told
    assert "kept nowhere else" in told
    assert f"curl -H 'Authorization: Bearer rk_of-kim' {ROOT_OUTPUTS['Url']}/api/receipts" in told


def test_a_tenant_gets_another_key(standing: Workplace) -> None:
    assert main(["tenant", "dev", "--tenant-id", TENANT]) == 0
    assert standing.first.functions.asked == [(REGISTRAR, {"tenant_id": TENANT})]


def test_a_key_is_made_for_a_person(standing: Workplace) -> None:
    assert main(["tenant", "dev", "--tenant-id", TENANT, "--person", "박과장"]) == 0
    assert standing.first.functions.asked == [(REGISTRAR, {"tenant_id": TENANT, "person": "박과장"})]


def test_a_key_is_revoked_and_not_repeated(standing: Workplace, capsys: pytest.CaptureFixture[str]) -> None:
    standing.first.functions.answers[REGISTRAR] = {"tenant_id": TENANT}

    assert main(["tenant", "dev", "--revoke", "rk_of-kim"]) == 0

    assert standing.first.functions.asked == [(REGISTRAR, {"revoke": "rk_of-kim"})]
    told = capsys.readouterr().out
    assert told == f"The key is revoked; it was one of tenant {TENANT}.\n"


def test_the_keys_of_a_tenant_are_listed_by_how_they_begin(
    standing: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = "rk_Ab3dE6g of 2026-11-20 10:00\nrk_Zz9zZ9z of 2026-11-21 09:30"
    standing.first.functions.answers[REGISTRAR] = {"tenant_id": TENANT, "keys": keys}

    assert main(["tenant", "dev", "--keys-of", TENANT]) == 0

    assert standing.first.functions.asked == [(REGISTRAR, {"keys_of": TENANT})]
    assert capsys.readouterr().out == f"Valid keys of tenant {TENANT}:\n{keys}\n"


def test_a_tenant_without_keys_has_none(standing: Workplace, capsys: pytest.CaptureFixture[str]) -> None:
    standing.first.functions.answers[REGISTRAR] = {"tenant_id": TENANT, "keys": ""}
    assert main(["tenant", "dev", "--keys-of", TENANT]) == 0
    assert capsys.readouterr().out.endswith(":\nnone\n")


def test_one_thing_is_asked_at_a_time(standing: Workplace) -> None:
    assert main(["tenant", "dev", "--name", "Kim Ltd", "--tenant-id", TENANT]) == 1
    assert standing.first.functions.asked == []


def test_without_a_name_the_registrar_is_not_asked(
    standing: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["tenant", "dev"]) == 1
    assert capsys.readouterr().err.startswith('error: which tenant? NAME="Kim Ltd"')
    assert standing.first.functions.asked == []


def test_what_the_registrar_says_against_it_is_told_in_a_line(
    standing: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    standing.first.functions.refuses = "name: String should have at least 1 character"

    assert main(["tenant", "dev", "--name", " "]) == 1

    assert capsys.readouterr().err == "error: name: String should have at least 1 character\n"


def test_before_the_deployment_the_command_names_it(place: Workplace) -> None:
    with pytest.raises(DeploymentError, match="receipts-dev does not exist; `make deploy ENV=dev` makes it"):
        tenant(place.connect(REGION), place.environment, {"name": "Kim Ltd"})


def test_a_stack_of_an_older_version_is_told_apart(standing: Workplace) -> None:
    standing.first.stacks.resources_of.clear()
    with pytest.raises(DeploymentError, match="has no TenantRegistrarFunction"):
        tenant(standing.connect(REGION), standing.environment, {"name": "Kim Ltd"})


def test_a_key_may_be_a_person_s_and_end_with_a_day(standing: Workplace) -> None:
    key = ["tenant", "dev", "--tenant-id", TENANT, "--person", "김경리", "--expires", "2026-12-31"]
    assert main(key) == 0
    until = "2027-01-01T00:00:00+09:00"
    asked = {"tenant_id": TENANT, "person": "김경리", "expires_at": until}
    assert standing.first.functions.asked == [(REGISTRAR, asked)]


def test_a_key_is_let_end_with_a_day(standing: Workplace, capsys: pytest.CaptureFixture[str]) -> None:
    until = "2027-01-01T00:00:00+09:00"
    standing.first.functions.answers[REGISTRAR] = {"tenant_id": TENANT, "expires_at": until}
    assert main(["tenant", "dev", "--expire", "rk_of-kim", "--expires", "2026-12-31"]) == 0
    assert standing.first.functions.asked == [(REGISTRAR, {"expire": "rk_of-kim", "expires_at": until})]
    assert capsys.readouterr().out == f"The key of tenant {TENANT} opens nothing from {until} on.\n"


def test_tenants_and_keys_are_listed(standing: Workplace, capsys: pytest.CaptureFixture[str]) -> None:
    standing.first.functions.answers[REGISTRAR] = {"tenants": "one of 2026-11-20, 1 valid key: Kim Ltd"}
    assert main(["tenant", "dev", "--list"]) == 0
    assert "Tenants of dev:\none of 2026-11-20" in capsys.readouterr().out
    standing.first.functions.answers[REGISTRAR] = {"keys": ""}
    assert main(["tenant", "dev", "--keys-like", "rk_abcd"]) == 0
    assert capsys.readouterr().out == "Valid keys that begin with rk_abcd:\nnone\n"
    asked = [request for _, request in standing.first.functions.asked]
    assert asked == [{"tenants": "all"}, {"keys_like": "rk_abcd"}]
