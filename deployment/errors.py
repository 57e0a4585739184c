"""What can end a deployment, each told in one sentence."""


class DeploymentError(Exception):
    """The command cannot go on; the message is for the person at the terminal."""


class CredentialsError(DeploymentError):
    """AWS does not know who is asking, or cannot be reached."""


class FunctionFailedError(DeploymentError):
    """A Lambda function refused, or broke; the message is its own."""


class ProgramError(DeploymentError):
    """A program on this machine is missing, or ended with an error."""


class StackFailedError(DeploymentError):
    """CloudFormation could not make what the template says."""
