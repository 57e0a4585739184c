"""`receipts directory`: merchants that all tenants know by their business number."""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from receipts.adapters.clock import SystemClock
from receipts.cli.owner import NO_DATABASE, owner_url
from receipts.cli.refusing import refuse
from receipts.errors import SettingsError, StorageUnavailableError
from receipts.usecases.share_merchants import share_merchants


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    directory = commands.add_parser("directory", help="share merchants that are known by business number")
    actions = directory.add_subparsers(required=True, metavar="ACTION")
    load = actions.add_parser(
        "load",
        help="share the merchants of a CSV file with all tenants",
        description="Share the merchants of a CSV file (business_number,name,address,phone) with all "
        "tenants; what a tenant has learned itself still wins. All or none. DATABASE_OWNER_URL names the "
        "database and who owns it: no other may write what all tenants see.",
    )
    load.add_argument("file", type=Path, metavar="FILE.csv")
    load.set_defaults(run=load_directory)


def load_directory(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Share what the file lists; returns the exit code."""
    from receipts.adapters.postgres import connect  # noqa: PLC0415 - see owner_url
    from receipts.adapters.postgres.directory import PostgresSharedMerchants  # noqa: PLC0415

    try:
        with options.file.open(encoding="utf-8-sig", newline="") as lines:
            engine = connect(owner_url(environment))
            shared = share_merchants(PostgresSharedMerchants(engine), lines, SystemClock().now())
            engine.dispose()
    except OSError as error:
        return refuse(f"{options.file} cannot be read: {error.strerror}")
    except ValueError as error:
        return refuse(f"{options.file}: {error}")
    except SettingsError:
        return refuse(NO_DATABASE)
    except StorageUnavailableError as error:
        return refuse(f"nothing is shared: {error}")
    sys.stdout.write("1 merchant is shared\n" if shared == 1 else f"{shared} merchants are shared\n")
    return 0
