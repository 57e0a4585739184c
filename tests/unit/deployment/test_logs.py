import pytest

from deployment.drill.rehearsal import SimulatedClock
from deployment.errors import DeploymentError
from deployment.logs import log_lines
from deployment.ports import STACK_TYPE, Resource
from tests.fakes.cloud import REGION
from tests.unit.deployment.workplace import Workplace

GROUP = "AWS::Logs::LogGroup"


@pytest.fixture
def standing(place: Workplace) -> Workplace:
    stacks, logs = place.first.stacks, place.first.logs
    stack = stacks.add("receipts-dev")
    stacks.resources_of[stack.id] = [
        Resource("ReceiptParserLog", "/aws/lambda/receipts-dev-receipt-parser", GROUP),
        Resource("ApiService", "arn:api", STACK_TYPE),
        Resource("AlarmNotifier", "arn:notifier", STACK_TYPE),
    ]
    stacks.resources_of["arn:api"] = [Resource("ApiLog", "/receipts/dev/api", GROUP)]
    stacks.resources_of["arn:notifier"] = [Resource("AlarmNotifierLogGroup", "notifier-1X2Y", GROUP)]
    logs.lines_of = {
        "/aws/lambda/receipts-dev-receipt-parser": ["read"],
        "/receipts/dev/api": ["asked"],
        "notifier-1X2Y": ["told"],
    }
    return place


@pytest.mark.parametrize(
    ("function", "lines"),
    [
        ("ReceiptParserFunction", ["read"]),
        ("api", ["asked"]),
        ("AlarmNotifierFunction", ["told"]),
        ("ReceiptParser", ["read"]),
    ],
)
def test_a_log_is_found_in_whatever_stack_it_lies(
    standing: Workplace, function: str, lines: list[str]
) -> None:
    now = SimulatedClock().now()

    assert log_lines(standing.connect(REGION), "receipts-dev", function, now) == lines


def test_an_unknown_function_is_answered_with_those_there_are(standing: Workplace) -> None:
    now = SimulatedClock().now()

    with pytest.raises(DeploymentError, match="it has those of AlarmNotifier, Api, ReceiptParser"):
        log_lines(standing.connect(REGION), "receipts-dev", "ReceiptPraser", now)
