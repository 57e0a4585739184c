"""A company's chart of accounts (계정과목), and what is known of a shop applied to what still waits."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Body, Path, status

from receipts.domain.accounts import CODE, Account, ensure_room
from receipts.domain.business_number import BusinessNumber
from receipts.errors import AccountNotFoundError
from receipts.usecases.reconsider import Shop
from receipts_api import problems
from receipts_api.company_documents import (
    REFUSED_AS_IT_STANDS,
    AccountDocument,
    AccountRequest,
    ChartDocument,
    ReconsiderAnswer,
    ReconsiderRequest,
)
from receipts_api.cursors import of_shop
from receipts_api.dependencies import KnownCaller, Provided, Tenant, TenantRoute
from receipts_api.openapi import problem_responses

router = APIRouter(prefix="/api/accounts", tags=["company"], route_class=TenantRoute)
merchants = APIRouter(prefix="/api/merchants", tags=["company"], route_class=TenantRoute)

_NAMED: Final[dict[str, Any]] = {
    "nothing": REFUSED_AS_IT_STANDS,
    "name": {"summary": "An account's name", "value": {"account": "복리후생비"}},
}
_GOING_ON: Final[dict[str, Any]] = {
    "nothing": {
        "summary": "Changes nothing: this is no place to go on",
        "value": {"after": "next_after of the answer before"},
    },
    "begin": {"summary": "From the beginning", "value": {}},
}

Code = Annotated[str, Path(pattern=CODE, examples=["811"])]
Number = Annotated[str, Path(pattern=r"^[0-9]{3}-?[0-9]{2}-?[0-9]{5}$", examples=["902-45-00731"])]


@router.get("", summary="List the accounts", responses=problem_responses(401, 422, 429, 503))
def list_accounts(tenant_id: Tenant, provided: Provided) -> ChartDocument:
    """Those in use: the defaults, as the company has renamed or ended them, and its own."""
    chart = provided.company.suggest.accounts(tenant_id).chart()
    return ChartDocument(accounts=tuple(map(AccountDocument.of, chart)))


@router.put(
    "/{code}",
    summary="Add or rename an account",
    responses=problem_responses(401, 408, problems.CHART_FULL, 413, 422, 429, 503),
)
def set_account(
    code: Code,
    account: Annotated[AccountRequest, Body(openapi_examples=_NAMED)],
    caller: KnownCaller,
    provided: Provided,
) -> AccountDocument:
    """From now on receipts are suggested it where they were suggested an account of this code or this name:
    with 811 for 복리후생비, that is 811. A company may have 500 entries of its own.
    """
    entry, books = Account(code, account.account), provided.company.books
    ensure_room(books.accounts(caller.tenant_id).own, entry)
    books.set_account(caller.tenant_id, entry, provided.clock.now(), caller.author)
    return AccountDocument.of(entry)


@router.delete(
    "/{code}",
    summary="End an account",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problem_responses(401, problems.ACCOUNT_NOT_FOUND, problems.CHART_FULL, 422, 429, 503),
)
def end_account(code: Code, caller: KnownCaller, provided: Provided) -> None:
    """It is suggested no more, be it a default. Receipts that have it keep it."""
    accounts = provided.company.suggest.accounts(caller.tenant_id)
    known = next((account for account in accounts.chart() if account.code == code), None)
    if known is None:
        raise AccountNotFoundError(code)
    ended = Account(code, known.name, is_used=False)
    ensure_room(accounts.known.own, ended)
    provided.company.books.set_account(caller.tenant_id, ended, provided.clock.now(), caller.author)


@merchants.post(
    "/{business_number}/reconsider",
    summary="Apply what is known of a shop to its receipts that wait",
    responses=problem_responses(400, 401, 408, 413, 422, 429, 503),
)
def reconsider_shop(
    business_number: Number,
    asked: Annotated[ReconsiderRequest, Body(openapi_examples=_GOING_ON)],
    caller: KnownCaller,
    provided: Provided,
) -> ReconsiderAnswer:
    """After one receipt of a shop was corrected and approved: its receipts in `needs_review` get the name and
    the account that are known by now, and those without a doubt left become `parsed`. What a person wrote on
    a receipt stays. 100 are looked at in one call; each that changes has a line in its history.
    """
    number = BusinessNumber(business_number.replace("-", ""))
    shop = Shop(caller.tenant_id, number, asked.on_behalf_of, caller.key, caller.person)
    its = of_shop(caller.tenant_id, number)
    done = provided.company.reconsider(shop, its.decode(asked.after))
    return ReconsiderAnswer.of(done, its.encode(done.last))
