"""`make deploy ARGS=--dry-run`: the commands, with placeholders for what only AWS knows. AWS is not asked."""

import shlex
from collections.abc import Iterator
from dataclasses import fields

from deployment.deploy import sam_build_command, sam_deploy_command
from deployment.environments import ROOT, Environment
from deployment.images import api_build_command, login_command, push_commands
from deployment.parameters import Foundation
from deployment.programs import built_template
from local.images import API

_PARSER_REFERENCE = "receiptparserfunction:latest"  # as `sam build` names it


def dry_run(environment: Environment, architecture: str) -> Iterator[str]:
    """What a deployment would run, a line each."""
    known = Foundation(**{field.name: f"<{field.name}>" for field in fields(Foundation)})
    names = ["ApiRepositoryArn", "SlackSecretArn", "ApiImageUri"]
    names += ["BackupKeyArn", "ReplicaBucketArn"] if environment.second_region else []
    parameters = {name: f"<{name}>" for name in names} | {"Architecture": architecture}
    template = built_template().with_name("deploy.yaml").relative_to(ROOT)
    commands = [
        sam_build_command(architecture),
        api_build_command(architecture),
        login_command("AWS", "<registry>"),
        *push_commands(API.reference, f"{known.api_repository_uri}:<image id>"),
        *push_commands(_PARSER_REFERENCE, f"{known.parser_repository_uri}:<image id>"),
        sam_deploy_command(environment, template, known, {**environment.parameters, **parameters}),
    ]
    yield from (f"$ {shlex.join(command)}" for command in commands)
    yield f"then GET <Url>/health and <Url>/ready of {environment.stack_name}"
