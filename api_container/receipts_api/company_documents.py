"""A company's settings and accounts as the API takes and answers them."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Final, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from receipts.domain.accounts import Account
from receipts.domain.annotations import MOST_RULES, Annotation, CompanySettings
from receipts.domain.company_history import CompanyChange
from receipts.domain.life_cycle import Status
from receipts.domain.record import Receipt
from receipts.usecases.reconsider import Reconsidered
from receipts_api.corrections import Name
from receipts_api.selections import LONGEST_CURSOR
from receipts_api.texts import cleaned


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


_PRINTED = r"[^\x00-\x1f\x7f]"
AccountName = Annotated[
    str,
    Field(min_length=1, max_length=100, pattern=rf"^{_PRINTED}*[^\s\x00-\x1f\x7f]{_PRINTED}*$"),
    cleaned(100),
]
"""Composed, as the account of a receipt is kept: spelt otherwise, the rule would be of no receipt."""


class SettingsDocument(_Model):
    """Which annotations an account (계정과목), by its name or code, requires before approval."""

    required_annotations: dict[
        AccountName, Annotated[tuple[Annotation, ...], Field(max_length=len(Annotation))]
    ] = Field(max_length=MOST_RULES, examples=[{"기업업무추진비": ["attendees", "purpose"]}])

    @classmethod
    def of(cls, settings: CompanySettings) -> Self:
        return cls(required_annotations=dict(settings.required))

    def to_settings(self) -> CompanySettings:
        """Each annotation once, in the order of `Annotation`; what requires nothing is left out."""
        ordered = {
            name: tuple(one for one in Annotation if one in names)
            for name, names in self.required_annotations.items()
        }
        return CompanySettings({name: names for name, names in ordered.items() if names})


class AccountRequest(_Model):
    """What an account is called."""

    account: Name = Field(examples=["복리후생비"])


class AccountDocument(_Model):
    """An account (계정과목) in use, by its code."""

    code: str
    account: str

    @classmethod
    def of(cls, account: Account) -> Self:
        return cls(code=account.code, account=account.name)


class ChartDocument(_Model):
    """The company's chart of accounts, by code."""

    accounts: tuple[AccountDocument, ...]


class CompanyChangeDocument(_Model):
    """Who changed a company's settings or chart, when, and one value before and after.

    `path` is `required_annotations.` with the account of the rule, or `accounts.` with the code. Null is
    "nothing": no rule, or no account of the company's own in the chart. `key` is how the API key begins that
    was used, `person` whose key it is.
    """

    at: datetime
    key: str | None = Field(examples=["rk_Ab12Cd3"])
    person: str | None = Field(examples=["김경리"])
    path: str = Field(examples=["required_annotations.기업업무추진비"])
    before: str | None = Field(examples=["attendees, purpose"])
    after: str | None = Field(examples=["purpose"])

    @classmethod
    def of(cls, noted: CompanyChange) -> Self:
        return cls(at=noted.at, **asdict(noted.author), **asdict(noted.change))


class CompanyHistoryDocument(_Model):
    """One page of it, oldest first."""

    changes: tuple[CompanyChangeDocument, ...]
    next_cursor: str | None


REFUSED_AS_IT_STANDS: Final[Mapping[str, Any]] = {"summary": "Changes nothing: it is refused", "value": {}}
"""/docs shows it at first. Executed unread, an example that says something would be the company's word."""


class ReconsiderRequest(_Model):
    """For whom, and where to go on."""

    on_behalf_of: Name | None = Field(
        default=None,
        description="The person for whom this is done, where it is not the one whose API key it is.",
        examples=["김경리"],
    )
    after: Annotated[str, Field(max_length=LONGEST_CURSOR)] | None = Field(
        default=None, description="`next_after` of the answer before, for the same shop."
    )


class ReconsideredReceipt(_Model):
    """One that changed, and where it stands now."""

    id: UUID
    status: Status
    version: int

    @classmethod
    def of(cls, receipt: Receipt) -> Self:
        return cls(id=receipt.id, status=receipt.status, version=receipt.version)


class ReconsiderAnswer(_Model):
    """The receipts that changed, and how many of those that wait were looked at. Ask again with `next_after`
    until it is null.
    """

    changed: tuple[ReconsideredReceipt, ...]
    looked_at: int
    next_after: str | None

    @classmethod
    def of(cls, done: Reconsidered, last: str | None) -> Self:
        changed = tuple(map(ReconsideredReceipt.of, done.changed))
        return cls(changed=changed, looked_at=done.looked_at, next_after=last)
