"""Links to where one looks next."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from alarm_notifier.domain.alarm import Alarm
from receipts.domain.sentence import Language, Sentence

_AROUND = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class LinkTargets:
    """What this deployment can link to; blank where it has none."""

    dashboard: str = ""
    log_group: str = ""
    runbooks: str = ""
    """Address of the folder that holds `<AlarmName>.md`."""


def links(alarm: Alarm, link_targets: LinkTargets, language: Language) -> str:
    """A line of links, in Slack's markup."""
    found = (
        (Sentence("알람", "Alarm"), _alarm(alarm)),
        (Sentence("대시보드", "Dashboard"), _dashboard(alarm, link_targets)),
        (Sentence("그때의 로그", "Logs at that minute"), _logs(alarm, link_targets)),
        (Sentence("런북", "Runbook"), _runbook(alarm, link_targets)),
    )
    safe = ((label, _in_link(url)) for label, url in found)
    return "  ·  ".join(f"<{url}|{label.in_language(language)}>" for label, url in safe if url)


def _console(alarm: Alarm) -> str:
    region = quote(alarm.region, safe="")
    return f"https://{region}.console.aws.amazon.com/cloudwatch/home?region={region}#"


def _alarm(alarm: Alarm) -> str:
    if alarm.url or alarm.source != "CloudWatch" or not alarm.region:
        return alarm.url
    return f"{_console(alarm)}alarmsV2:alarm/{quote(alarm.name, safe='')}"


def _dashboard(alarm: Alarm, link_targets: LinkTargets) -> str:
    if not link_targets.dashboard or not alarm.region:
        return ""
    return f"{_console(alarm)}dashboards/dashboard/{quote(link_targets.dashboard, safe='')}"


def _logs(alarm: Alarm, link_targets: LinkTargets) -> str:
    function = dict(alarm.condition.dimensions).get("FunctionName") if alarm.condition else ""
    group = f"/aws/lambda/{function}" if function else link_targets.log_group
    if not group or not alarm.region:
        return ""
    start, end = (
        int(moment.timestamp() * 1000)
        for moment in (alarm.occurred_at - _AROUND, alarm.occurred_at + _AROUND)
    )
    # The console wants the parts of its fragment escaped twice, with $ for the second percent sign.
    name = quote(quote(group, safe=""), safe="").replace("%", "$")
    query = quote(f"?start={start}&end={end}", safe="").replace("%", "$")
    return f"{_console(alarm)}logsV2:log-groups/log-group/{name}/log-events{query}"


def _runbook(alarm: Alarm, link_targets: LinkTargets) -> str:
    if alarm.runbook.startswith("https://"):
        return alarm.runbook
    if not alarm.runbook or not link_targets.runbooks:
        return ""
    return f"{link_targets.runbooks.rstrip('/')}/{quote(alarm.runbook)}.md"


def _in_link(url: str) -> str:
    """An address that cannot end the link it stands in, nor be anything but a web page."""
    if not url.startswith("https://"):
        return ""
    return url.replace("<", "%3C").replace(">", "%3E").replace("|", "%7C")
