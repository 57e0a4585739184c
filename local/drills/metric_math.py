"""CloudWatch's metric math, as far as the alarms of this system use it.

What has no datapoint counts as 0 beside a metric that has one, but not beside a number; FILL puts a value
where none is. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
"""

import ast
import operator
import re
from collections.abc import Callable, Mapping

Value = float | None
"""A datapoint, or none."""

_WORDS = ((r"\bAND\b|&&", " and "), (r"\bOR\b|\|\|", " or "), (r"(?<![<>=!])=(?!=)", "=="))
_ARITHMETIC: Mapping[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_COMPARED: Mapping[type, Callable[[float, float], bool]] = {
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}

_CHOSEN: Mapping[str, Callable[[list[float]], float]] = {"MAX": max, "MIN": min, "SUM": sum}


def value_of(expression: str, metrics: Mapping[str, Value]) -> Value:
    """One period's value. Raises ValueError for what is not understood, KeyError for an unknown id."""
    text = expression
    for pattern, word in _WORDS:
        text = re.sub(pattern, word, text)
    return _value(ast.parse(text.strip(), mode="eval").body, metrics)


def _value(node: ast.expr, metrics: Mapping[str, Value]) -> Value:  # noqa: PLR0911 - one for each kind of node
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id=name):
            return metrics[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _applied(operator.sub, [ast.Constant(0), operand], metrics)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
            return _applied(_ARITHMETIC[type(op)], [left, right], metrics)
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARED:
            return _applied(_COMPARED[type(op)], [left, right], metrics)
        case ast.BoolOp(op=op, values=values):
            joined = _all_of if isinstance(op, ast.And) else _any_of
            return _applied(joined, values, metrics)
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return _called(name, arguments, metrics)
    raise ValueError(f"not understood: {ast.unparse(node)}")


def _called(name: str, arguments: list[ast.expr], metrics: Mapping[str, Value]) -> Value:
    values = [_value(one, metrics) for one in arguments]
    match name, values:
        case "FILL", [given, instead]:
            return instead if given is None else given
        case "IF", [condition, then, *otherwise]:
            if condition is None:
                return None
            return then if condition else (otherwise[0] if otherwise else None)
        case (("MAX" | "MIN" | "SUM"), [_, *_]):
            present = [one for one in values if one is not None]
            return _CHOSEN[name](present) if present else None
    raise ValueError(f"not understood: {name} of {len(values)}")


def _applied(function: Callable[..., float], operands: list[ast.expr], metrics: Mapping[str, Value]) -> Value:
    """None where no metric among the operands has a datapoint, or for a division by zero."""
    values = [_value(one, metrics) for one in operands]
    series = [value for one, value in zip(operands, values, strict=True) if not _is_number(one)]
    if series and all(one is None for one in series):
        return None
    given = (0.0 if one is None else one for one in values)
    try:
        return float(function(*given))
    except ZeroDivisionError:
        return None


def _all_of(*values: float) -> bool:
    return all(values)


def _any_of(*values: float) -> bool:
    return any(values)


def _is_number(node: ast.expr) -> bool:
    """Whether it names no metric."""
    return not any(isinstance(one, ast.Name) for one in ast.walk(node))
