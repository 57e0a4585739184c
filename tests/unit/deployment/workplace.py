"""A machine and an account, ready for a deployment."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from deployment.aws import Cloud
from deployment.deploy import Deployment
from deployment.environments import BOOTSTRAP_STACK, SAMCONFIG, Environment, load
from tests.fakes.clock import SimulatedClock
from tests.fakes.cloud import ACCOUNT, REGION, FakeCloud, FakeIam, FakePrograms, FakeWeb, writes

REGISTRY = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com"
SECOND_REGION = "ap-northeast-1"
BUILT = """\
Resources:
  ReceiptParserFunction:
    Type: AWS::Serverless::Function
    Properties:
      PackageType: Image
      ImageUri: receiptparserfunction:latest
  Network:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ../../infra/network.yaml
"""
BALANCER = f"receipts-1234567890.{REGION}.elb.amazonaws.com"
ROOT_OUTPUTS = {
    "Url": "https://d1.cloudfront.net",
    "LoadBalancerDnsName": BALANCER,
    "DashboardName": "receipts-dev",
    "ReceiptUploadsQueueUrl": f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/receipts-dev-uploads",
}
API_ID, PARSER_ID = "a" * 64, "b" * 64


@dataclass
class Workplace:
    root: Path
    environment: Environment = field(default_factory=lambda: load("dev", {}))
    first: FakeCloud = field(default_factory=FakeCloud)
    second: FakeCloud = field(default_factory=lambda: FakeCloud(SECOND_REGION))
    iam: FakeIam = field(default_factory=FakeIam)
    programs: FakePrograms = field(default_factory=FakePrograms)
    web: FakeWeb = field(default_factory=FakeWeb)
    clock: SimulatedClock = field(default_factory=SimulatedClock)

    def deployment(self, extra: Mapping[str, str] | None = None) -> Deployment:
        return Deployment(
            environment=self.environment,
            cloud=self.connect(self.environment.region),
            connect=self.connect,
            programs=self.programs,
            web=self.web,
            clock=self.clock,
            architecture="x86_64",
            extra_parameters=extra or {},
            root=self.root,
        )

    def connect(self, region: str) -> Cloud:
        return (self.second if region == SECOND_REGION else self.first).as_cloud()

    def in_environment(
        self, name: str, shell: Mapping[str, str] | None = None, samconfig: Path = SAMCONFIG
    ) -> "Workplace":
        return replace(self, environment=load(name, shell or {}, samconfig))

    def sam_deploy(self) -> str:
        [line] = self.programs.ran("sam deploy")
        return line


def prepared(root: Path) -> Workplace:
    """After `make bootstrap`, on a machine with Docker and SAM."""
    place = Workplace(root)
    for cloud in (place.first, place.second):
        cloud.stacks.add(BOOTSTRAP_STACK, outputs=bootstrap_outputs(cloud.region))
        cloud.secrets.values.update({"receipts-dev/slack": "{}", "receipts-prod/slack": "{}"})
    outputs = {"BackupKeyArn": "arn:kms:copies", "ReplicaBucketArn": "arn:s3:copies"}
    place.second.stacks.add("receipts-prod-second-region", outputs=outputs)
    _install_programs(place)
    return place


def bootstrap_outputs(region: str) -> dict[str, str]:
    registry = f"{ACCOUNT}.dkr.ecr.{region}.amazonaws.com"
    return {
        "ApiRepositoryUri": f"{registry}/receipts/api",
        "ApiRepositoryArn": f"arn:aws:ecr:{region}:{ACCOUNT}:repository/receipts/api",
        "ParserRepositoryUri": f"{registry}/receipts/parser",
        "ArtifactBucketName": f"receipts-artifacts-{ACCOUNT}-{region}",
        "CloudFormationRoleArn": f"arn:aws:iam::{ACCOUNT}:role/receipts-cloudformation-{region}",
    }


def _install_programs(place: Workplace) -> None:
    programs = place.programs
    inspect = "docker image inspect --format {{.Id}}"
    programs.outputs = {
        "docker version": "28.2.2\n",
        f"{inspect} receipts-api": f"sha256:{API_ID}\n",
        f"{inspect} receiptparserfunction": f"sha256:{PARSER_ID}\n",
    }
    programs.effects = {
        "sam build": writes(place.root / ".aws-sam/build/template.yaml", BUILT),
        "sam package": _package,
        "docker push": lambda command: _arrive(place, command[-1]),
        "sam deploy": lambda command: _stand(place, command),
    }


def _arrive(place: Workplace, image: str) -> None:
    if place.programs.failing == "docker push":
        return
    host, _, rest = image.partition("/")
    repository, _, tag = rest.partition(":")
    cloud = place.second if SECOND_REGION in host else place.first
    cloud.registry.images.add((repository, tag))


def _stand(place: Workplace, command: tuple[str, ...]) -> None:
    if place.programs.failing == "sam deploy":
        return
    name = command[command.index("--stack-name") + 1]
    cloud = place.second if SECOND_REGION in command else place.first
    parameters = dict(one.split("=", 1) for one in command[command.index("--parameter-overrides") + 1 :])
    # What is not named stays as it was: SAM says UsePreviousValue.
    before = cloud.stacks.known[name].parameters if name in cloud.stacks.known else {}
    parameters = {**before, **{key: value.strip('"') for key, value in parameters.items()}}
    outputs = {**ROOT_OUTPUTS, "DashboardName": name}
    if domain := parameters.get("DomainName"):
        outputs["Url"] = f"https://{domain}"
    cloud.stacks.add(name, parameters=parameters, outputs=outputs)


def _package(command: tuple[str, ...]) -> None:
    words = dict(zip(command[2::2], command[3::2], strict=True))
    Path(words["--output-template-file"]).write_text(Path(words["--template-file"]).read_text())
