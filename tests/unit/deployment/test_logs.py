"""What `make logs` has `sam logs` do: names and groups are those of the templates."""

import pytest

from deployment.commands import sam_logs_command
from deployment.environments import load
from infra.system import the_system

SYSTEM = the_system().dev


def asked(function: str) -> dict[str, str]:
    """The command's options."""
    words = sam_logs_command(load("dev", {}), function, 20)
    assert words[:2] == ["sam", "logs"]
    return dict(zip(words[2::2], words[3::2], strict=True))


@pytest.mark.parametrize(
    ("function", "stack"),
    [("ReceiptParserFunction", "template"), ("AlarmNotifierFunction", "alarm_notifier")],
)
def test_a_function_is_asked_for_by_the_name_it_has_in_its_stack(function: str, stack: str) -> None:
    options = asked(function)

    assert (options["--stack-name"], options["--region"]) == ("receipts-dev", "ap-northeast-2")
    assert options["--start-time"] == "20min ago"
    *nested, name = options["--name"].split("/")
    assert name in SYSTEM[stack].of_type("AWS::Lambda::Function")
    assert set(nested) <= SYSTEM["template"].resources.keys()


def test_the_apis_log_is_the_group_that_its_tasks_write_to() -> None:
    log = SYSTEM["api_service"].properties("ApiLog")["LogGroupName"]

    assert asked("api")["--cw-log-group"] == asked("API")["--cw-log-group"] == log


def test_each_functions_group_has_the_name_that_sam_looks_for() -> None:
    """`sam logs` reads /aws/lambda/<name of the function>, whatever LoggingConfig says."""
    for stack in SYSTEM.values():
        groups = {one["LogGroupName"] for one in stack.of_type("AWS::Logs::LogGroup").values()}
        for function in stack.of_type("AWS::Lambda::Function").values():
            assert f"/aws/lambda/{function['FunctionName']}" in groups
