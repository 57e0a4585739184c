"""Who is signed in to the page. Signing in is a port: OpenID Connect can take the place of API keys."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_urlsafe
from time import time
from typing import Any, Final, Protocol, Self

from fastapi import Request, Response
from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer
from pydantic import SecretStr

from receipts.domain.api_key import beginning_of, hash_of, is_beginning, is_hash
from receipts_api.authentication import Caller, caller_with
from receipts_api.keys import Keys
from receipts_api.page import troubles
from receipts_api.problems import ProblemError
from receipts_api.rates import Rates
from receipts_api.settings import ApiSettings

COOKIE: Final = "receipts_session"
_SECURE_COOKIE: Final = f"__Host-{COOKIE}"
"""Browsers take a cookie of this name over HTTPS alone, and none that another host of the domain has set."""

LINK_EXPIRES_IN: Final = timedelta(hours=12)
_MOST_LINKS: Final = 1000
_LONGEST_COOKIE: Final = 2048


@dataclass(frozen=True, slots=True)
class Session:
    """A person, by the name that the history shows, and the credential that opened the session."""

    person: str
    key: str
    key_hash: str

    @classmethod
    def begin(cls, person: str, key: str) -> Self:
        """The session of whoever has this API key."""
        return cls(person, beginning_of(key), hash_of(key))

    @classmethod
    def of(cls, document: Any) -> Self | None:  # noqa: ANN401 - JSON
        """The session that `document()` made this of; None if it did not."""
        fields = document if isinstance(document, list) else []
        match fields:
            case [str(person), str(key), str(key_hash)] if is_beginning(key) and is_hash(key_hash):
                return cls(person, key, key_hash)
        return None

    def document(self) -> list[str]:
        """As the cookie holds it: signed, not secret. A key cannot be found from its hash."""
        return [self.person, self.key, self.key_hash]


class SignIn(Protocol):
    """How people show who they are."""

    async def admit(self, credential: str, person: str, request: Request) -> Session:
        """A session for who shows this credential. Raises ProblemError."""

    async def caller(self, session: Session) -> Caller | None:
        """Whom the session acts for; None once its credential opens nothing any more."""


@dataclass(frozen=True, slots=True)
class ApiKeySignIn:
    """By an API key of the tenant: a session ends within seconds of the key being revoked."""

    keys: Keys
    rates: Rates

    async def admit(self, credential: str, person: str, request: Request) -> Session:
        caller = await caller_with(credential, request, self.keys, self.rates)
        return Session(person, caller.key, caller.key_hash)

    async def caller(self, session: Session) -> Caller | None:
        known = self.keys.believed(session.key_hash)
        holder = known or await self.keys.holder_of(session.key_hash)
        if holder is None:
            return None
        return Caller(holder.tenant_id, session.key, session.key_hash, holder.person)


class Sessions:
    """Signed cookies that last for a working day, and links that sign in once."""

    def __init__(self, secret: SecretStr | None, lasts: timedelta, now: Callable[[], float]) -> None:
        """`now` is in seconds. Without a secret there is one of this process."""
        signing = secret.get_secret_value() if secret else token_urlsafe(32)
        self._cookies = _serializer(signing, "session", now)
        self._links = _serializer(signing, "link", now)
        self._lasts = lasts
        self._used: dict[str, None] = {}

    @classmethod
    def of(cls, settings: ApiSettings, now: Callable[[], float]) -> Self:
        """As the environment wants them."""
        return cls(settings.page_secret, timedelta(seconds=settings.page_session_seconds), now)

    def find(self, request: Request) -> Session | None:
        """The session of this request, if its cookie is one of ours and young enough."""
        cookie = request.cookies.get(_name(request), "")
        return self._loaded(self._cookies, cookie, self._lasts)

    def begin(self, session: Session, request: Request, response: Response) -> None:
        """Let the browser keep the session."""
        response.set_cookie(
            _name(request),
            self._cookies.dumps(session.document()),
            max_age=round(self._lasts.total_seconds()),
            path="/",
            secure=_is_secure(request),
            httponly=True,
            samesite="lax",  # strict: whoever follows a link in Slack to a receipt would be signed out
        )

    def end(self, request: Request, response: Response) -> None:
        """Let the browser forget the session."""
        response.delete_cookie(_name(request), path="/", secure=_is_secure(request), httponly=True)

    def follow(self, token: str) -> Session:
        """The session that a link stands for, this once. Links are used up in this process alone: they are
        made where one process serves, on a developer's machine. Raises ProblemError.
        """
        session = None if token in self._used else self._loaded(self._links, token, LINK_EXPIRES_IN)
        if session is None or len(self._used) >= _MOST_LINKS:
            raise ProblemError(troubles.LINK_USED)
        self._used[token] = None
        return session

    @staticmethod
    def _loaded(serializer: URLSafeTimedSerializer, text: str, lasts: timedelta) -> Session | None:
        if not text or len(text) > _LONGEST_COOKIE:
            return None
        try:
            return Session.of(serializer.loads(text, max_age=round(lasts.total_seconds())))
        except BadData:
            return None


def sign_in_link(secret: str, api_url: str, person: str, key: str, now: Callable[[], float] = time) -> str:
    """An address that signs in once, for whoever starts the API and knows its secret."""
    token = _serializer(secret, "link", now).dumps(Session.begin(person, key).document())
    return f"{api_url}/sign-in/{token}"


def _serializer(secret: str, purpose: str, now: Callable[[], float]) -> URLSafeTimedSerializer:
    class Clocked(TimestampSigner):
        def get_timestamp(self) -> int:
            return int(now())

    return URLSafeTimedSerializer(secret, salt=purpose, signer=Clocked)


def refuse_other_sites(request: Request) -> None:
    """Raises ProblemError for a request that another site made the browser send, with our cookie.

    Browsers tell so in Sec-Fetch-Site; those before 2023 name at least the Origin.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        is_ours = site in {"same-origin", "none"}
    else:
        is_ours = origin is not None and origin.partition("://")[2] == request.headers.get("host")
    if not is_ours:
        raise ProblemError(troubles.OTHER_SITE)


def _is_secure(request: Request) -> bool:
    return bool(request.scope["scheme"] == "https")


def _name(request: Request) -> str:
    return _SECURE_COOKIE if _is_secure(request) else COOKIE
