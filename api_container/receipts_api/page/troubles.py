"""What may go wrong on the page alone; the API's own problems are in `receipts_api.problems`."""

from receipts.domain.sentence import Sentence
from receipts_api.problems import Kind

KEY_OPENS_NOTHING = Kind(
    "key-opens-nothing",
    401,
    Sentence("로그인할 수 없습니다", "You cannot sign in"),
    Sentence(
        "이 API 키로는 로그인할 수 없습니다. 키를 처음부터 끝까지 복사했는지 확인해 주세요.",
        "This API key opens nothing. Check that you copied all of it.",
    ),
)
NAME_MISSING = Kind(
    "name-missing",
    422,
    Sentence("이름이 필요합니다", "Your name is needed"),
    Sentence(
        "누가 고치고 승인했는지 기록에 남도록 이름을 입력해 주세요.",
        "Enter your name, so that the history shows who corrected and approved.",
    ),
)
SESSION_ENDED = Kind(
    "session-ended",
    401,
    Sentence("로그인 시간이 끝났습니다", "Your session has ended"),
    Sentence(
        "입력한 내용은 이 화면에 남아 있습니다. 새 탭에서 다시 로그인한 뒤 한 번 더 눌러 주세요.",
        "What you typed is still on this screen. Sign in again in a new tab, then try once more.",
    ),
)
LINK_USED = Kind(
    "link-used",
    401,
    Sentence("사용할 수 없는 링크", "This link does not work any more"),
    Sentence(
        "이 로그인 링크는 이미 사용되었거나 기간이 지났습니다. API 키로 로그인해 주세요.",
        "This sign-in link was used before or is too old. Sign in with an API key.",
    ),
)
OTHER_SITE = Kind(
    "other-site",
    403,
    Sentence("다른 사이트에서 온 요청", "Sent by another site"),
    Sentence(
        "다른 사이트가 보낸 요청이라 처리하지 않았습니다. 이 페이지를 새로 열어 다시 시도해 주세요.",
        "Another site sent this request, so nothing was done. Open this page anew and try again.",
    ),
)
