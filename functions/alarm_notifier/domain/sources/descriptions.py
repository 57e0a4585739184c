"""What an alarm's description says to us, beside what it says to people.

`severity: critical` and `runbook: Name` on lines of their own; the rest is for people.
"""

import re
from dataclasses import dataclass

from alarm_notifier.domain.alarm import Severity

_NOTE = re.compile(r"^\s*(severity|runbook)\s*[:=]\s*(\S+)\s*$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Described:
    """A description, taken apart."""

    text: str = ""
    severity: Severity | None = None
    runbook: str = ""


def described(description: str) -> Described:
    """A severity that does not exist is left for people to read."""
    notes = {found[1].lower(): found[2] for found in _NOTE.finditer(description)}
    severity = notes.get("severity", "").lower()
    if severity and severity not in set(Severity):
        return Described(description.strip(), None, notes.get("runbook", ""))
    text = _NOTE.sub("", description).strip()
    return Described(text, Severity(severity) if severity else None, notes.get("runbook", ""))
