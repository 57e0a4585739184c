"""Reads JSON from outside: what is missing or of another type is empty, and raises nothing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeAlias

Json: TypeAlias = Mapping[str, Any]


def text_of(source: Json, name: str) -> str:
    """The string under `name`; empty where there is none."""
    value = source.get(name)
    return value if isinstance(value, str) else ""


def object_of(source: Json, name: str) -> Json:
    """The object under `name`; empty where there is none."""
    value = source.get(name)
    return value if isinstance(value, Mapping) else {}


def list_of(source: Json, name: str) -> list[Any]:
    """The array under `name`; empty where there is none."""
    value = source.get(name)
    return value if isinstance(value, list) else []


def number_of(source: Json, name: str) -> float | None:
    """The number under `name`, if it is one."""
    value = source.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def last_part(arn: str) -> str:
    """The name at the end of an ARN."""
    return arn.rpartition("/")[2] if "/" in arn else arn.rpartition(":")[2]


def region_of(arn: str) -> str:
    """The region's code, which stands in `arn:partition:service:region:…`; empty for what is no ARN."""
    return "".join(arn.split(":")[3:4])


def parsed_time(value: str) -> datetime:
    """AWS's ISO 8601 with a zone, `…+0000` or `…Z`. Raises ValueError for anything else."""
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(f"no time zone in {value!r}")
    return moment
