from tests.fixtures.cloudformation import (
    ROOT_ID,
    answer_events,
    answer_objections,
    event,
    nested_id,
    objection,
    stubbed,
)

ITSELF = {"physical_id": ROOT_ID}
DATABASE = nested_id("Database")
NETWORK = nested_id("Network")


def test_the_first_failure_is_found_inside_the_nested_stack_that_passes_it_on() -> None:
    with stubbed() as (stacks, stubber):
        answer_events(
            stubber,
            ROOT_ID,
            event(0, "receipts-dev", "CREATE_IN_PROGRESS", "User Initiated", **ITSELF),
            event(2, "Database", "CREATE_IN_PROGRESS", physical_id=DATABASE),
            event(90, "Database", "CREATE_FAILED", "Embedded stack was not created", physical_id=DATABASE),
            event(90, "Audit", "CREATE_FAILED", "Resource creation cancelled"),
            event(
                91, "receipts-dev", "ROLLBACK_IN_PROGRESS", "failed to create: [Database, Audit]", **ITSELF
            ),
        )
        reason = "The parameter MasterUserSecret is not valid (Service: Rds, Status Code: 400)"
        instance = "AWS::RDS::DBInstance"
        answer_events(
            stubber,
            DATABASE,
            event(3, "receipts-dev-Database", "CREATE_IN_PROGRESS", of=DATABASE, physical_id=DATABASE),
            event(
                60, "ParameterGroup", "CREATE_FAILED", "Resource creation cancelled", of=DATABASE, kind="X::Y"
            ),
            event(60, "Database", "CREATE_FAILED", reason, of=DATABASE, kind=instance),
            event(61, "receipts-dev-Database", "ROLLBACK_IN_PROGRESS", of=DATABASE, physical_id=DATABASE),
        )

        failure = stacks.first_failure(ROOT_ID)

    assert failure == f"Database / Database ({instance}) CREATE_FAILED: {reason}"


def test_of_two_failures_the_earlier_one_is_told_whatever_came_of_it() -> None:
    with stubbed() as (stacks, stubber):
        answer_events(
            stubber,
            ROOT_ID,
            event(0, "receipts-dev", "UPDATE_IN_PROGRESS", "User Initiated", **ITSELF),
            event(
                40, "Migrations", "UPDATE_FAILED", "column exists", kind="AWS::CloudFormation::CustomResource"
            ),
            event(50, "AlarmNotifier", "UPDATE_FAILED", "throttled", kind="AWS::Lambda::Function"),
        )

        failure = stacks.first_failure(ROOT_ID)

    assert failure.startswith("Migrations (")
    assert failure.endswith(": column exists")


def test_failures_of_an_earlier_deployment_are_forgotten() -> None:
    with stubbed() as (stacks, stubber):
        answer_events(
            stubber,
            ROOT_ID,
            event(-900, "receipts-dev", "UPDATE_IN_PROGRESS", "User Initiated", **ITSELF),
            event(-800, "Network", "UPDATE_FAILED", "an old story", physical_id=NETWORK),
            event(0, "receipts-dev", "UPDATE_IN_PROGRESS", "User Initiated", **ITSELF),
            event(9, "receipts-dev", "UPDATE_COMPLETE", **ITSELF),
        )
        answer_objections(stubber, ROOT_ID, objection(-700, "Photos", "AWS::S3::Bucket", "an old story"))

        assert stacks.first_failure(ROOT_ID) == ""


def test_a_nested_stack_that_could_not_even_begin_is_itself_the_failure() -> None:
    with stubbed() as (stacks, stubber):
        answer_events(
            stubber,
            ROOT_ID,
            event(0, "receipts-dev", "CREATE_IN_PROGRESS", "User Initiated", **ITSELF),
            event(5, "Network", "CREATE_FAILED", "S3 error: Access Denied"),
        )

        assert stacks.first_failure(ROOT_ID).startswith("Network (AWS::CloudFormation::Stack)")


def test_what_validation_refused_is_told_though_no_resource_was_touched() -> None:
    """CloudFormation looks for taken names before it begins; the stack's own event only says that it did."""
    with stubbed() as (stacks, stubber):
        answer_events(
            stubber,
            ROOT_ID,
            event(0, "receipts-dev", "CREATE_IN_PROGRESS", "User Initiated", **ITSELF),
            event(1, "receipts-dev", "CREATE_FAILED", "Validation failed with 1 error(s).", **ITSELF),
        )
        answer_objections(stubber, ROOT_ID, objection(1, "Photos", "AWS::S3::Bucket", "the name is taken"))

        failure = stacks.first_failure(ROOT_ID)

    assert failure == "Photos (AWS::S3::Bucket) VALIDATION_FAILED: the name is taken"
