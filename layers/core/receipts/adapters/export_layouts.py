"""The layouts of exported files: those that come along, and an accountant's own beside them."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator

from receipts.domain.export_layout import VALUES, Column, Layout
from receipts.domain.journal_entries import Accounts
from receipts.domain.receipt import PaymentMethod
from receipts.errors import SettingsError

DEFAULT = Path(__file__).with_name("export_layouts.toml")


_FARES_AND_TICKETS = frozenset({"taxi", "travel", "culture"})
"""Codes of categories.csv. A layout that says nothing of them does not claim their VAT: the law (부가가치세법
시행령 제88조 ⑤) asks who sold, not what the buyer calls the account.
"""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Column(_Strict):
    heading: str
    value: str | None = None
    text: str = ""
    day: str | None = None
    codes: dict[str, str] = {}
    digits_only: bool = False
    longest: int | None = Field(default=None, ge=1)

    @field_validator("value")
    @classmethod
    def _is_known(cls, value: str | None) -> str | None:
        if value is not None and value not in VALUES:
            raise ValueError(f"{value!r} is none of {', '.join(sorted(VALUES))}")
        return value

    def to_column(self) -> Column:
        return Column(**dict(self))


class _Accounts(_Strict):
    vat: str
    unknown: str
    paid: str
    paid_by: dict[PaymentMethod, str] = {}
    without_vat: frozenset[str] = frozenset()
    without_vat_from: frozenset[str] = _FARES_AND_TICKETS

    def to_accounts(self) -> Accounts:
        return Accounts(
            self.vat, self.unknown, self.paid, dict(self.paid_by), self.without_vat, self.without_vat_from
        )


class _Layout(_Strict):
    columns: list[_Column] = Field(min_length=1)
    accounts: _Accounts | None = None
    encoding: Literal["utf-8-sig", "utf-8", "cp949"] = "utf-8-sig"
    separator: Literal[",", ";", "\t", "|"] = ","
    has_headings: bool = True
    has_sums: bool = False

    def to_layout(self, name: str) -> Layout:
        columns = tuple(column.to_column() for column in self.columns)
        accounts = self.accounts.to_accounts() if self.accounts else None
        return Layout(
            name, columns, accounts, self.encoding, self.separator, self.has_headings, self.has_sums
        )


_Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,31}$")]
"""It is part of an address, a file's name and the title of a sheet."""
_FILE = TypeAdapter(dict[_Name, _Layout])


def load_layouts(path: Path | None = None) -> Mapping[str, Layout]:
    """Our own layouts by name, and those of `path`, which may replace ours.

    Raises SettingsError that names the file and what is wrong in it.
    """
    return _load(DEFAULT) | (_load(path) if path else {})


def _load(path: Path) -> dict[str, Layout]:
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        return {name: layout.to_layout(name) for name, layout in _FILE.validate_python(content).items()}
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"{path}: {place}: {first['msg']}") from error
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise SettingsError(f"{path}: {error}") from error
