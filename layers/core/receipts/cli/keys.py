"""`receipts admin tenants` and `receipts admin keys`: who uses an installation, and with which keys."""

import argparse
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from receipts.cli.owner import as_owner
from receipts.domain.api_key import is_beginning, is_hash, is_key, through
from receipts.usecases.issue_key import issue_key
from receipts.usecases.register_tenant import register_tenant
from receipts.usecases.revoke_key import expire_key, revoke_key

if TYPE_CHECKING:
    from receipts.adapters.postgres import PostgresTenants

_Work = Callable[["PostgresTenants", argparse.Namespace], Iterator[str]]
_LONGEST_NAME = 100
_SHOWN_ONCE = "It is kept nowhere else and is not shown again: store it now."
_GIVEN_KEY = "the key, its first 10 characters, or its SHA-256"


def add_to(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add both actions."""
    tenants = actions.add_parser("tenants", help="create and list tenants").add_subparsers(
        required=True, metavar="WHAT"
    )
    _add(tenants, "list", "all tenants, with how many keys are valid", _list_tenants)
    create = _add(tenants, "create", "a tenant and its first key", _create_tenant)
    create.add_argument("name", type=_line, metavar="NAME", help="which no other tenant has")

    keys = actions.add_parser("keys", help="create, list and end API keys").add_subparsers(
        required=True, metavar="WHAT"
    )
    create = _add(keys, "create", "one more key of a tenant; those it has stay valid", _create_key)
    create.add_argument("tenant", type=UUID, metavar="TENANT_ID")
    create.add_argument("--person", type=_line, help="whose it is: the history of receipts names them")
    create.add_argument("--expires", type=_day, metavar="DAY", help="the last day it is valid, as 2026-12-31")
    listed = _add(keys, "list", "valid keys, by how they begin", _list_keys)
    listed.add_argument("which", type=_tenant_or_beginning, metavar="TENANT_ID|rk_…")
    ended = _add(keys, "revoke", "end a key now: ten seconds later it opens nothing any more", _revoke)
    ended.add_argument("key", type=_given_key, metavar="KEY", help=_GIVEN_KEY)
    ended = _add(keys, "expire", "end a key with a day", _expire)
    ended.add_argument("key", type=_given_key, metavar="KEY", help=_GIVEN_KEY)
    ended.add_argument("day", type=_day, metavar="DAY", help="the last day it is valid, in Korea")


def _add(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, meaning: str, work: _Work
) -> argparse.ArgumentParser:
    def run(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
        def with_tenants(engine: Any) -> Iterator[str]:  # noqa: ANN401 - see as_owner
            from receipts.adapters.postgres import PostgresTenants  # noqa: PLC0415 - see owner_url

            return work(PostgresTenants(engine), options)

        return as_owner(environment, with_tenants)

    parser = actions.add_parser(name, help=meaning, description=f"{meaning[0].upper()}{meaning[1:]}.")
    parser.set_defaults(run=run)
    return parser


def _list_tenants(tenants: "PostgresTenants", _: argparse.Namespace) -> Iterator[str]:
    yield from map(str, tenants.all())


def _create_tenant(tenants: "PostgresTenants", options: argparse.Namespace) -> Iterator[str]:
    tenant_id, key = register_tenant(tenants, options.name)
    yield f"Tenant   {tenant_id}"
    yield f"API key  {key}"
    yield _SHOWN_ONCE


def _create_key(tenants: "PostgresTenants", options: argparse.Namespace) -> Iterator[str]:
    expires_at = through(options.expires) if options.expires else None
    yield f"API key  {issue_key(tenants, options.tenant, options.person, expires_at)}"
    yield _SHOWN_ONCE


def _list_keys(tenants: "PostgresTenants", options: argparse.Namespace) -> Iterator[str]:
    if isinstance(options.which, UUID):
        yield from map(str, tenants.keys_of(options.which))
    else:
        yield from (f"{key}, tenant {key.tenant_id}" for key in tenants.keys_that_begin(options.which))


def _revoke(tenants: "PostgresTenants", options: argparse.Namespace) -> Iterator[str]:
    yield f"The key is revoked; it was one of tenant {revoke_key(tenants, options.key)}."


def _expire(tenants: "PostgresTenants", options: argparse.Namespace) -> Iterator[str]:
    owner = expire_key(tenants, options.key, through(options.day))
    yield f"The key of tenant {owner} opens nothing after {options.day}."


def _line(text: str) -> str:
    plain = text.strip()
    if not plain or len(plain) > _LONGEST_NAME or not plain.isprintable():
        raise argparse.ArgumentTypeError(f"must be one line of 1 to {_LONGEST_NAME} characters")
    return plain


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("must be a day such as 2026-12-31") from None


def _tenant_or_beginning(text: str) -> UUID | str:
    try:
        return text if is_beginning(text) else UUID(text)
    except ValueError:
        raise argparse.ArgumentTypeError("must be a tenant's id, or how a key begins: rk_…") from None


def _given_key(text: str) -> str:
    """A wrong one is not repeated: it may be a key with a letter too many."""
    if is_key(text) or is_beginning(text) or is_hash(text):
        return text
    raise argparse.ArgumentTypeError(f"must be {_GIVEN_KEY}")
