"""From a working tree to an API that answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deployment.environments import ROOT, Environment
from deployment.errors import DeploymentError, ProgramError, StackFailedError
from deployment.failures import first_failure
from deployment.images import Images
from deployment.parameters import Foundation, ParameterSource, foundation_in
from deployment.ports import Clock, Cloud, Programs, Site, Stack, Web
from deployment.programs import built_template
from deployment.release import Built
from deployment.rollouts import Guard, longest
from deployment.states import require_deployable, require_same_way_in
from deployment.web import smoke_test
from infra.templates import declared_parameters

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
    before_touching: Callable[[], None] = lambda: None
    """Called once nothing is left to check, before CloudFormation is asked for anything."""

    def run(self) -> Deployed:
        """Build, push, deploy, smoke-test. Raises DeploymentError, in words for people."""
        self._build_and_deploy()
        return self._finish()

    def _build_and_deploy(self) -> None:
        foundation, found = self.prepare()
        built = self.built or self.build(foundation)
        parameters = self._parameters(found, built)
        self._step(f"Deploying {self.environment.stack_name}")
        self.before_touching()
        self._sam_deploy(built.template.relative_to(self.root), foundation, parameters)

    def prepare(self) -> tuple[Foundation, Mapping[str, str]]:
        """What is there, and the parameters but for the images. What would fail after minutes fails here."""
        foundation, stack = self._check()
        return foundation, self._source().parameters(stack, foundation)

    def build(self, foundation: Foundation) -> Built:
        """Build the working tree, and push its images."""
        self._step("Building functions, layer and the parser's image")
        self.programs.run(*sam_build_command(self.architecture))
        self._step("Building and pushing the images")
        images = Images(self.programs, self.cloud.registry, self.architecture)
        api_image = images.push(images.build_api(), foundation.api_repository_uri)
        template = images.pin(built_template(self.root), foundation.parser_repository_uri)
        return Built(template, api_image, self.architecture)

    def _check(self) -> tuple[Foundation, Stack | None]:
        self._step(f"Checking {self.environment.name} in {self.cloud.account.region}")
        if self.built is None:
            self.programs.output("docker", "version", "--format", "{{.Server.Version}}")
            if self.environment.is_production:
                require_commit(self.programs)
        stack = require_deployable(self.cloud.stacks.find(self.environment.stack_name), self.environment)
        if stack:
            require_same_way_in(stack, self.environment)
        return foundation_in(self.cloud, self.environment), stack

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

    def _sam_deploy(self, template: Path, foundation: Foundation, parameters: Mapping[str, str]) -> None:
        try:
            command = sam_deploy_command(self.environment, template, foundation, parameters)
            cluster = self.environment.stack_name
            guard = Guard(self.cloud.rollouts, self.clock, cluster, longest(parameters))
            self.programs.run(*command, meanwhile=guard.look)
        except ProgramError as error:
            raise StackFailedError(self._why()) from error

    def _why(self) -> str:
        stack = self.cloud.stacks.find(self.environment.stack_name)
        failure = first_failure(self.cloud.stacks, stack.id) if stack else None
        if failure is None:
            return "sam deploy failed before any resource did; what it said is above"
        return f"first to fail was {failure}"

    def _finish(self) -> Deployed:
        stack = self.cloud.stacks.find(self.environment.stack_name)
        if stack is None:
            raise DeploymentError(f"{self.environment.stack_name} is not there after its deployment")
        if stack.parameters.get("ExistingBucket") == "true":  # from its first deployment on
            # What infra/uploads.yaml would have set up: copies and archive are left as they are.
            print(
                f"warning: the bucket {self._source().bucket_name} was there; see docs/deploying.md, The end"
            )
            queue = _queue_arn(self.cloud, stack.outputs["ReceiptUploadsQueueUrl"])
            self.cloud.buckets.announce_uploads(self._source().bucket_name, queue)
        self._step("Asking the API whether it works")
        site = site_of(stack)
        smoke_test(self.web, site, self.clock)
        return Deployed(stack, site, dashboard_of(self.cloud, stack))

    def _step(self, what: str) -> None:
        print(f"[{self.clock.now():%H:%M:%S}] {what}", flush=True)


def require_commit(programs: Programs) -> None:
    """Production must be something that can be checked out again. Raises DeploymentError."""
    if changed := programs.output("git", "status", "--porcelain").strip():
        count = len(changed.splitlines())
        raise DeploymentError(f"{count} files are not committed; production is deployed from a commit")


def sam_build_command(architecture: str) -> list[str]:
    """`sam build` as it is run."""
    return ["sam", "build", "--parameter-overrides", f"Architecture={architecture}"]


def sam_deploy_command(
    environment: Environment, template: Path, foundation: Foundation, parameters: Mapping[str, str]
) -> list[str]:
    """`sam deploy` as it is run; capabilities come from samconfig.toml."""
    # Unasked, SAM looks for its configuration beside the template.
    command = ["sam", "deploy", "--config-file", str(environment.samconfig), "--config-env", environment.name]
    command += ["--template-file", str(template)]
    command += ["--stack-name", environment.stack_name, "--region", environment.region]
    command += ["--s3-bucket", foundation.artifact_bucket, "--s3-prefix", environment.stack_name]
    # SAM asks for it, and pushes nothing there: the template names images by digest.
    command += ["--image-repository", foundation.parser_repository_uri]
    command += ["--role-arn", foundation.cloudformation_role_arn]
    return [*command, "--parameter-overrides", *overrides(parameters)]


def overrides(parameters: Mapping[str, str]) -> list[str]:
    """As SAM reads them: an empty value must be quoted."""
    return [f"{name}={value}" if value else f'{name}=""' for name, value in sorted(parameters.items())]


def site_of(stack: Stack) -> Site:
    """With a domain it is asked at its load balancer.

    The name may be known nowhere yet, or still lead to the region that this one takes over from.
    """
    has_domain = stack.parameters.get("DomainName")
    return Site(stack.outputs["Url"], stack.outputs["LoadBalancerDnsName"] if has_domain else "")


def dashboard_of(cloud: Cloud, stack: Stack) -> str:
    """Address of the dashboard in CloudWatch's console."""
    return _CONSOLE.format(region=cloud.account.region, name=stack.outputs["DashboardName"])


def _queue_arn(cloud: Cloud, url: str) -> str:
    """Of a queue by its address, `https://sqs.<region>.amazonaws.com/<account>/<name>`."""
    name = url.rpartition("/")[2]
    return f"arn:aws:sqs:{cloud.account.region}:{cloud.account.number}:{name}"
