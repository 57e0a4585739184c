"""What the engines on AWS share: clients that give up in time, and AWS's errors as ours."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.client import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError
from pydantic import ValidationError

from receipts.errors import EngineUnavailableError, PictureRefusedError

_ATTEMPTS = 2
_CONNECT_SECONDS = 3


def impatient(timeout_seconds: float) -> Config:
    """One retry at most, and that within the client's retry quota (botocore's standard mode)."""
    return Config(
        connect_timeout=_CONNECT_SECONDS,
        read_timeout=timeout_seconds,
        retries={"mode": "standard", "total_max_attempts": _ATTEMPTS},
    )


@contextmanager
def answered_by_aws(refusals: frozenset[str]) -> Iterator[None]:
    """Raises PictureRefusedError for the error codes in `refusals`, EngineUnavailableError for all others."""
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "unknown")
        raise (PictureRefusedError if code in refusals else EngineUnavailableError)(code) from error
    except (BotoCoreError, ResponseParserError) as error:
        raise EngineUnavailableError(type(error).__name__) from error
    except ValidationError as error:
        raise EngineUnavailableError("the answer is not as documented") from error
