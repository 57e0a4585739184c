"""What each of our alarms means for receipts and what to do first. The names are those of docs/runbooks.

An alarm that is not listed here still arrives; it shows its own description instead.
"""

from dataclasses import dataclass

from alarm_notifier.domain.alarm import Severity
from receipts.domain.sentence import Sentence

CRITICAL, ERROR, WARNING = Severity.CRITICAL, Severity.ERROR, Severity.WARNING


@dataclass(frozen=True, slots=True)
class Entry:
    """What an alarm means, for people in a hurry."""

    severity: Severity
    meaning: Sentence
    first_step: Sentence


def _entry(severity: Severity, ko: tuple[str, str], en: tuple[str, str]) -> Entry:
    return Entry(severity, Sentence(ko[0], en[0]), Sentence(ko[1], en[1]))


CATALOG = {
    "ApiErrorRateHigh": _entry(
        CRITICAL,
        (
            "직원과 시스템이 영수증을 올리거나 조회하지 못하고 있습니다.",
            "최근 배포가 있었는지 확인하고, 있었다면 롤백하세요.",
        ),
        (
            "People and systems cannot upload or see receipts.",
            "Look for a recent deployment; roll it back if there was one.",
        ),
    ),
    "ApiLatencyHigh": _entry(
        WARNING,
        (
            "API가 느려 모바일에서 업로드가 멈춘 것처럼 보입니다.",
            "데이터베이스 CPU와 연결 수, API 태스크 수를 확인하세요.",
        ),
        (
            "The API is slow; uploads look stuck on phones.",
            "Look at the database's CPU and connections and at the number of API tasks.",
        ),
    ),
    "ApiCpuHigh": _entry(
        WARNING,
        (
            "API 태스크의 CPU가 부족합니다. 곧 느려집니다.",
            "자동 확장이 동작하는지, 최대 태스크 수에 도달했는지 확인하세요.",
        ),
        (
            "API tasks are short of CPU and will slow down.",
            "See whether scaling works or has reached its maximum.",
        ),
    ),
    "ApiMemoryHigh": _entry(
        WARNING,
        (
            "API 태스크의 메모리가 부족합니다. 넘치면 태스크가 죽습니다.",
            "한 태스크만 그런지 확인하고, 그렇다면 그 태스크를 멈추세요.",
        ),
        (
            "API tasks are short of memory; when it is used up they are killed.",
            "See whether it is only one task; if so, stop that one.",
        ),
    ),
    "ApiUnhealthyHosts": _entry(
        CRITICAL,
        (
            "API 태스크가 상태 확인에 실패해 요청을 받지 못합니다.",
            "배포 중인지, 태스크가 응답하지 않는 이유가 무엇인지 로그에서 확인하세요.",
        ),
        (
            "API tasks fail their health check and get no requests.",
            "See whether a deployment is in progress, and in the logs why the tasks do not answer.",
        ),
    ),
    "ApiReleaseFailing": _entry(
        CRITICAL,
        (
            "두 태스크 그룹(블루/그린) 중 하나에서 요청이 실패합니다. 배포 중이면 자동으로 롤백됩니다.",
            "배포 중인지 확인하고, 아니라면 해당 그룹의 최근 오류를 로그에서 확인하세요.",
        ),
        (
            "Requests to one of the two sets of tasks fail. A deployment in progress rolls back by itself.",
            "See whether a deployment is in progress; if not, read that set's last errors in the log.",
        ),
    ),
    "ApiTasksCrashing": _entry(
        CRITICAL,
        (
            "API 태스크가 5분 안에 여러 번 죽거나 시작하지 못했습니다. 배포 중이면 자동으로 롤백됩니다.",
            "중지 이유와 종료 코드를 확인하세요.",
        ),
        (
            "API tasks died, or could not start, several times in five minutes."
            " A deployment in progress rolls back by itself.",
            "Read the stop reasons and exit codes.",
        ),
    ),
    "ApiTaskFailing": _entry(
        CRITICAL,
        (
            "API 태스크가 멈췄습니다. 반복되면 처리 용량이 줄어듭니다.",
            "중지 이유와 종료 코드를 확인하고, 배포 때문이면 롤백하세요.",
        ),
        (
            "An API task stopped; if this goes on, capacity shrinks.",
            "Read the stop reason and exit code; roll back if a deployment caused it.",
        ),
    ),
    "DeploymentFailed": _entry(
        ERROR,
        (
            "새 버전이 배포되지 못했습니다. 이전 버전이 계속 동작합니다.",
            "이전 버전이 정상인지 먼저 살펴본 뒤 실패 원인을 확인하세요.",
        ),
        (
            "The new version was not deployed; the previous one is still running.",
            "Make sure the previous version is healthy, then read why it failed.",
        ),
    ),
    "RollbackFailed": _entry(
        CRITICAL,
        (
            "새 버전도 이전 버전도 배포되지 못했습니다. 영수증을 받지 못하고 있을 수 있습니다.",
            "`make smoke-test`로 지금 API가 응답하는지 확인하고, 스택의 상태를 보세요.",
        ),
        (
            "Neither the new version nor the previous one could be deployed; receipts may be refused.",
            "Run `make smoke-test` to see whether the API answers, then look at the stack's state.",
        ),
    ),
    "DatabaseConnectionsHigh": _entry(
        CRITICAL,
        (
            "데이터베이스 연결이 바닥나면 API와 판독이 함께 멈춥니다.",
            "어디서 연결을 점유하고 있는지 `pg_stat_activity`에서 확인하세요.",
        ),
        (
            "When connections run out, the API and the parser stop together.",
            "See in `pg_stat_activity` who has them.",
        ),
    ),
    "DatabaseFailover": _entry(
        CRITICAL,
        (
            "장애 조치가 진행되는 1~2분 동안 요청이 실패할 수 있으며, 영수증은 큐에서 대기합니다.",
            "API가 다시 연결됐는지, 대기 중인 영수증이 줄어드는지 확인하세요.",
        ),
        (
            "For a minute or two requests may fail; receipts wait in the queue.",
            "See whether the API reconnected and the queue shrinks.",
        ),
    ),
    "DatabaseReplicaLagHigh": _entry(
        WARNING,
        ("복제본이 뒤처져 이전 값이 조회될 수 있습니다.", "긴 쓰기 작업이 있는지 확인하세요."),
        ("The replica is behind; queries may show old values.", "Look for a long write."),
    ),
    "BackupCopyOld": _entry(
        ERROR,
        (
            "지금 리전을 잃으면 15분이 넘는 데이터가 사라집니다.",
            "두 번째 리전의 백업 복제가 '복제 중'인지 확인하세요.",
        ),
        (
            "If the region were lost now, more than 15 minutes of data would be gone.",
            "See whether the backups in the second region are still replicating.",
        ),
    ),
    "PhotoCopiesLate": _entry(
        WARNING,
        (
            "두 번째 리전의 사진이 15분 넘게 뒤처져 있습니다. 영수증 처리는 계속됩니다.",
            "AWS Health에 S3 장애가 있는지, 밀린 건수가 줄어드는지 확인하세요.",
        ),
        (
            "The second region's photos are more than 15 minutes behind; receipts are still read.",
            "See whether AWS Health reports a problem with S3, and whether the backlog shrinks.",
        ),
    ),
    "PhotoCopiesFailed": _entry(
        ERROR,
        (
            "복사되지 못한 사진은 이 리전을 잃으면 함께 사라집니다.",
            "복제 역할의 권한과 대상 버킷을 확인한 뒤 일괄 복제로 다시 복사하세요.",
        ),
        (
            "Photos that were not copied would be lost with this region.",
            "Look at the replication role and the bucket, then copy them with Batch Replication.",
        ),
    ),
    "DatabaseStorageLow": _entry(
        CRITICAL,
        (
            "디스크가 차면 데이터베이스가 멈추고 새 영수증을 저장할 수 없습니다.",
            "자동 증설 한도를 확인하고 올리세요.",
        ),
        (
            "When the disk is full the database stops and no receipt can be written.",
            "Look at the limit of storage autoscaling and raise it.",
        ),
    ),
    "DatabaseCpuCreditsBorrowed": _entry(
        WARNING,
        (
            "데이터베이스가 CPU 크레딧을 빌려 쓰고 있습니다. 계속되면 추가 요금이 나옵니다.",
            "무거운 쿼리를 찾고, 계속되면 인스턴스 크기를 올리세요.",
        ),
        (
            "The database uses borrowed CPU credits; if this goes on, AWS charges for them.",
            "Find the heavy query; if it lasts, take a larger instance.",
        ),
    ),
    "DatabaseSwapHigh": _entry(
        WARNING,
        ("데이터베이스 메모리가 부족해 스왑을 사용하고 있습니다.", "연결 수와 큰 정렬 작업을 확인하세요."),
        ("The database is short of memory and swaps.", "Look at connections and large sorts."),
    ),
    "ReceiptsDeadLettered": _entry(
        ERROR,
        (
            "다섯 번 시도해도 판독하지 못한 영수증이 있습니다. 사진은 그대로 있습니다.",
            "한 건을 골라 원인을 확인하고, 조치한 뒤 재시도하세요.",
        ),
        (
            "Some receipts could not be read in five tries. The photos are kept.",
            "Read the cause of one, fix it, then retry them.",
        ),
    ),
    "ReceiptsWaitingTooLong": _entry(
        ERROR,
        (
            "업로드한 영수증이 제때 판독되지 않고 있습니다. 유실된 영수증은 없습니다.",
            "판독 함수의 오류와 동시 실행 수를 확인하세요.",
        ),
        (
            "Uploaded receipts are not read in time. None is lost.",
            "Look at the parser's errors and concurrency.",
        ),
    ),
    "MonthEndSurge": _entry(
        WARNING,
        (
            "월말 제출이 몰려 평소보다 오래 걸립니다.",
            "큐가 줄어드는지 확인하고, 아니라면 동시 실행 수를 올리세요.",
        ),
        (
            "Month-end submissions take longer than usual.",
            "See whether the queue shrinks; if not, raise the concurrency.",
        ),
    ),
    "ParserErrors": _entry(
        ERROR,
        (
            "판독 함수가 오류를 냅니다. 영수증은 다시 시도됩니다.",
            "같은 원인이 반복되는지 로그에서 확인하세요.",
        ),
        ("The parser raises errors. Receipts are tried again.", "See in the logs whether one cause repeats."),
    ),
    "ParserThrottled": _entry(
        WARNING,
        (
            "판독 함수가 동시 실행 한도에 걸려 영수증이 대기하고 있습니다.",
            "계정의 Lambda 동시 실행 한도를 확인하세요.",
        ),
        ("The parser is throttled; receipts wait.", "Look at the account's Lambda concurrency."),
    ),
    "ReceiptFailureRateHigh": _entry(
        ERROR,
        (
            "판독에 실패한 영수증이 평소보다 많습니다.",
            "실패 원인별 건수를 확인하세요. 한 고객에 몰려 있을 수 있습니다.",
        ),
        ("More receipts than usual cannot be read.", "Count them by cause; it may be one customer."),
    ),
    "ReconcilerErrors": _entry(
        ERROR,
        (
            "뒤처리 함수가 실패해, 멈춘 영수증이 다시 처리되지 않습니다.",
            "데이터베이스에 연결되는지 로그에서 확인하세요.",
        ),
        (
            "The reconciler fails; stuck receipts are not picked up again.",
            "See in the logs whether it reaches the database.",
        ),
    ),
    "DeadLetterSettlerErrors": _entry(
        ERROR,
        (
            "읽지 못한 영수증이 실패로 표시되지 않아 사용자가 기다리기만 합니다.",
            "로그에서 원인을 확인하세요.",
        ),
        ("Receipts that failed for good are not marked; people keep waiting.", "Read the cause in the logs."),
    ),
    "InvocationsFailed": _entry(
        ERROR,
        (
            "뒤처리, 마이그레이션 또는 배포 점검이 끝내 실패했습니다. 유실된 영수증은 없습니다.",
            "큐의 메시지에서 어느 함수가 왜 실패했는지 확인하세요.",
        ),
        (
            "The reconciler, a migration or a deployment's smoke test failed for good. No receipt is lost.",
            "Read in the queue's message which function failed and why.",
        ),
    ),
    "MigrationFailed": _entry(
        ERROR,
        (
            "데이터베이스 스키마를 바꾸지 못해 배포가 멈췄거나, "
            "배포 중이 아니라면 비밀번호 교체가 실패했습니다.",
            "함수 schema-migrator의 로그에서 둘 중 어느 쪽인지 확인하세요.",
        ),
        (
            "The schema could not be migrated and the deployment stopped; or, if none is under way,"
            " a password could not be rotated.",
            "See in the log of the function schema-migrator which of the two it was.",
        ),
    ),
    "CertificateExpiring": _entry(
        ERROR,
        ("인증서가 만료되면 모든 HTTPS 요청이 거절됩니다.", "DNS 검증 레코드가 그대로 있는지 확인하세요."),
        (
            "When the certificate expires, every HTTPS request is refused.",
            "See whether the DNS validation record is still there.",
        ),
    ),
    "BudgetExceeded": _entry(
        WARNING,
        (
            "이번 달 비용이 예산을 넘습니다. 서비스는 멈추지 않습니다.",
            "비용 탐색기에서 어제와 다른 서비스를 찾으세요.",
        ),
        (
            "This month's cost exceeds its budget. Nothing is stopped.",
            "Find in Cost Explorer which service costs more than yesterday.",
        ),
    ),
    "AwsHealthEvent": _entry(
        WARNING,
        ("AWS가 우리 계정에 영향을 주는 일을 알렸습니다.", "영향받는 자원이 우리 것인지 확인하세요."),
        ("AWS announced something that affects this account.", "See whether the named resources are ours."),
    ),
    "NotifierDeliveryFailing": _entry(
        CRITICAL,
        (
            "Slack으로 전송하지 못한 알람이 대기하고 있습니다.",
            "웹훅이 정상인지 확인하세요. 복구되면 자동으로 다시 전송됩니다.",
        ),
        (
            "Alarms that could not reach Slack are waiting.",
            "See whether the webhook works; once it does, they are sent automatically.",
        ),
    ),
    "NotifierErrors": _entry(
        ERROR,
        ("알람 전달 함수가 오류를 냅니다. 재시도 중입니다.", "로그에서 오류 코드를 확인하세요."),
        ("The notifier raises errors and is being retried.", "Read the error code in the logs."),
    ),
}


def known_name(name: str) -> str:
    """The catalogue's name in `<stack>-<name>`; empty for an alarm that is not in it."""
    last = name.rpartition("-")[2]
    return last if last in CATALOG else ""
