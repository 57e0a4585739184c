"""ECS: deployments, tasks that stopped, and services that cannot place a task."""

from dataclasses import replace
from functools import partial

from alarm_notifier.domain.alarm import Alarm, Fact, Severity, with_value
from alarm_notifier.domain.envelopes import Occurrence
from alarm_notifier.domain.shapes import Json, last_part, list_of, object_of, text_of
from alarm_notifier.domain.sources.events import is_event, notice
from receipts.domain.sentence import Sentence

_notice = partial(notice, source="ECS")

_SERVICE = Sentence("서비스", "Service")
_CLUSTER = Sentence("클러스터", "Cluster")
_REASON = Sentence("이유", "Reason")
_CODE = Sentence("중지 코드", "Stop code")
_SIGNAL_OF = {137: "SIGKILL", 139: "SIGSEGV", 143: "SIGTERM"}

_DEPLOYMENTS = {
    "SERVICE_DEPLOYMENT_FAILED": (Severity.ERROR, "배포가 실패했습니다.", "The deployment failed."),
    "SERVICE_DEPLOYMENT_COMPLETED": (Severity.INFO, "배포를 마쳤습니다.", "The deployment is complete."),
    "SERVICE_DEPLOYMENT_IN_PROGRESS": (
        Severity.INFO,
        "배포를 시작했습니다.",
        "The deployment is in progress.",
    ),
}
_STOPS = {
    "TaskFailedToStart": (Severity.CRITICAL, "태스크가 시작하지 못했습니다.", "A task could not start."),
    "EssentialContainerExited": (
        Severity.CRITICAL,
        "태스크의 컨테이너가 비정상 종료됐습니다.",
        "A task's container exited.",
    ),
    "SpotInterruption": (
        Severity.WARNING,
        "스팟 용량이 회수되어 태스크가 멈춥니다.",
        "Spot capacity was reclaimed.",
    ),
    "UserInitiated": (Severity.INFO, "사용자가 태스크를 중지했습니다.", "Somebody stopped a task."),
    "ServiceSchedulerInitiated": (
        Severity.INFO,
        "서비스가 태스크를 멈췄습니다.",
        "The service stopped a task.",
    ),
    "TerminationNotice": (
        Severity.WARNING,
        "호스트가 종료되어 태스크가 멈춥니다.",
        "The host is being terminated.",
    ),
}
_LEVELS = {"ERROR": Severity.ERROR, "WARN": Severity.WARNING}


def read(occurrence: Occurrence) -> Alarm | None:
    """None for what is no ECS event."""
    content = occurrence.content
    if not isinstance(content, dict) or not is_event(content, "aws.ecs"):
        return None
    detail = object_of(content, "detail")
    if is_event(content, "aws.ecs", "ECS Deployment State Change"):
        return _deployment(occurrence, content, detail)
    if is_event(content, "aws.ecs", "ECS Task State Change"):
        return _task(occurrence, content, detail)
    if is_event(content, "aws.ecs", "ECS Service Action"):
        return _action(occurrence, content, detail)
    return None


def _deployment(occurrence: Occurrence, event: Json, detail: Json) -> Alarm:
    severity, ko, en = _DEPLOYMENTS.get(
        text_of(detail, "eventName"),
        (Severity.WARNING, text_of(detail, "eventName"), text_of(detail, "eventName")),
    )
    service = _service(event)
    runbook = "DeploymentFailed" if severity is Severity.ERROR else ""
    alarm = _notice(
        occurrence, event, name=service, severity=severity, sentence=Sentence(ko, en), runbook=runbook
    )
    facts = (Fact(_SERVICE, service), Fact(Sentence("배포", "Deployment"), text_of(detail, "deploymentId")))
    return replace(alarm, facts=facts, quote=text_of(detail, "reason"))


def _task(occurrence: Occurrence, event: Json, detail: Json) -> Alarm:
    status, code = text_of(detail, "lastStatus"), text_of(detail, "stopCode")
    service = text_of(detail, "group").partition(":")[2] or last_part(text_of(detail, "taskDefinitionArn"))
    severity, ko, en = (Severity.INFO, f"태스크가 {status} 상태입니다.", f"A task is {status}.")
    if status == "STOPPED":
        severity, ko, en = _STOPS.get(code, (Severity.ERROR, "태스크가 멈췄습니다.", "A task stopped."))
    runbook = "ApiTaskFailing" if severity is Severity.CRITICAL else ""
    alarm = _notice(
        occurrence, event, name=service, severity=severity, sentence=Sentence(ko, en), runbook=runbook
    )
    facts = (
        Fact(_SERVICE, service),
        Fact(_CLUSTER, last_part(text_of(detail, "clusterArn"))),
        Fact(_CODE, code),
        Fact(Sentence("태스크", "Task"), last_part(text_of(detail, "taskArn"))),
        *(
            _exit(container)
            for container in list_of(detail, "containers")
            if "exitCode" in container or "reason" in container
        ),
    )
    # A task's version counts its changes: duplicates of one change carry the same.
    identity = f"{text_of(detail, 'taskArn')}|{detail.get('version', occurrence.id)}"
    return replace(
        alarm,
        key=identity,
        identity=identity,
        facts=with_value(*facts),
        quote=text_of(detail, "stoppedReason"),
    )


def _exit(container: Json) -> Fact:
    code = container.get("exitCode")
    signal = f" ({_SIGNAL_OF[code]})" if code in _SIGNAL_OF else ""
    ended = "" if code is None else f"exit {code}{signal}"
    why = text_of(container, "reason")
    return Fact(
        Sentence(f"컨테이너 {text_of(container, 'name')}", f"Container {text_of(container, 'name')}"),
        ", ".join(part for part in (ended, why) if part),
    )


def _action(occurrence: Occurrence, event: Json, detail: Json) -> Alarm:
    name, level = text_of(detail, "eventName"), text_of(detail, "eventType")
    severity = _LEVELS.get(level, Severity.INFO)
    placed = name == "SERVICE_TASK_PLACEMENT_FAILURE"
    sentence = (
        Sentence("태스크를 배치할 용량이 없습니다.", "A task could not be placed.")
        if placed
        else Sentence(name, name)
    )
    service = _service(event)
    runbook = "ApiTaskFailing" if severity is not Severity.INFO else ""
    alarm = _notice(occurrence, event, name=service, severity=severity, sentence=sentence, runbook=runbook)
    facts = (
        Fact(_SERVICE, service),
        Fact(_CLUSTER, last_part(text_of(detail, "clusterArn"))),
        Fact(_REASON, text_of(detail, "reason")),
    )
    return replace(alarm, facts=with_value(*facts))


def _service(event: Json) -> str:
    return last_part(str(next(iter(list_of(event, "resources")), "")))
