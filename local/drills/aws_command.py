"""`aws …` as the AWS CLI reads it: which operation is meant, with which parameters, by botocore's own models.

The rules of the CLI: an option is the parameter's name in kebab case; lists and structures come as JSON or in
the shorthand `Key=Value,Key=Value`. https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-shorthand.html
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

import botocore.session
import jmespath
from botocore import xform_name
from botocore.exceptions import UnknownServiceError
from botocore.model import ListShape, MapShape, OperationModel, ServiceModel, Shape, StructureShape
from botocore.validate import ParamValidator

WAIT = "wait"
"""How the operation of `aws … wait …` begins; which waiter comes behind it."""
_GLOBAL = frozenset({"query", "output", "region", "profile"})
_TAIL = frozenset({"since", "filter-pattern", "follow", "format"})
"""What `aws logs tail` takes: a command of the CLI alone, with no operation behind it."""


_DEEPEST = 6
"""Levels of a made-up answer; some of AWS's shapes hold themselves."""


class CommandError(Exception):
    """The AWS CLI would refuse this command."""


@dataclass(frozen=True, slots=True)
class Command:
    """One call. For `aws logs tail` the operation is `tail`, for `aws … wait …` it begins with WAIT."""

    service: str
    operation: str
    parameters: Mapping[str, Any]
    query: str = ""
    output: str = "json"

    def shown(self, answer: object) -> str:
        """An answer as the CLI prints it: after --query, as JSON or as text."""
        plain = json.loads(json.dumps(answer, default=_plain))
        chosen = jmespath.search(self.query, plain) if self.query else plain
        if self.output == "text":
            return _as_text(chosen) + "\n"
        return json.dumps(chosen, indent=2, ensure_ascii=False) + "\n"


def _plain(value: object) -> str:
    """Times and bytes as the CLI has them, before --query looks at them."""
    if isinstance(value, datetime):
        return value.isoformat()
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def parsed(arguments: Sequence[str]) -> Command:
    """The command behind `aws`. Raises CommandError."""
    match arguments:
        case ["logs", "tail", str(group), *rest]:
            return _tail(group, rest)
        case [str(service), "wait", str(waiter), *rest]:
            return _wait(service, waiter, rest)
        case [str(service), str(operation), *rest]:
            return _call(service, operation, rest)
    raise CommandError(f"no service and operation in {arguments}")


def _tail(group: str, rest: Sequence[str]) -> Command:
    options, _ = _options(rest)
    if unknown := options.keys() - _TAIL - _GLOBAL:
        raise CommandError(f"logs tail has no --{sorted(unknown)[0]}")
    given = {name: " ".join(values) for name, values in options.items()}
    return Command("logs", "tail", {"group": group, **given})


def _wait(service: str, waiter: str, rest: Sequence[str]) -> Command:
    """It asks one operation until the answer is as wanted, and prints nothing."""
    known = _session().get_waiter_model(service)
    for name in known.waiter_names:
        if xform_name(name, "-") == waiter:
            asked = _call(service, xform_name(known.get_waiter(name).operation, "-"), rest)
            return replace(asked, operation=f"{WAIT} {waiter}")
    raise CommandError(f"{service} waits for no {waiter}")


def _call(service: str, operation: str, rest: Sequence[str]) -> Command:
    model = operation_model(service, operation)
    options, positional = _options(rest)
    members = dict(model.input_shape.members) if model.input_shape else {}
    by_option = {xform_name(name, "-"): name for name in members}
    parameters: dict[str, Any] = {}
    for option, values in options.items():
        if option in _GLOBAL:
            continue
        name = by_option.get(option) or by_option.get(option.removeprefix("no-"))
        if name is None:
            raise CommandError(f"{service} {operation} has no --{option}")
        is_no = option not in by_option
        parameters[name] = False if is_no else _given(members[name], values, option)
    if bool(positional) != _writes_to_a_file(model):
        raise CommandError(f"{service} {operation}: {positional or 'no file'} is not what it takes")
    if model.input_shape:
        report = ParamValidator().validate(parameters, model.input_shape)
        if report.has_errors():
            raise CommandError(f"{service} {operation}: {report.generate_report()}")
    (query,) = options.get("query", [""])
    (output,) = options.get("output", ["json"])
    return Command(service, operation, parameters, query, output)


def _writes_to_a_file(model: OperationModel) -> bool:
    """`aws lambda invoke` names the file that the answer's body goes to."""
    return bool(model.has_streaming_output)


def operation_model(service: str, operation: str) -> OperationModel:
    """What botocore knows of `aws service operation`. Raises CommandError if that is nothing."""
    model = _service("s3" if service == "s3api" else service)
    for name in model.operation_names:
        if xform_name(name, "-") == operation:
            return model.operation_model(name)
    raise CommandError(f"{service} has no {operation}")


@cache
def _service(name: str) -> ServiceModel:
    try:
        return _session().get_service_model(name)
    except UnknownServiceError as error:
        raise CommandError(f"there is no service {name}") from error


@cache
def _session() -> botocore.session.Session:
    return botocore.session.get_session()


def _options(arguments: Sequence[str]) -> tuple[dict[str, list[str]], list[str]]:
    """Values by option, and what stands before any option."""
    options: dict[str, list[str]] = {}
    positional: list[str] = []
    current = positional
    for one in arguments:
        if one.startswith("--"):
            current = options.setdefault(one[2:], [])
        elif current and len(current) == 1 and _takes_one(options, current):
            positional.append(one)
        else:
            current.append(one)
    return options, positional


def _takes_one(options: Mapping[str, list[str]], current: list[str]) -> bool:
    """Whether these are the values of an option that never takes a second."""
    return any(options.get(name) is current for name in ("query", "output", "function-name", "payload"))


def _given(shape: Shape, values: Sequence[str], option: str) -> Any:  # noqa: ANN401 - what the model wants
    if not values:
        if shape.type_name != "boolean":
            raise CommandError(f"--{option} wants a value")
        return True
    if len(values) == 1 and values[0].startswith("file://"):
        return _any(shape)
    if len(values) == 1 and values[0][:1] in "[{" and shape.type_name in {"list", "structure", "map"}:
        return json.loads(values[0])
    if isinstance(shape, ListShape):
        return [_element(shape.member, one) for one in values]
    if len(values) > 1:
        raise CommandError(f"--{option} takes one value, not {values}")
    return _element(shape, values[0])


def _element(shape: Shape, value: str) -> Any:  # noqa: ANN401 - as above
    if isinstance(shape, StructureShape | MapShape):
        return _shorthand(shape, value)
    if isinstance(shape, ListShape):
        return [_element(shape.member, one) for one in value.split(",")]
    if shape.type_name in {"integer", "long"}:
        if not re.fullmatch(r"-?\d+", value):
            raise CommandError(f"{value!r} is no number")
        return int(value)
    if (allowed := getattr(shape, "enum", None)) and value not in allowed:
        raise CommandError(f"{value!r} is none of {allowed}")
    return float(value) if shape.type_name in {"float", "double"} else value


def _shorthand(shape: StructureShape | MapShape, value: str) -> dict[str, Any]:
    """`Key=Value,Key=Value`; what follows a comma without a key belongs to the list before it."""
    found: dict[str, list[str]] = {}
    last = ""
    for part in value.split(","):
        name, sign, text = part.partition("=")
        if sign:
            last = name
        elif not last:
            raise CommandError(f"{value!r} is no Key=Value")
        found.setdefault(last, []).append(text if sign else part)
    return {name: _element(_member(shape, name), ",".join(parts)) for name, parts in found.items()}


def _member(shape: StructureShape | MapShape, name: str) -> Shape:
    if isinstance(shape, MapShape):
        return shape.value
    if name not in shape.members:
        raise CommandError(f"{shape.name} has no {name}")
    return shape.members[name]


def _any(shape: Shape, depth: int = 0) -> Any:  # noqa: ANN401 - as above
    """Something of this shape: what a file of the operator's holds, or what AWS might answer."""
    if isinstance(shape, StructureShape):
        members = shape.members.items() if depth < _DEEPEST else ()
        return {name: _any(one, depth + 1) for name, one in members}
    if isinstance(shape, ListShape):
        return [_any(shape.member, depth + 1)] if depth < _DEEPEST else []
    if isinstance(shape, MapShape):
        return {name: _any(shape.value, depth + 1) for name in getattr(shape.key, "enum", None) or ["key"]}
    plain = {"boolean": True, "integer": 1, "long": 1, "float": 1.0, "double": 1.0, "blob": b"bytes"}
    allowed = getattr(shape, "enum", None)
    if shape.type_name != "string" or allowed:
        return plain.get(shape.type_name, allowed[0] if allowed else "2026-11-28T00:00:00Z")
    return "something".ljust(shape.metadata.get("min", 0), "-")


def an_answer(service: str, operation: str) -> Any:  # noqa: ANN401 - as above
    """Something that AWS might answer, by the operation's model."""
    shape = operation_model(service, operation).output_shape
    return _any(shape) if shape else {}


def _as_text(chosen: object) -> str:
    if isinstance(chosen, list):
        separator = "\n" if any(isinstance(one, list | dict) for one in chosen) else "\t"
        return separator.join(_as_text(one) for one in chosen)
    if isinstance(chosen, dict):
        return "\t".join(_as_text(one) for one in chosen.values())
    return "None" if chosen is None else str(chosen)
