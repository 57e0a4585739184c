"""From a working tree to an API that answers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deployment import changes
from deployment.aws import Cloud
from deployment.cloudformation import Stack, parameters_for
from deployment.environments import ROOT, DeploymentError, Environment
from deployment.images import Images, api_build_command, login_command, push_commands
from deployment.parameters import Foundation, ParameterSource, foundation_in
from deployment.programs import Clock, ProgramError, Programs
from deployment.release import Built, commit_of
from deployment.rollouts import longest
from deployment.states import require_deployable, require_same_way_in
from deployment.web import Site, Web, smoke_test
from infra.templates import declared_parameters
from local.images import API

OUTPUTS: Final = ("ApiRepositoryUri", "ParserRepositoryUri", "ArtifactBucketName", "CloudFormationRoleArn")
"""Of bootstrap's stack, that a deployment's commands name."""
_CONSOLE: Final = (
    "https://{region}.console.aws.amazon.com/cloudwatch/home?region={region}#dashboards/dashboard/{name}"
)


@dataclass(frozen=True, slots=True)
class Deployed:
    """Where it is now."""

    stack: Stack
    site: Site
    dashboard: str

    def render(self) -> str:
        """For the terminal."""
        url = self.site.url
        lines = [f"API        {url}", f"API docs   {url}/docs", f"Dashboard  {self.dashboard}"]
        domain = self.stack.parameters.get("DomainName")
        if domain and not self.stack.parameters.get("HostedZoneId"):
            lines.append(f"DNS        {domain} must be a CNAME of {self.site.address}")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Deployment:
    """One deployment: what is deployed, where to, and with what."""

    environment: Environment
    cloud: Cloud
    connect: Callable[[str], Cloud]
    programs: Programs
    web: Web
    clock: Clock
    architecture: str
    extra_parameters: Mapping[str, str]
    """Beyond samconfig.toml, such as RestoreFromBackupsArn; they win."""
    root: Path = ROOT
    built: Built | None = None
    """What is deployed as it is; None for the working tree."""
    resets_weights: bool = False
    """Whether a rule that ECS moves may be written as the template has it."""
    before_touching: Callable[[], None] = lambda: None
    """Called once nothing is left to check, before CloudFormation is asked for anything."""

    def run(self) -> Deployed:
        """Build, push, deploy, smoke-test. Raises DeploymentError, in words for people."""
        foundation, stack, found = self.prepare()
        built = self.built or self.build(foundation)
        parameters = self._parameters(found, built)
        if stack and not self.resets_weights:
            self._step("Looking what would change")
            changes.require_weights_kept(self._proposed(foundation, stack, built, parameters))
        self._step(f"Deploying {self.environment.stack_name}")
        self.before_touching()
        self._sam_deploy(built.template.relative_to(self.root), foundation, parameters)
        return self._finish()

    def diff(self) -> str:
        """What would change, in words. Functions are compared by their code, the API's image is not."""
        if require_deployable(self._found(), self.environment) is None:
            command = f"make deploy ENV={self.environment.name}"
            return f"{self.environment.stack_name} does not exist; `{command}` makes all of it"
        foundation, stack, found = self.prepare()
        assert stack
        built = self.build(foundation, with_api=False)
        parameters = {**found, "Architecture": built.architecture}
        return changes.render(self._proposed(foundation, stack, built, parameters))

    def prepare(self) -> tuple[Foundation, Stack | None, Mapping[str, str]]:
        """What is there, and the parameters but for the images. What would fail after minutes fails here."""
        self._step(f"Checking {self.environment.name} in {self.cloud.account.region}")
        if self.built is None:
            self.programs.output("docker", "version", "--format", "{{.Server.Version}}")
            if self.environment.is_production:
                commit_of(self.programs, is_required=True)
        stack = require_deployable(self._found(), self.environment)
        if stack:
            require_same_way_in(stack, self.environment)
        foundation = foundation_in(self.cloud, self.environment)
        return foundation, stack, self._source().parameters(stack, foundation)

    def build(self, foundation: Foundation, *, with_api: bool = True) -> Built:
        """Build the working tree, push its images, and upload its functions and templates."""
        self._step("Building functions, layer and the parser's image")
        self.programs.run(*sam_build_command(self.architecture))
        self._step("Building and pushing the images")
        images, api_image = Images(self.programs, self.cloud.registry, self.architecture), ""
        if with_api:
            self.programs.run(*api_build_command(self.architecture))
            api_image = images.push(API.reference, foundation["ApiRepositoryUri"])
        template = images.pin(built_template(self.root), foundation["ParserRepositoryUri"])
        packaged = template.with_name("packaged.yaml")
        self.programs.run(*sam_package_command(self.environment, template, packaged, foundation))
        return Built(packaged, api_image, self.architecture)

    def _found(self) -> Stack | None:
        return self.cloud.stacks.find(self.environment.stack_name)

    def _parameters(self, found: Mapping[str, str], built: Built) -> dict[str, str]:
        image = {"Architecture": built.architecture, "ApiImageUri": built.api_image}
        parameters = {**found, **image, **self.extra_parameters}
        if self.built is None:
            return parameters
        # An older commit need not know each parameter that this one looks up.
        declared = declared_parameters(built.template.read_text())
        return {name: value for name, value in parameters.items() if name in declared}

    def _source(self) -> ParameterSource:
        return ParameterSource(self.cloud, self.connect, self.environment)

    def _proposed(
        self, foundation: Foundation, stack: Stack, built: Built, parameters: Mapping[str, str]
    ) -> changes.Changes:
        stacks, template = self.cloud.stacks, built.template.read_text()
        key = f"{stack.name}/proposed.yaml"
        url = self.cloud.buckets.upload(foundation["ArtifactBucketName"], key, template)
        given = parameters_for(template, stack, parameters)
        change_set = stacks.propose(stack, url, given, foundation["CloudFormationRoleArn"])
        try:
            return changes.read(stacks, change_set) if change_set else ()
        finally:
            if change_set:
                stacks.withdraw(change_set)

    def _sam_deploy(self, template: Path, foundation: Foundation, parameters: Mapping[str, str]) -> None:
        command = sam_deploy_command(self.environment, template, foundation, parameters)
        rollouts, cluster, allowed = self.cloud.rollouts, self.environment.stack_name, longest(parameters)
        try:
            self.programs.run(
                *command,
                meanwhile=lambda: rollouts.take_back_overdue(cluster, allowed, self.clock.now()),
            )
        except ProgramError as error:
            stack = self._found()
            why = self.cloud.stacks.first_failure(stack.id) if stack else ""
            words = f"first to fail was {why}" if why else "sam deploy failed before any resource did"
            raise DeploymentError(f"{words}; what it said is above") from error

    def _finish(self) -> Deployed:
        stack = self._found()
        if stack is None:
            raise DeploymentError(f"{self.environment.stack_name} is not there after its deployment")
        account, bucket = self.cloud.account, self._source().bucket_name
        if stack.parameters.get("ExistingBucket") == "true":  # from its first deployment on
            # What infra/uploads.yaml would have set up: copies and archive are left as they are.
            print(f"warning: the bucket {bucket} was there; see docs/deploying.md, The end")
            queue = stack.outputs["ReceiptUploadsQueueUrl"].rpartition("/")[2]
            queue_arn = f"arn:aws:sqs:{account.region}:{account.number}:{queue}"
            self.cloud.buckets.announce_uploads(bucket, queue_arn)
        self._step("Asking the API whether it works")
        site = site_of(stack)
        smoke_test(self.web, site, self.clock)
        dashboard = _CONSOLE.format(region=account.region, name=stack.outputs["DashboardName"])
        return Deployed(stack, site, dashboard)

    def _step(self, what: str) -> None:
        print(f"[{self.clock.now():%H:%M:%S}] {what}", flush=True)


def built_template(root: Path = ROOT) -> Path:
    """What `sam build` leaves behind."""
    return root / ".aws-sam/build/template.yaml"


def sam_build_command(architecture: str) -> list[str]:
    """`sam build` as it is run."""
    return ["sam", "build", "--parameter-overrides", f"Architecture={architecture}"]


def sam_package_command(
    environment: Environment, template: Path, packaged: Path, foundation: Foundation
) -> list[str]:
    """`sam package` as it is run: what the built template names is uploaded and named by the packaged one."""
    command = ["sam", "package", "--template-file", str(template), "--output-template-file", str(packaged)]
    command += ["--s3-bucket", foundation["ArtifactBucketName"], "--s3-prefix", "code"]
    # SAM asks for a repository, and pushes nothing there: the template names images by digest.
    command += ["--image-repository", foundation["ParserRepositoryUri"]]
    return [*command, "--region", environment.region]


def sam_deploy_command(
    environment: Environment, template: Path, foundation: Foundation, parameters: Mapping[str, str]
) -> list[str]:
    """`sam deploy` as it is run; capabilities come from samconfig.toml."""
    # Unasked, SAM looks for its configuration beside the template.
    command = ["sam", "deploy", "--config-file", str(environment.samconfig), "--config-env", environment.name]
    command += ["--template-file", str(template), "--stack-name", environment.stack_name]
    command += ["--s3-bucket", foundation["ArtifactBucketName"], "--s3-prefix", environment.stack_name]
    command += ["--image-repository", foundation["ParserRepositoryUri"], "--region", environment.region]
    command += ["--role-arn", foundation["CloudFormationRoleArn"]]
    # An empty value must be quoted.
    given = [f"{name}={value}" if value else f'{name}=""' for name, value in sorted(parameters.items())]
    return [*command, "--parameter-overrides", *given]


def commands_of(environment: Environment, architecture: str) -> Iterator[list[str]]:
    """What a deployment runs, with placeholders for what only AWS knows. AWS is not asked."""
    known = {name: f"<{name}>" for name in OUTPUTS}
    names = ["ApiRepositoryArn", "SlackSecretArn", "ApiImageUri"]
    names += ["BackupKeyArn", "ReplicaBucketArn"] if environment.second_region else []
    parameters = {name: f"<{name}>" for name in names} | {"Architecture": architecture}
    pinned, packaged = (built_template(Path()).with_name(name) for name in ("deploy.yaml", "packaged.yaml"))
    yield sam_build_command(architecture)
    yield api_build_command(architecture)
    yield login_command("AWS", "<registry>")
    yield from push_commands(API.reference, f"{known['ApiRepositoryUri']}:<image id>")
    yield from push_commands("receiptparserfunction:latest", f"{known['ParserRepositoryUri']}:<image id>")
    yield sam_package_command(environment, pinned, packaged, known)
    yield sam_deploy_command(environment, packaged, known, {**environment.parameters, **parameters})


def site_of(stack: Stack) -> Site:
    """With a domain it is asked at its load balancer.

    The name may be known nowhere yet, or still lead to the region that this one takes over from.
    """
    has_domain = stack.parameters.get("DomainName")
    return Site(stack.outputs["Url"], stack.outputs["LoadBalancerDnsName"] if has_domain else "")
