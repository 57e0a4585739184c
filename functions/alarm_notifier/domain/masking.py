"""Card numbers and secrets are covered before anything is sent or logged.

PCI DSS 3.4.1 allows the first six and last four digits of a card number on display, no more.
"""

import re

_HIDDEN = "••••"
_FIRST, _LAST = 6, 4
_DOUBLED_MAXIMUM = 9
# ISO/IEC 7812: 13 to 19 digits, printed with or without separators.
_DIGITS = re.compile(r"(?<![\w.-])\d(?:[ \-.]?\d){12,18}(?![\w-])")
_GROUPS = re.compile(r"(?<!\d)\d{4}([ \-.·/])\d{4}\1\d{4}\1\d{4}(?!\d)")

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
    """`text` without card numbers, passwords, tokens, keys and webhook URLs."""
    for secret in _SECRETS:
        text = secret.sub(rf"\1{_HIDDEN}", text)
    text = _GROUPS.sub(lambda found: _cover(found.group()), text)
    return _DIGITS.sub(lambda found: _cover_card(found.group()), text)


def _cover_card(run: str) -> str:
    digits = [int(char) for char in run if char.isdigit()]
    return _cover(run) if _passes_luhn(digits) else run


def _passes_luhn(digits: list[int]) -> bool:
    """ISO/IEC 7812-1 annex B; nine in ten numbers that are no card fail it, ids and times among them."""
    doubled = [2 * digit for digit in digits[-2::-2]]
    plain = digits[-1::-2]
    return (
        sum(plain) + sum(digit - _DOUBLED_MAXIMUM * (digit > _DOUBLED_MAXIMUM) for digit in doubled)
    ) % 10 == 0


def _cover(run: str) -> str:
    places = [index for index, char in enumerate(run) if char.isdigit()]
    hidden = set(places[_FIRST:-_LAST])
    return "".join("•" if index in hidden else char for index, char in enumerate(run))
