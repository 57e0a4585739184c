"""Slack's answers and network failures as our own errors. Of Slack's texts only the error code is kept."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPException
from urllib.error import HTTPError

from slack_sdk.errors import SlackApiError, SlackClientError

from alarm_notifier.errors import CredentialRefusedError, SlackError, SlackRefusedError, SlackUnavailableError

SUCCESS, TOO_MANY, SERVER_FAULT = 200, 429, 500
_GONE = {403, 404, 410}
_CREDENTIAL_CODES = {
    "account_inactive",
    "invalid_auth",
    "invalid_token",
    "no_service",
    "not_authed",
    "token_expired",
    "token_revoked",
}
_TEMPORARY_CODES = {"fatal_error", "internal_error", "ratelimited", "request_timeout", "service_unavailable"}


def error_for(status: int, code: str, headers: Mapping[str, str]) -> SlackError:
    """The error that an answer other than success stands for."""
    if status == TOO_MANY or code == "ratelimited":
        return SlackUnavailableError(f"http_{status}", retry_after=_retry_after(headers))
    if status >= SERVER_FAULT or code in _TEMPORARY_CODES:
        return SlackUnavailableError(f"http_{status}", may_have_arrived=True)
    if status in _GONE or code in _CREDENTIAL_CODES:
        return CredentialRefusedError(code or f"http_{status}")
    return SlackRefusedError(code or f"http_{status}")


@contextmanager
def slack_errors() -> Iterator[None]:
    """Raise SlackError instead of whatever slack-sdk raises."""
    try:
        yield
    except SlackApiError as error:
        raise _error_in(error) from None  # its text may quote the request
    except HTTPError as error:
        raise error_for(error.code, "", dict(error.headers or {})) from None
    except (OSError, HTTPException, SlackClientError, ValueError) as error:
        # URLError, SSLError, timeouts and resets are OSErrors; ValueError is an answer cut short.
        raise SlackUnavailableError(type(error).__name__, may_have_arrived=True) from None


def _error_in(error: SlackApiError) -> SlackError:
    response = error.response
    code = str(response.get("error", ""))
    is_slack_speaking = code.replace("_", "").isalnum()
    if not is_slack_speaking and response.status_code == SUCCESS:  # a proxy's page
        return SlackUnavailableError("not_json", may_have_arrived=True)
    return error_for(response.status_code, code if is_slack_speaking else "", response.headers)


def _retry_after(headers: Mapping[str, str]) -> float:
    """Seconds; one where Slack says nothing that can be read."""
    lower = {name.lower(): value for name, value in headers.items()}
    try:
        return max(0.0, float(lower.get("retry-after", "1")))
    except ValueError:
        return 1.0
