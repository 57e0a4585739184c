"""The rules hold, and each of them notices the fault that it is there for."""

import pytest

from infra.system import System, the_system
from infra.templates import NOTIFIER, SYSTEM
from tests.infra import rules, safety
from tests.infra.faults import Body, Fault, properties, statement
from tests.infra.rules import RULES, Rule
from tests.infra.safety import SAFETY

WHOLE = the_system()


@pytest.mark.parametrize("rule", [*RULES, *SAFETY], ids=lambda rule: rule.__name__)
def test_a_rule_holds(rule: Rule) -> None:
    assert sorted(set(rule(WHOLE))) == []


def test_no_excuse_outlives_its_wildcard() -> None:
    assert rules.every_wildcard_that_is_excused_is_there() == set()


def allow_everything(body: Body) -> None:
    policies = properties(body, "ReceiptReconcilerFunction")["Policies"]
    policies[-1]["Statement"].append(statement(Action="s3:*", Resource="*"))


def let_anybody_send(body: Body) -> None:
    policy = properties(body, "ReceiptUploadsQueuePolicy")["PolicyDocument"]
    policy["Statement"].append(statement(Principal="*", Action="sqs:SendMessage", Resource="*"))


def give_the_parser_a_role_of_its_own(body: Body) -> None:
    parser = properties(body, "ReceiptParserFunction")
    del parser["Policies"]
    parser["Role"] = {"Fn::GetAtt": ["ParserRole", "Arn"]}
    policy = {
        "PolicyName": "read",
        "PolicyDocument": {"Statement": [statement(Action="s3:GetObject", Resource="x")]},
    }
    body["Resources"]["ParserRole"] = {"Type": "AWS::IAM::Role", "Properties": {"Policies": [policy]}}


def call_the_settler_each_hour(body: Body) -> None:
    properties(body, "DeadLetterSettlerFunction")["Events"]["Hourly"] = {
        "Type": "ScheduleV2",
        "Properties": {"ScheduleExpression": "rate(1 hour)"},
    }


def open_every_queue(body: Body) -> None:
    policy = properties(body, "OurQueuesAlone")["PolicyDocument"]
    policy["Statement"] = [statement(Action="sqs:ReceiveMessage", Resource="*")]


def open_the_database(body: Body) -> None:
    rule = {"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "CidrIp": "0.0.0.0/0"}
    properties(body, "DatabaseSecurityGroup")["SecurityGroupIngress"].append(rule)


def answer_plain_http(body: Body) -> None:
    properties(body, "RedirectListener")["DefaultActions"] = [{"Type": "forward"}]


def rename_an_alarm(body: Body) -> None:
    properties(body, "ParserErrors")["AlarmName"] = {"Fn::Sub": "receipts-${Environment}-ParserBroken"}


FAULTS = {
    "visibility below the timeout": Fault(
        "uploads",
        lambda body: properties(body, "ReceiptUploadsQueue").update(VisibilityTimeout=120),
        rules.messages_stay_invisible_six_times_as_long_as_a_try,
    ),
    "timeout above the visibility": Fault(
        SYSTEM,
        lambda body: properties(body, "DeadLetterSettlerFunction").update(Timeout=300),
        rules.messages_stay_invisible_six_times_as_long_as_a_try,
    ),
    "several photos at a time": Fault(
        SYSTEM,
        lambda body: properties(body, "ReceiptParserFunction")["Events"]["Uploads"]["Properties"].update(
            BatchSize=5
        ),
        rules.one_photo_holds_up_no_other,
    ),
    "a timeout below a reading": Fault(
        SYSTEM,
        lambda body: properties(body, "ReceiptParserFunction").update(Timeout=100),
        rules.a_reading_fits_into_its_function,
    ),
    "memory below a reading": Fault(
        SYSTEM,
        lambda body: properties(body, "ReceiptParserFunction").update(MemorySize=1024),
        rules.a_reading_fits_into_its_function,
    ),
    "no right to receive": Fault(SYSTEM, give_the_parser_a_role_of_its_own, rules.readers_may_receive),
    "a reader of every queue": Fault(
        "database_logins", open_every_queue, rules.readers_take_from_our_queues_alone
    ),
    "a read queue without dead letters": Fault(
        "uploads",
        lambda body: properties(body, "ReceiptUploadsQueue").pop("RedrivePolicy"),
        rules.queues_that_are_read_pass_on_what_fails,
    ),
    "an output that does not exist": Fault(
        "uploads",
        lambda body: body["Outputs"].pop("ReceiptQueueArn"),
        rules.outputs_that_are_used_exist,
    ),
    "an output of the notifier that does not exist": Fault(
        NOTIFIER,
        lambda body: body["Outputs"].pop("AlarmsTopicArn"),
        rules.outputs_that_are_used_exist,
    ),
    "a parameter that is not given": Fault(
        SYSTEM,
        lambda body: properties(body, "Alarms")["Parameters"].pop("FailedInvocationsQueueName"),
        rules.children_get_what_they_need_and_nothing_else,
    ),
    "a parameter that nobody knows": Fault(
        SYSTEM,
        lambda body: properties(body, "AlarmNotifier")["Parameters"].update(StackName="receipts"),
        rules.children_get_what_they_need_and_nothing_else,
    ),
    "no failure destination": Fault(
        SYSTEM,
        lambda body: properties(body, "ReceiptReconcilerFunction").pop("EventInvokeConfig"),
        rules.failed_invocations_end_in_a_queue,
    ),
    "a second way to call a function": Fault(
        SYSTEM, call_the_settler_each_hour, rules.failed_invocations_end_in_a_queue
    ),
    "a schedule named alike everywhere": Fault(
        SYSTEM,
        lambda body: properties(body, "ReceiptReconcilerFunction")["Events"]["EveryMinute"]["Properties"].pop(
            "Name"
        ),
        rules.names_differ_between_environments,
    ),
    "no log group": Fault(
        SYSTEM,
        lambda body: properties(body, "ApiSmokeTestFunction").pop("LoggingConfig"),
        rules.functions_log_for_a_while_where_lambda_would,
    ),
    "a log for ever": Fault(
        SYSTEM,
        lambda body: properties(body, "ReceiptParserLog").pop("RetentionInDays"),
        rules.functions_log_for_a_while_where_lambda_would,
    ),
    "no tracing": Fault(
        SYSTEM, lambda body: body["Globals"]["Function"].pop("Tracing"), rules.functions_are_traced
    ),
    "errors that nobody hears of": Fault(
        "alarms",
        lambda body: body["Resources"].pop("DeadLetterSettlerErrors"),
        rules.somebody_hears_of_a_functions_errors,
    ),
    "an alarm without a runbook": Fault("alarms", rename_an_alarm, rules.alarms_have_a_runbook),
    "an alarm of another queue": Fault(
        SYSTEM,
        lambda body: properties(body, "Alarms")["Parameters"].update(ReceiptQueueName={"Ref": "OldQueue"}),
        rules.alarms_watch_what_is_there,
    ),
    "an impatient custom resource": Fault(
        SYSTEM,
        lambda body: properties(body, "Migrations").update(ServiceTimeout=60),
        rules.migrations_may_take_as_long_as_their_function,
    ),
    "the API before its schema": Fault(
        SYSTEM,
        lambda body: body["Resources"]["ApiService"].pop("DependsOn"),
        rules.migrations_come_before_what_needs_them,
    ),
    "everything allowed": Fault(
        SYSTEM, allow_everything, rules.nothing_allows_everything_but_where_it_says_why
    ),
    "a right without a reason": Fault(SYSTEM, allow_everything, rules.statements_have_a_name_and_its_reason),
    "a public bucket": Fault(
        "uploads",
        lambda body: properties(body, "ReceiptBucket")["PublicAccessBlockConfiguration"].update(
            BlockPublicAcls=False
        ),
        safety.buckets_are_private_versioned_and_kept,
    ),
    "a bucket that goes with its stack": Fault(
        "uploads",
        lambda body: body["Resources"]["ReceiptBucket"].pop("DeletionPolicy"),
        safety.buckets_are_private_versioned_and_kept,
    ),
    "a lifecycle rule without an action": Fault(
        "uploads",
        lambda body: properties(body, "ReceiptBucket")["LifecycleConfiguration"]["Rules"].append(
            {"Id": "later", "Status": "Enabled"}
        ),
        safety.lifecycle_rules_do_something,
    ),
    "an unencrypted queue": Fault(
        "uploads",
        lambda body: properties(body, "FailedInvocationsQueue").pop("SqsManagedSseEnabled"),
        safety.what_is_stored_is_encrypted,
    ),
    "a topic under no key": Fault(
        NOTIFIER,
        lambda body: properties(body, "AlarmsTopic").pop("KmsMasterKeyId"),
        safety.what_is_stored_is_encrypted,
    ),
    "a key that never changes": Fault(
        "database",
        lambda body: properties(body, "DatabaseKey").update(EnableKeyRotation=False),
        safety.keys_rotate,
    ),
    "a topic that takes plain HTTP": Fault(
        "uploads",
        lambda body: body["Resources"].pop("ReceiptEventsTopicPolicy"),
        safety.plain_http_is_refused,
    ),
    "a queue for anybody": Fault("uploads", let_anybody_send, safety.policies_admit_nobody_from_outside),
    "a description that EC2 refuses": Fault(
        "network",
        lambda body: properties(body, "HttpFromCloudFront").update(Description="CloudFront's VPC origin"),
        safety.descriptions_are_what_ec2_takes,
    ),
    "an open security group": Fault(
        "network", open_the_database, safety.only_the_load_balancer_hears_the_internet
    ),
    "tasks with public addresses": Fault(
        "api_service",
        lambda body: properties(body, "Service")["NetworkConfiguration"]["AwsvpcConfiguration"].update(
            AssignPublicIp="ENABLED"
        ),
        safety.only_the_load_balancer_hears_the_internet,
    ),
    "a function with an address": Fault(
        SYSTEM,
        lambda body: properties(body, "ReceiptReconcilerFunction").update(
            FunctionUrlConfig={"AuthType": "NONE"}
        ),
        safety.functions_have_no_address_of_their_own,
    ),
    "a public database": Fault(
        "database",
        lambda body: properties(body, "Database").update(PubliclyAccessible=True),
        safety.the_database_is_out_of_reach,
    ),
    "a database beside the API": Fault(
        SYSTEM,
        lambda body: properties(body, "Database")["Parameters"].update(
            DatabaseSubnetIds={"Fn::GetAtt": ["Network", "Outputs.ApplicationSubnetIds"]}
        ),
        safety.the_database_is_out_of_reach,
    ),
    "a plain-text listener": Fault(
        "load_balancer", answer_plain_http, safety.what_users_send_is_encrypted_on_its_way
    ),
    "an old TLS": Fault(
        "load_balancer",
        lambda body: properties(body, "Listener").update(SslPolicy="ELBSecurityPolicy-2016-08"),
        safety.what_users_send_is_encrypted_on_its_way,
    ),
    "a request that two servers read in two ways": Fault(
        "load_balancer",
        lambda body: properties(body, "LoadBalancer")["LoadBalancerAttributes"].pop(2),
        safety.what_is_open_to_the_internet_is_guarded,
    ),
    "a firewall before nothing": Fault(
        "load_balancer",
        lambda body: body["Resources"].pop("FirewallAssociation"),
        safety.what_is_open_to_the_internet_is_guarded,
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_noticed(name: str) -> None:
    fault = FAULTS[name]
    assert list(fault.noticed_by(WHOLE.with_fault(fault.template, fault.put_in)))


def test_every_rule_notices_something() -> None:
    assert {one.noticed_by for one in FAULTS.values()} == {*RULES, *SAFETY}


def test_stacks_that_wait_for_each_other_are_noticed() -> None:
    def wait_for_the_uploads(body: Body) -> None:
        origin = {"Fn::GetAtt": ["Uploads", "Outputs.ReceiptBucketName"]}
        properties(body, "LoadBalancer")["Parameters"]["DomainName"] = origin

    tangled: System = WHOLE.with_fault(SYSTEM, wait_for_the_uploads)
    with pytest.raises(AssertionError, match="wait for each other"):
        tangled.deployed()
