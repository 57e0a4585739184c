"""`receipts directory`: merchants that are known by their business number before one is corrected."""

import argparse
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

from receipts.adapters.clock import SystemClock
from receipts.cli.owner import NO_DATABASE, owner_url
from receipts.cli.refusing import refuse
from receipts.errors import SettingsError, StorageUnavailableError, TenantNotFoundError
from receipts.usecases.load_merchants import load_merchants


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    directory = commands.add_parser("directory", help="load merchants that are known by business number")
    actions = directory.add_subparsers(required=True, metavar="ACTION")
    load = actions.add_parser(
        "load",
        help="load the merchants of a CSV file, for all tenants or for one",
        description="Load the merchants of a CSV file (business_number,name,address,phone), all or none. "
        "With --shared every tenant of the installation sees them, and what a tenant has learned itself "
        "still wins; with --tenant that one alone, in place of what it has learned. DATABASE_OWNER_URL names "
        "the database and who owns it.",
    )
    load.add_argument("file", type=Path, metavar="FILE.csv")
    for_whom = load.add_mutually_exclusive_group(required=True)
    for_whom.add_argument("--shared", action="store_true", help="for all tenants")
    for_whom.add_argument("--tenant", type=UUID, metavar="ID", help="for this tenant alone")
    load.set_defaults(run=load_directory)


def load_directory(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Load what the file lists; returns the exit code."""
    from receipts.adapters.postgres import connect  # noqa: PLC0415 - see owner_url
    from receipts.adapters.postgres.directory import PostgresGivenMerchants  # noqa: PLC0415

    try:
        with options.file.open(encoding="utf-8-sig", newline="") as lines, ExitStack() as stack:
            engine = connect(owner_url(environment))
            stack.callback(engine.dispose)
            merchants = PostgresGivenMerchants(engine)
            loaded = load_merchants(merchants, lines, SystemClock().now(), options.tenant)
    except OSError as error:
        return refuse(f"{options.file} cannot be read: {error.strerror}")
    except ValueError as error:
        return refuse(f"{options.file}: {error}")
    except SettingsError:
        return refuse(NO_DATABASE)
    except StorageUnavailableError as error:
        return refuse(f"nothing is loaded: {error}")
    except TenantNotFoundError as error:
        return refuse(str(error))
    whose = f"known to tenant {options.tenant}" if options.tenant else "shared with all tenants"
    sys.stdout.write(f"1 merchant is {whose}\n" if loaded == 1 else f"{loaded} merchants are {whose}\n")
    return 0
