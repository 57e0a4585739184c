"""The problems this API answers with (RFC 9457): a closed list, each in Korean and in English."""

from dataclasses import dataclass

from starlette.exceptions import HTTPException

from receipts.domain.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem. `detail` says what happened and, where the caller can act, what to do."""

    slug: str
    status: int
    title: Sentence
    detail: Sentence

    @property
    def type(self) -> str:
        return f"/problems/{self.slug}"


class ProblemError(HTTPException):
    """A problem to answer with; `facts` fill in its sentence.

    An HTTPException, because FastAPI turns anything else raised while it reads a body into "400".
    """

    def __init__(self, kind: Kind, headers: dict[str, str] | None = None, **facts: object) -> None:
        super().__init__(kind.status, kind.slug, headers)
        self.kind = kind
        self.facts = facts


BAD_REQUEST = Kind(
    "bad-request",
    400,
    Sentence("잘못된 요청", "Bad request"),
    Sentence("요청을 해석할 수 없습니다.", "The request cannot be understood."),
)
INVALID_CURSOR = Kind(
    "invalid-cursor",
    400,
    Sentence("잘못된 커서", "Invalid cursor"),
    Sentence(
        "`cursor`에는 같은 목록의 직전 답에 있던 `next_cursor` 값을 그대로 넣어 주세요. "
        "`after`에는 `next_after` 값입니다.",
        "`cursor` takes the `next_cursor` of the page before, of the same list and unchanged; `after` takes "
        "`next_after`.",
    ),
)
UNAUTHORIZED = Kind(
    "unauthorized",
    401,
    Sentence("인증 필요", "Unauthorized"),
    Sentence(
        "유효한 API 키가 필요합니다. `Authorization: Bearer rk_…` 헤더를 확인해 주세요.",
        "A valid API key is needed. Check the header `Authorization: Bearer rk_…`.",
    ),
)
NOT_FOUND = Kind(
    "not-found",
    404,
    Sentence("없는 주소", "Not found"),
    Sentence("요청하신 주소를 찾을 수 없습니다.", "There is nothing at this address."),
)
RECEIPT_NOT_FOUND = Kind(
    "receipt-not-found",
    404,
    Sentence("없는 영수증", "Receipt not found"),
    Sentence("해당 ID의 영수증이 없습니다.", "There is no receipt with this id."),
)
LAYOUT_NOT_FOUND = Kind(
    "layout-not-found",
    404,
    Sentence("없는 내보내기 형식", "No such layout"),
    Sentence("내보내기 형식은 다음 중 하나여야 합니다: {layouts}", "The layouts are {layouts}."),
)
BATCH_NOT_FOUND = Kind(
    "batch-not-found",
    404,
    Sentence("없는 묶음", "Batch not found"),
    Sentence("해당 ID의 묶음이 없습니다.", "There is no batch with this id."),
)
REREADING_NOT_FOUND = Kind(
    "rereading-not-found",
    404,
    Sentence("없는 다시 읽기", "Rereading not found"),
    Sentence(
        "해당 ID로 다시 읽기를 맡긴 영수증이 없습니다.", "No receipt was queued by a rereading with this id."
    ),
)
CHANGED_MEANWHILE = Kind(
    "changed-meanwhile",
    409,
    Sentence("그 사이에 바뀐 영수증", "The receipt has changed meanwhile"),
    Sentence(
        "방금 다른 사람이 바꾼 영수증이라 다시 읽지 않았습니다. 필요하면 다시 요청해 주세요.",
        "Somebody else changed this receipt just now, so it was not queued. Ask again if it is still wanted.",
    ),
)
ACCOUNT_NOT_FOUND = Kind(
    "account-not-found",
    404,
    Sentence("없는 계정과목", "Account not found"),
    Sentence("이 코드의 계정과목이 없습니다.", "There is no account with this code."),
)
PHOTO_NOT_FOUND = Kind(
    "photo-not-found",
    404,
    Sentence("사진 없음", "No photo"),
    Sentence("이 영수증의 사진이 없습니다({status}).", "This receipt has no photo ({status})."),
)
PAGE_NOT_FOUND = Kind(
    "page-not-found",
    404,
    Sentence("보여 줄 쪽 없음", "No page to show"),
    Sentence(
        "이 쪽은 번호를 가린 사진이 없습니다. 영수증을 다시 판독하면 만들어집니다.",
        "There is no picture of this page with its numbers covered. To read the receipt anew makes one.",
    ),
)
ORIGINAL_NOT_ALLOWED = Kind(
    "original-not-allowed",
    403,
    Sentence("원본을 볼 권한 없음", "Original not allowed"),
    Sentence(
        "이 키로는 원본 사진을 볼 수 없습니다. 번호를 가린 사진은 쪽 번호로 볼 수 있습니다(…/pages/1).",
        "This key shows no photo as it came. Pages of it with their numbers covered are at …/pages/1.",
    ),
)
METHOD_NOT_ALLOWED = Kind(
    "method-not-allowed",
    405,
    Sentence("허용되지 않는 메서드", "Method not allowed"),
    Sentence(
        "이 주소에서는 {method} 요청을 쓸 수 없습니다.", "{method} requests are not allowed at this address."
    ),
)
TOO_SLOW = Kind(
    "too-slow",
    408,
    Sentence("너무 느린 전송", "Too slow"),
    Sentence(
        "요청 내용이 {seconds}초 안에 도착하지 않았습니다. 연결 상태를 확인하고 다시 보내 주세요.",
        "The request did not arrive within {seconds} seconds. Check the connection and send it again.",
    ),
)
PHOTO_ARCHIVED = Kind(
    "photo-archived",
    409,
    Sentence("보관소에 있는 사진", "Archived photo"),
    Sentence(
        "오래된 사진이라 보관소에서 꺼내는 중입니다. 12시간 안에 준비되니 그 뒤에 다시 열어 주세요.",
        "This photo is old and is being fetched from the archive. Try again in 12 hours at the latest.",
    ),
)
FROM_THE_ARCHIVE = {"Retry-After": str(12 * 3600)}
"""With PHOTO_ARCHIVED: when a photo that was asked back is there at the latest."""
NOT_RETRYABLE = Kind(
    "receipt-not-failed",
    409,
    Sentence("재시도할 수 없는 상태", "Nothing to retry"),
    Sentence(
        "판독에 실패한 영수증만 다시 시도할 수 있습니다. 지금 상태는 {status}입니다.",
        "Only a receipt that failed can be read once more; this one is {status}.",
    ),
)
HISTORY_FULL = Kind(
    "history-full",
    409,
    Sentence("수정 횟수 초과", "Corrected too often"),
    Sentence(
        "영수증은 {most}번까지 고칠 수 있습니다. 지금 값으로 승인하거나, 틀렸다면 관리자에게 알려 주세요.",
        "A receipt can be corrected {most} times. Approve it as it is or, if it is wrong, tell the operator.",
    ),
)
CHART_FULL = Kind(
    "chart-full",
    409,
    Sentence("계정과목이 너무 많음", "Too many accounts"),
    Sentence(
        "회사의 계정과목은 {most}개까지 등록할 수 있습니다.",
        "A company's chart takes {most} accounts of its own.",
    ),
)
NOT_REVIEWABLE = Kind(
    "receipt-not-reviewable",
    409,
    Sentence("수정하거나 승인할 수 없는 상태", "Nothing to correct or approve"),
    Sentence(
        "판독이 끝난 영수증만 수정하거나 승인할 수 있습니다. 지금 상태는 {status}입니다.",
        "Only a receipt that was read can be corrected, and approved once; this one is {status}.",
    ),
)
RECEIPT_CHANGED = Kind(
    "receipt-changed",
    409,
    Sentence("이미 바뀐 영수증", "The receipt has changed"),
    Sentence(
        "현재 버전({version})이 보내신 버전과 다릅니다. 영수증을 다시 조회해 확인해 주세요.",
        "The receipt is at version {version}, not at the one you sent. Load it again and look.",
    ),
)
APPROVAL_REFUSED = Kind(
    "approval-refused",
    409,
    Sentence("승인할 수 없는 영수증", "Not approved"),
    Sentence(
        "`obstacles`에 적힌 항목을 고치거나, `acceptable`이 true인 항목의 code를 `accept`에 넣어 주세요.",
        "Put right what `obstacles` lists, or name in `accept` the codes of those that are acceptable.",
    ),
)
NOT_DECIDABLE = Kind(
    "decision-not-possible",
    409,
    Sentence("지금은 할 수 없는 처리", "Not possible in this status"),
    Sentence(
        "{possible} 상태의 영수증만 이렇게 처리할 수 있습니다. 지금 상태는 {status}입니다.",
        "Only a receipt that is {possible} allows this; this one is {status}.",
    ),
)
NOT_DUPLICATES = Kind(
    "not-duplicates",
    409,
    Sentence("중복이 아닌 영수증", "Not duplicates"),
    Sentence(
        "두 영수증은 서로의 중복으로 표시되어 있지 않습니다. `duplicate_of`를 다시 확인해 주세요.",
        "Neither of the two receipts is marked as the duplicate of the other. Look at `duplicate_of` again.",
    ),
)
PHOTO_LIVE = Kind(
    "photo-live-again",
    409,
    Sentence("다시 올라온 사진", "The photo was sent again"),
    Sentence(
        "같은 사진이 다시 올라와 영수증 {live}(으)로 있습니다. 그 영수증을 쓰거나 먼저 지워 주세요.",
        "The same photo was sent again and is receipt {live}. Use that one, or delete it before you restore.",
    ),
)
PRECONDITION_FAILED = Kind(
    "precondition-failed",
    412,
    Sentence("이미 바뀐 영수증", "The receipt has changed"),
    Sentence(
        "`If-Match`가 현재 영수증과 맞지 않습니다. 영수증을 다시 조회해 확인해 주세요.",
        "`If-Match` is not of the receipt as it is now. Load it again and look.",
    ),
)
TOO_LARGE = Kind(
    "too-large",
    413,
    Sentence("너무 큰 요청", "Content too large"),
    Sentence("{limit} 이하로 보내 주세요.", "Send no more than {limit}."),
)
ADDRESS_TOO_LONG = Kind(
    "address-too-long",
    414,
    Sentence("너무 긴 주소", "Address too long"),
    Sentence(
        "주소와 쿼리는 합쳐서 {bytes}바이트 이하여야 합니다.",
        "Address and query together take at most {bytes} bytes.",
    ),
)
HEADERS_TOO_LARGE = Kind(
    "headers-too-large",
    431,
    Sentence("너무 많은 헤더", "Too many headers"),
    Sentence(
        "헤더는 {count}개, 합쳐서 {limit} 이하로 보내 주세요.",
        "Send at most {count} headers, {limit} in all.",
    ),
)
UNSUPPORTED_TYPE = Kind(
    "unsupported-type",
    415,
    Sentence("지원하지 않는 파일 형식", "Unsupported file type"),
    Sentence(
        "{content_type} 형식은 읽을 수 없습니다. JPEG, PNG, WebP, TIFF, HEIC 사진이나 PDF로 보내 주세요.",
        "{content_type} cannot be read. Send a JPEG, PNG, WebP, TIFF or HEIC photo, or a PDF.",
    ),
)
INVALID_INPUT = Kind(
    "invalid-input",
    422,
    Sentence("잘못된 입력", "Invalid input"),
    Sentence("`errors`에 적힌 값을 고쳐서 다시 보내 주세요.", "Correct the values listed in `errors`."),
)
EXPORT_TOO_LARGE = Kind(
    "export-too-large",
    422,
    Sentence("너무 큰 엑셀 파일", "Too many receipts for a workbook"),
    Sentence(
        "영수증 {count}건은 엑셀 파일에 담을 수 없습니다(최대 {most}건). 기간을 나누거나 CSV로 받아 주세요.",
        "These are {count} receipts, and a workbook holds {most}. Choose a shorter period, or CSV.",
    ),
)
TOO_MANY_PHOTOS = Kind(
    "too-many-photos",
    422,
    Sentence("사진이 너무 많음", "Too many photos for an archive"),
    Sentence(
        "사진 {count}장은 압축 파일 하나에 담을 수 없습니다(최대 {most}장). 기간을 나누어 받아 주세요.",
        "These are {count} photos, and an archive holds {most}. Choose shorter periods.",
    ),
)
TOO_MANY_REQUESTS = Kind(
    "too-many-requests",
    429,
    Sentence("요청 한도 초과", "Too many requests"),
    Sentence(
        "이 API 키의 요청이 너무 잦습니다. {seconds}초 뒤에 다시 시도해 주세요.",
        "This API key calls too often. Try again in {seconds} seconds.",
    ),
)
TOO_MANY_GUESSES = Kind(
    "too-many-failed-logins",
    429,
    Sentence("인증 실패 한도 초과", "Too many failed logins"),
    Sentence(
        "유효하지 않은 API 키로 너무 자주 요청했습니다. 키를 확인하고 {seconds}초 뒤에 다시 시도해 주세요.",
        "Too many requests came without a valid API key. Check the key and try again in {seconds} seconds.",
    ),
)
TOO_MANY_UPLOADS = Kind(
    "too-many-uploads",
    429,
    Sentence("동시 업로드 한도 초과", "Too many uploads at once"),
    Sentence(
        "사진은 한 번에 {most}장까지 동시에 보낼 수 있습니다. 앞의 사진이 끝난 뒤에 다시 보내 주세요.",
        "You may send {most} photos at the same time. Send this one again when another has finished.",
    ),
)
INTERNAL_ERROR = Kind(
    "internal-error",
    500,
    Sentence("내부 오류", "Internal error"),
    Sentence(
        "요청을 처리하지 못했습니다. 계속되면 `X-Request-Id` 값을 관리자에게 알려 주세요.",
        "The request failed. If it persists, tell the operator the `X-Request-Id`.",
    ),
)
UNAVAILABLE = Kind(
    "unavailable",
    503,
    Sentence("일시적으로 사용할 수 없음", "Temporarily unavailable"),
    Sentence(
        "지금은 처리할 수 없습니다. 잠시 후 다시 시도해 주세요.",
        "This cannot be done right now. Try again in a while.",
    ),
)
UPLOADS_BUSY = Kind(
    "uploads-busy",
    503,
    Sentence("업로드가 몰리는 중", "Too many uploads right now"),
    Sentence(
        "지금은 받고 있는 사진이 너무 많습니다. `Retry-After`초 뒤에 다시 보내 주세요.",
        "Too many photos are coming in right now. Send this one again after `Retry-After` seconds.",
    ),
)
DISK_FULL = Kind(
    "disk-full",
    503,
    Sentence("저장 공간 부족", "No space left"),
    Sentence(
        "지금은 사진을 둘 공간이 없어 저장하지 못했습니다. `Retry-After`초 뒤에 다시 보내 주세요.",
        "There is no space, so the photo was not kept. Send it again after `Retry-After` seconds.",
    ),
)
NOT_READY = Kind(
    "not-ready",
    503,
    Sentence("준비되지 않음", "Not ready"),
    Sentence("응답하지 않는 구성 요소: {down}", "These do not answer: {down}"),
)


def too_large(limit: int) -> ProblemError:
    """The refusal of more than `limit` bytes, told as people measure files."""
    megabytes, kilobytes = limit // 1024**2, limit // 1024
    return ProblemError(TOO_LARGE, limit=f"{megabytes} MB" if megabytes else f"{kilobytes} KB")
