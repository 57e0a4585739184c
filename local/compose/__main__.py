"""`python -m local.compose`: the tasks of compose.yaml's containers."""

import sys

from local.compose.keys import FOLDER, Server, write_keys
from local.errors import StackError


def main() -> int:
    """Run the task; returns the exit status."""
    match sys.argv[1:]:
        case ["keys"]:
            write_keys()
            return 0
        case ["migrate"]:
            return _migrate()
        case ["aws"]:
            from local.compose.stand_in import serve  # noqa: PLC0415 - the others can do without it

            return serve()
    raise StackError("usage: python -m local.compose keys|migrate|aws")


def _migrate() -> int:
    """Database, logins, schema, and a tenant whose key `./test-api.sh` takes."""
    from local.database import own_tenant, prepare_database  # noqa: PLC0415 - the same

    urls = prepare_database(Server(), FOLDER.credentials())
    own_tenant(FOLDER, urls.owner)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except StackError as error:
        sys.exit(f"error: {error}")
