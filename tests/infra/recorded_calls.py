"""The calls of each principal in the local account, as IAM sees them: a line of JSON each.

Run as a program this is the local account's gate, which records them in $CALLS_FILE.
The emulator asks its IAM before it does anything. Recorded there are the action's name in IAM (HeadBucket is
s3:ListBucket), the resource and the answer; the functions need not know.
"""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from local import aws_gate


@dataclass(frozen=True, slots=True)
class Call:
    """A call that IAM allowed or denied."""

    principal: str
    """ARN of a user, or of a role's session: `…:assumed-role/<role>/<function>`."""
    action: str
    resource: str
    allowed: bool


def record_calls(file: Path) -> None:
    """Record every call from now on; only for the emulator's own process."""
    from ministack.core import iam_evaluator  # noqa: PLC0415 - it reads its environment as it is imported

    ask: Callable[..., Any] = iam_evaluator.enforce

    def enforce_and_record(access_key_id: str, iam_action: str, *rest: Any, **named: Any) -> Any:  # noqa: ANN401 - as ministack types it
        answer = ask(access_key_id, iam_action, *rest, **named)
        caller = iam_evaluator.resolve_caller_identity(access_key_id) or {}
        call = Call(
            caller.get("userArn", ""), iam_action, named.get("resource_arn", "*"), allowed=answer is None
        )
        with file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(asdict(call)) + "\n")
        return answer

    iam_evaluator.enforce = enforce_and_record


def recorded_calls(file: Path) -> Iterator[Call]:
    """What `record_calls` wrote so far."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield Call(**json.loads(line))


if __name__ == "__main__":
    record_calls(Path(os.environ["CALLS_FILE"]))
    aws_gate.main()
