"""Deployment results: our own deployments, CodePipeline, GitHub's `deployment_status` webhook handed on."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote

from alarm_notifier.domain.alarm import Alarm, Fact, Severity, with_value
from alarm_notifier.domain.envelopes import Occurrence
from alarm_notifier.domain.shapes import Json, object_of, text_of
from alarm_notifier.domain.sources.events import is_event, notice
from receipts.domain.sentence import Sentence

_ENVIRONMENT = Sentence("환경", "Environment")
_COMMIT = Sentence("커밋", "Commit")
_WHO = Sentence("배포한 사람", "Deployed by")
_STATES = {
    "FAILED": (Severity.ERROR, "실패했습니다.", "failed."),
    "STOPPED": (Severity.WARNING, "멈췄습니다.", "was stopped."),
    "CANCELED": (Severity.WARNING, "취소됐습니다.", "was canceled."),
    "SUCCEEDED": (Severity.INFO, "성공했습니다.", "succeeded."),
    "STARTED": (Severity.INFO, "시작했습니다.", "started."),
    "RESUMED": (Severity.INFO, "다시 시작했습니다.", "resumed."),
    "succeeded": (Severity.INFO, "성공했습니다.", "succeeded."),
    "failed": (Severity.ERROR, "실패했습니다.", "failed."),
    "rolled_back": (
        Severity.WARNING,
        "실패해 이전 버전을 다시 배포했습니다. 서비스는 이전 버전으로 동작합니다.",
        "failed; the previous version was deployed again and works.",
    ),
    "rollback_failed": (
        Severity.CRITICAL,
        "실패했고 이전 버전으로 되돌리지도 못했습니다.",
        "failed, and the previous version could not be deployed again.",
    ),
    "failure": (Severity.ERROR, "실패했습니다.", "failed."),
    "error": (Severity.ERROR, "오류로 끝났습니다.", "ended in an error."),
    "success": (Severity.INFO, "성공했습니다.", "succeeded."),
    "in_progress": (Severity.INFO, "진행 중입니다.", "is in progress."),
}
_RUNBOOKS = {Severity.ERROR: "DeploymentFailed", Severity.CRITICAL: "RollbackFailed"}


def read(occurrence: Occurrence) -> Alarm | None:
    """None for what is no deployment's result."""
    content = occurrence.content
    if not isinstance(content, Mapping):
        return None
    if is_event(content, "receipts.deployment"):
        return _ours(occurrence, content)
    if is_event(content, "aws.codepipeline"):
        return _pipeline(occurrence, content)
    if "deployment_status" in content and "repository" in content:
        return _github(occurrence, content)
    return None


def _ours(occurrence: Occurrence, event: Json) -> Alarm:
    """As `make announce-deployment` publishes it."""
    detail = object_of(event, "detail")
    environment = text_of(detail, "environment")
    alarm = _result(occurrence, event, environment, "Deployment", text_of(detail, "result"))
    facts = (
        Fact(_ENVIRONMENT, environment),
        Fact(_COMMIT, text_of(detail, "commit")[:12]),
        Fact(Sentence("마지막으로 성공한 커밋", "Last that worked"), text_of(detail, "running")[:12]),
        Fact(_WHO, text_of(detail, "by")),
    )
    return replace(alarm, facts=with_value(*facts), url=text_of(detail, "url"))


def _pipeline(occurrence: Occurrence, event: Json) -> Alarm:
    detail = object_of(event, "detail")
    name, state = text_of(detail, "pipeline"), text_of(detail, "state")
    step = " › ".join(text_of(detail, part) for part in ("stage", "action") if text_of(detail, part))
    alarm = _result(occurrence, event, name, "CodePipeline", state)
    result = object_of(detail, "execution-result")
    facts = (
        Fact(Sentence("단계", "Step"), step),
        Fact(Sentence("실행", "Execution"), text_of(detail, "execution-id")),
    )
    region = quote(text_of(event, "region"), safe="")
    console = f"https://{region}.console.aws.amazon.com/codesuite/codepipeline"
    url = f"{console}/pipelines/{quote(name, safe='')}/view?region={region}"
    return replace(
        alarm,
        facts=with_value(*facts),
        url=url,
        quote=text_of(result, "external-execution-summary") or text_of(result, "error-code"),
    )


def _github(occurrence: Occurrence, body: Json) -> Alarm:
    status, deployment = object_of(body, "deployment_status"), object_of(body, "deployment")
    name = text_of(object_of(body, "repository"), "full_name")
    alarm = _result(occurrence, {}, name, "GitHub", text_of(status, "state"))
    facts = (
        Fact(_ENVIRONMENT, text_of(status, "environment") or text_of(deployment, "environment")),
        Fact(Sentence("브랜치", "Ref"), text_of(deployment, "ref")),
        Fact(_COMMIT, text_of(deployment, "sha")[:12]),
        Fact(_WHO, text_of(object_of(deployment, "creator"), "login")),
    )
    return replace(
        alarm,
        facts=with_value(*facts),
        url=text_of(status, "log_url") or text_of(status, "target_url"),
        quote=text_of(status, "description"),
    )


def _result(occurrence: Occurrence, event: Json, name: str, source: str, state: str) -> Alarm:
    severity, ko, en = _STATES.get(state, (Severity.WARNING, f"{state} 상태입니다.", f"is {state}."))
    return notice(
        occurrence,
        event,
        name=name,
        source=source,
        severity=severity,
        sentence=Sentence(f"배포가 {ko}", f"The deployment {en}"),
        runbook=_RUNBOOKS.get(severity, ""),
    )
