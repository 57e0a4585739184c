"""A merge patch (RFC 7396) beside the record that it is for: whatever says what the record says changes
nothing, whoever wrote it and whatever it is, so that a record can be sent back as it was read.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Annotated, Any, Final, TypeAlias

from fastapi import Body
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError, WithJsonSchema
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import CoreSchema

from receipts.domain.record import Receipt
from receipts.domain.sentence import Language
from receipts_api.corrections import GROUPS, Act, CorrectionRequest, ItemEntry
from receipts_api.documents import ItemDocument, ReceiptDocument

Json: TypeAlias = dict[str, Any]
Path: TypeAlias = tuple[str, ...]

MergePatch = Annotated[
    Json,
    Body(openapi_examples={"nothing": {"summary": "Changes nothing", "value": {"version": 1}}}),
    WithJsonSchema({"$ref": "#/components/schemas/CorrectionRequest"}),
]
"""A `CorrectionRequest` as it came in: it is looked at once the record is known."""

_OF_THE_ACT: Final = frozenset(Act.model_fields)
_OF_THE_MOMENT: Final = frozenset({"estimated_finish_at"})
"""What was true when it was read: it may be sent back, and is not looked at."""
_NEVER_WRITTEN: Final = frozenset(ReceiptDocument.model_fields) - frozenset(CorrectionRequest.model_fields)
_NEVER_WRITTEN_IN: Final = {"merchant": frozenset({"business_number_valid"})}


class WithoutDefaults(GenerateJsonSchema):
    """A schema that never says what a field is if it is not sent: the record says so."""

    def default_schema(self, schema: Any) -> Json:  # noqa: ANN401 - pydantic's
        inner: CoreSchema = schema["schema"]
        return self.generate_inner(inner)


def act_of(body: Mapping[str, Any]) -> Act:
    """What the body says of who looked at which version. Raises RequestValidationError."""
    with _told_as_of_the_body():
        return Act.model_validate({name: body[name] for name in _OF_THE_ACT & body.keys()})


def correction_of(body: Mapping[str, Any], receipt: Receipt, version: int) -> CorrectionRequest:
    """What `body` changes in the receipt, seen at `version`. Raises RequestValidationError that names a value
    which is none, a field that receipts do not have, or one that nobody writes and that differs.
    """
    shown = tuple(_document(receipt, language) for language in Language)
    left = dict(_different(body, shown))
    is_seen = receipt.version == version  # else it differs through nobody's fault, and the version decides
    if is_seen:
        _refuse(_read_only(left))
    correction = _validated(_writable(left), shown[0])
    if is_seen and not _is_as_precise_as_it_says(correction, receipt):
        _refuse([("issued_at_precision",)])
    return correction


def _document(receipt: Receipt, language: Language) -> Json:
    return ReceiptDocument.from_receipt(receipt, language).model_dump(mode="json")


def _different(body: Mapping[str, Any], shown: Sequence[Json]) -> Iterator[tuple[str, Any]]:
    """What of the body is not as the record shows it, in any language."""
    for name, value in body.items():
        if name in _OF_THE_MOMENT:
            continue
        known = [record[name] for record in shown if name in record]
        texts = {_text(it) for it in known}
        if name in _OF_THE_ACT or name == "issued_at_precision":
            yield name, value
        elif name in GROUPS and isinstance(value, dict) and isinstance(known[0], dict):
            yield name, {key: it for key, it in value.items() if not _says(known[0], key, it)}
        elif name == "category" and isinstance(value, dict) and isinstance(known[0], dict):
            whole = known[0] | value
            if whole["code"] != known[0]["code"] and "account" not in value:  # the chart says its name
                del whole["account"]
            if _text(whole) not in texts:
                yield name, whole
        elif _text(value) not in texts:
            yield name, value


def _says(record: Json, name: str, value: object) -> bool:
    return name in record and _text(record[name]) == _text(value)


def _text(value: object) -> str:
    """Of the same JSON the same. There 1.0 is 1, as browsers and jq write it; to Python true is 1 as well."""
    return json.dumps(_plain(value), sort_keys=True)


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {name: _plain(it) for name, it in value.items()}
    if isinstance(value, list):
        return list(map(_plain, value))
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _read_only(left: Mapping[str, Any]) -> Iterator[Path]:
    for name, value in left.items():
        if name in _NEVER_WRITTEN:
            yield (name,)
        elif isinstance(value, dict):
            yield from ((name, key) for key in value if key in _NEVER_WRITTEN_IN.get(name, ()))


def _writable(left: Mapping[str, Any]) -> Json:
    """What is left of the body without what nobody writes."""
    values = {name: value for name, value in left.items() if name not in _NEVER_WRITTEN}
    for name, never in _NEVER_WRITTEN_IN.items():
        if isinstance(values.get(name), dict):
            values[name] = {key: value for key, value in values[name].items() if key not in never}
    return values


def _validated(values: Json, record: Json) -> CorrectionRequest:
    items, known = values.get("items"), record["items"] or ()
    if isinstance(items, list):
        values["items"] = [_as_it_is(item, known) for item in items]
    with _told_as_of_the_body():
        return CorrectionRequest.model_validate(values)


@contextmanager
def _told_as_of_the_body() -> Iterator[None]:
    try:
        yield
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise RequestValidationError([{**it, "loc": ("body", *it["loc"])} for it in found]) from None


def _as_it_is(item: object, known: Sequence[Json]) -> object:
    """A line that is on the receipt already is taken as it was read, be it nameless; another is looked at."""
    if isinstance(item, dict):
        for line in known:
            if _text(line) == _text(item | {"line": line["line"]}):
                read = ItemDocument.model_validate(line)
                return ItemEntry.model_construct(**dict(read))
    return item


def _is_as_precise_as_it_says(correction: CorrectionRequest, receipt: Receipt) -> bool:
    """Precision follows from the time that is sent with it; else it is as it was read."""
    if "issued_at_precision" not in correction.model_fields_set:
        return True
    read = receipt.reading and receipt.reading.issued_at_precision
    follows = correction.precision() if "issued_at" in correction.model_fields_set else read
    return correction.issued_at_precision in {read, follows}


def _refuse(paths: Iterable[Path]) -> None:
    found = [{"type": "read_only", "loc": ("body", *path)} for path in paths]
    if found:
        raise RequestValidationError(found)
