"""Covers card numbers, resident numbers and secrets before anything is sent or logged."""

import re

from receipts.domain.mask import mask as mask_numbers

_HIDDEN = "••••"
_DOT = "•"
"""No asterisk: in Slack's markup it begins bold."""

# Each is replaced by its first group, which says what was there, and dots.
_SECRETS = (
    re.compile(r"(https://hooks\.slack(?:-gov)?\.com/)[\w/+-]+"),
    re.compile(r"\b(xox[a-z]-|xapp-|gh[pousr]_|AKIA|ASIA)[\w-]{8,}"),
    re.compile(r"(://[^\s/:@]+:)[^\s/@]+(?=@)"),
    re.compile(r"((?i:bearer|basic) )[\w.~+/=-]{8,}"),
    re.compile(r"((?i:X-Amz-(?:Signature|Credential|Security-Token))=)[^&\s\"]+"),
    re.compile(
        r"((?i:password|passwd|secret|token|api[_-]?key|access[_-]?key)\w*[\"']?\s*[=:]\s*[\"']?)"
        r"(?!arn:)[^\s\"',;}]{4,}"
    ),
    re.compile(r"(-----BEGIN [A-Z ]*PRIVATE KEY-----)[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"),
)


def mask(text: str) -> str:
    """`text` without card and resident numbers, passwords, tokens, keys and webhook URLs."""
    for secret in _SECRETS:
        text = secret.sub(rf"\1{_HIDDEN}", text)
    return mask_numbers(text, _DOT)
