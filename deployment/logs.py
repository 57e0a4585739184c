"""The last lines that a function or the API wrote, by `sam logs`."""

from deployment.environments import Environment

_NOTIFIER = "AlarmNotifier"  # lives in a stack of its own


def sam_logs_command(environment: Environment, function: str, minutes: int) -> list[str]:
    """`function` is its logical id in template.yaml, or `api`, whose log is no function's."""
    command = ["sam", "logs", "--region", environment.region, "--start-time", f"{minutes}min ago"]
    if function.lower() == "api":
        return [*command, "--cw-log-group", f"/receipts/{environment.name}/api"]
    name = f"{_NOTIFIER}/{function}" if function.startswith(_NOTIFIER) else function
    return [*command, "--stack-name", environment.stack_name, "--name", name]
