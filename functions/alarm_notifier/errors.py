"""The error tree.

NotifierError
├── SettingsError               started with a setting missing or wrong
├── BusyError                   another invocation has the lease of the same record
├── RecordsUnavailableError     what is remembered cannot be read or written
├── ObservationError            CloudWatch gave no figures or chart; the message goes out without
└── SlackError
    ├── SlackUnavailableError   may work later; says when, and whether the message may have arrived
    ├── CredentialRefusedError  the webhook or token is no longer good: the secret is read again
    └── SlackRefusedError       Slack refuses this message and always will
"""


class NotifierError(Exception):
    """Root of every error the notifier raises on purpose."""


class SettingsError(NotifierError):
    """A setting or the secret is missing or wrong; the message names it and shows no value."""


class BusyError(NotifierError):
    """Another invocation is working on this record."""


class RecordsUnavailableError(NotifierError):
    """The table did not answer."""


class ObservationError(NotifierError):
    """CloudWatch did not answer."""


class SlackError(NotifierError):
    """Slack did not take a message; the text is Slack's error code, never a URL or token."""


class SlackUnavailableError(SlackError):
    """No answer, 429, or a fault of Slack's; `may_have_arrived` when it broke after the message was sent."""

    def __init__(
        self, code: str, *, retry_after: float | None = None, may_have_arrived: bool = False
    ) -> None:
        super().__init__(code)
        self.retry_after = retry_after
        self.may_have_arrived = may_have_arrived


class CredentialRefusedError(SlackError):
    """The webhook is gone or the token revoked."""


class SlackRefusedError(SlackError):
    """Slack never takes this message."""
