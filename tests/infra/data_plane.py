"""The part of the system that an emulator can carry, made of the real templates.

Functions, layer, migrations, bucket, queues, topics and the roles of all of them are as they will be
deployed, and so is the notifier, a stack of its own because the emulator transforms no nested one. Network,
load balancer, database server and Fargate are not: their stacks keep their outputs, and of their resources
only what the functions meet, the database's secret and the API's role.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from cfnlint.decode.cfn_yaml import load

ROOT = Path(__file__).parents[2]
OWNER = "receipts_owner"
LEFT_OUT = ("Alarms", "Audit", "Copies", "Observability", "PasswordRotation")
"""Stacks that only watch, or wait for a week. The emulator lacks CloudTrail, budgets, saved queries, alarms
on metric math and schedules of rotation.
"""

Template: TypeAlias = dict[str, Any]

_NOTIFIER = "functions/alarm_notifier"
_PARTS = {
    "ApiSecretArn": "ApplicationSecret",
    "ParserSecretArn": "ParserSecret",
    "OperatorSecretArn": "OperatorSecret",
}
_NOTHING = {"Type": "AWS::CloudFormation::WaitConditionHandle"}  # for stacks that must have a resource


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands in for the parts that are not deployed."""

    aws_endpoint: str
    database_port: int
    database_certificate: Path
    """Its own authority, for the host `localhost`."""
    owner_password: str


def write_system(folder: Path, around: Surroundings) -> None:
    """Write template.yaml and its children into `folder`, as `template.json` for `sam build`."""
    root = _read("template.yaml")
    resources: Template = root["Resources"]
    for name, child in _children(around).items():
        url = str(_write(folder / f"{name}.json", child))
        parameters = resources[name]["Properties"].get("Parameters", {})
        resources[name]["Type"] = "AWS::CloudFormation::Stack"
        resources[name]["Properties"] = {"TemplateURL": url, "Parameters": parameters}
    for name in LEFT_OUT:
        del resources[name]
        root["Outputs"] = {key: one for key, one in root["Outputs"].items() if name not in json.dumps(one)}
    resources["Migrations"]["Properties"]["ServiceTimeout"] = 60  # a test does not wait a quarter of an hour
    _take_off_its_image(resources["ReceiptParserFunction"])
    variables = root["Globals"]["Function"]["Environment"]["Variables"]
    variables |= {
        "AWS_ENDPOINT_URL": around.aws_endpoint,
        "DATABASE_CA_FILE": str(around.database_certificate),
    }
    _write(folder / "template.json", _reading_from_here(root, ""))


def write_notifier(folder: Path, around: Surroundings) -> None:
    """The same for the notifier's own template."""
    template = _read(f"{_NOTIFIER}/template.yaml")
    del template["Resources"]["NotifierDeliveryFailingAlarm"]  # metric math, which the emulator refuses
    variables = template["Resources"]["AlarmNotifierFunction"]["Properties"]["Environment"]["Variables"]
    variables["AWS_ENDPOINT_URL"] = around.aws_endpoint
    _write(folder / "template.json", _reading_from_here(template, _NOTIFIER))


def _children(around: Surroundings) -> dict[str, Template]:
    return {
        "Network": _reduced("infra/network.yaml"),
        "LoadBalancer": _reduced("infra/load_balancer.yaml", Url="http://127.0.0.1"),
        "Database": _database(around),
        "DatabaseLogins": _read("infra/database_logins.yaml"),
        "AlarmNotifier": _reduced(f"{_NOTIFIER}/template.yaml"),
        "ApiService": _reduced("infra/api_service.yaml", ["TaskRole"]),
        "Uploads": _read("infra/uploads.yaml"),
    }


def _read(path: str) -> Template:
    """A template as plain JSON, its short functions written out."""
    found: Template = json.loads(json.dumps(load(str(ROOT / path))))
    return found


def _write(file: Path, template: Template) -> Path:
    file.write_text(json.dumps(template, indent=1))
    return file


def _reduced(path: str, kept: Sequence[str] = (), **outputs: object) -> Template:
    """The template with `kept` of its resources; outputs that are not given say what they stand for."""
    template = _read(path)
    template.pop("Transform", None)
    return {
        **template,
        "Resources": {name: template["Resources"][name] for name in kept} or {"Nothing": _NOTHING},
        "Outputs": {
            name: {"Value": outputs.get(name, f"arn:stand-in:{name}")} for name in template["Outputs"]
        },
    }


def _database(around: Surroundings) -> Template:
    """The database's stack with its secrets; RDS would make the owner's, and keep it in this shape."""
    template = _reduced(
        "infra/database.yaml",
        ["DatabaseKey", *_PARTS.values()],
        DatabaseHost="localhost",
        DatabaseName={"Ref": "DatabaseName"},
        DatabaseOwnerSecretArn={"Fn::GetAtt": ["OwnerSecret", "Id"]},
        DatabaseKeyArn={"Fn::GetAtt": ["DatabaseKey", "Arn"]},
        # The emulator's Ref of a secret is its name; on AWS it is the ARN, as this is.
        **{output: {"Fn::GetAtt": [secret, "Id"]} for output, secret in _PARTS.items()},
    )
    login = {"username": OWNER, "password": around.owner_password, "port": around.database_port}
    template["Resources"]["OwnerSecret"] = {
        "Type": "AWS::SecretsManager::Secret",
        "Properties": {"SecretString": json.dumps(login)},
    }
    for secret in _PARTS.values():
        generated = template["Resources"][secret]["Properties"]["GenerateSecretString"]
        named = json.loads(generated["SecretStringTemplate"])
        generated["SecretStringTemplate"] = json.dumps({**named, "port": around.database_port})
    return template


def _take_off_its_image(parser: Template) -> None:
    """The emulator runs functions in processes of ours, where the OCR libraries are installed. Few of them:
    of two readers a tenant gets one, so that a test can have the next photo held back.
    """
    del parser["Properties"]["PackageType"]
    parser["Properties"]["Environment"]["Variables"]["PARSER_CONCURRENCY"] = 2
    parser["Metadata"] = {"BuildMethod": "python3.13"}
    parser["Properties"] |= {
        "CodeUri": "functions/",
        "Runtime": "python3.13",
        "Handler": "receipt_parser.handler.handler",
        "Layers": [{"Ref": "CoreLayer"}],
    }


def _reading_from_here(template: Template, folder: str) -> Template:
    """The template with whole paths to its code, since it will lie in another folder.

    Numbers in the environment are spelled out, which CloudFormation does and the emulator does not.
    """
    for resource in template["Resources"].values():
        properties = resource.get("Properties", {})
        variables = properties.get("Environment", {}).get("Variables", {})
        variables |= {name: str(value) for name, value in variables.items() if isinstance(value, int)}
        for name in {"CodeUri", "ContentUri"} & properties.keys():
            properties[name] = str(ROOT / folder / properties[name])
    return template
