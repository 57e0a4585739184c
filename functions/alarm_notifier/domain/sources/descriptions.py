"""An alarm's description: `severity: …` and `runbook: …` on lines of their own, and text for people."""

import re
from dataclasses import dataclass

from alarm_notifier.domain.alarm import Severity

_SETTING = re.compile(r"^\s*(severity|runbook)\s*[:=]\s*(\S+)\s*$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Description:
    """What a description holds."""

    text: str = ""
    severity: Severity | None = None
    runbook: str = ""


def parsed_description(description: str) -> Description:
    """A severity that does not exist stays in the text."""
    settings = {found[1].lower(): found[2] for found in _SETTING.finditer(description)}
    severity = settings.get("severity", "").lower()
    if severity and severity not in set(Severity):
        return Description(description.strip(), None, settings.get("runbook", ""))
    text = _SETTING.sub("", description).strip()
    return Description(text, Severity(severity) if severity else None, settings.get("runbook", ""))
