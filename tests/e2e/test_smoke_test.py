"""The smoke test of a deployment, asked about the API as it really is."""

import pytest

from api_smoke_test.checks import try_all
from tests.e2e.stacks import RunningStack

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]


def test_the_api_answers_all_that_a_deployment_asks(stack: RunningStack) -> None:
    try_all(stack.env["API_URL"])
