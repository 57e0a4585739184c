"""Why a migration failed, in words that may be read by anybody who may see the stack."""

from alembic.util import CommandError
from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError
from sqlalchemy.exc import DBAPIError

from receipts.adapters.postgres.connection import server_message
from receipts.errors import ReceiptsError

_EXPLAINS_ITSELF = (CommandError, GetParameterError, OSError, ReceiptsError)


def reason(error: Exception) -> str:
    """For the stack's events, so without statements and values; all of it stands in the log."""
    if isinstance(error, DBAPIError):
        return f"PostgreSQL: {server_message(error)}"
    return str(error) if isinstance(error, _EXPLAINS_ITSELF) else f"{type(error).__name__}; see the log"
