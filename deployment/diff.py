"""What `make deploy` would change, before it does."""

from dataclasses import dataclass

from deployment import changes
from deployment.deploy import Deployment
from deployment.images import Images
from deployment.parameters import Foundation, ParameterSource, foundation_in
from deployment.ports import ChangeRequest
from deployment.programs import built_template
from deployment.states import require_deployable, require_same_way_in


@dataclass(frozen=True, slots=True)
class Diff:
    """A deployment that stops at its change set."""

    deployment: Deployment

    def run(self) -> str:
        """The changes in words. Functions are compared by their code; the API's image is left as it is."""
        one = self.deployment
        environment, stacks = one.environment, one.cloud.stacks
        stack = require_deployable(stacks.find(environment.stack_name), environment)
        if stack is None:
            name, command = environment.stack_name, f"make deploy ENV={environment.name}"
            return f"{name} does not exist; `{command}` makes all of it"
        require_same_way_in(stack, environment)
        foundation = foundation_in(one.cloud, environment)
        source = ParameterSource(one.cloud, one.connect, environment)
        parameters = {**source.parameters(stack, foundation), "Architecture": one.architecture}
        template = self._packaged(foundation)
        key = f"{environment.stack_name}/diff.yaml"
        url = one.cloud.buckets.upload(foundation.artifact_bucket, key, template)
        role_arn = foundation.cloudformation_role_arn
        change_set = stacks.propose(ChangeRequest(stack.name, template, url, parameters, role_arn))
        if not change_set:
            return changes.render(())
        try:
            return changes.render(changes.read(stacks, change_set))
        finally:
            stacks.withdraw(change_set)

    def _packaged(self, foundation: Foundation) -> str:
        """Build, and upload what the template names; the template that names the uploads."""
        one = self.deployment
        one.programs.run("sam", "build", "--parameter-overrides", f"Architecture={one.architecture}")
        images = Images(one.programs, one.cloud.registry, one.architecture)
        template = images.pin(built_template(one.root), foundation.parser_repository_uri)
        packaged = template.with_name("packaged.yaml")
        command = ["sam", "package", "--template-file", str(template)]
        command += ["--output-template-file", str(packaged)]
        command += ["--s3-bucket", foundation.artifact_bucket, "--s3-prefix", one.environment.stack_name]
        command += ["--region", one.environment.region]
        one.programs.run(*command, "--image-repository", foundation.parser_repository_uri)
        return packaged.read_text()
