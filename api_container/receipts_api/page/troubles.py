"""What may go wrong on the page alone; the API's own problems are in `receipts_api.problems`."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from receipts.domain.sentence import Sentence
from receipts_api import problems
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

_ON_THE_PAGE: Final[Mapping[Kind, tuple[Sentence, Sentence]]] = MappingProxyType(
    {
        problems.NOT_FOUND: (
            Sentence("없는 페이지입니다", "There is no such page"),
            Sentence(
                "주소를 다시 확인하거나 받은함에서 찾아 주세요.", "Check the address, or look in the inbox."
            ),
        ),
        problems.RECEIPT_NOT_FOUND: (
            Sentence("영수증을 찾을 수 없습니다", "This receipt is not here"),
            Sentence(
                "삭제되었거나 주소가 잘못되었습니다. 받은함에서 찾아 주세요.",
                "It was deleted, or the address is wrong. Look in the inbox.",
            ),
        ),
        problems.BAD_REQUEST: (
            Sentence("요청을 처리하지 못했습니다", "This cannot be done"),
            Sentence(
                "주소나 입력한 값이 올바르지 않습니다. 받은함에서 다시 시작해 주세요.",
                "The address or a value is wrong. Start again from the inbox.",
            ),
        ),
        problems.TOO_MANY_REQUESTS: (
            Sentence("요청이 너무 많습니다", "Too many requests"),
            Sentence(
                "짧은 시간에 요청이 몰렸습니다. {seconds}초 뒤에 다시 시도해 주세요.",
                "Too much was asked for in a short time. Try again in {seconds} seconds.",
            ),
        ),
        problems.INTERNAL_ERROR: (
            Sentence("문제가 생겨 처리하지 못했습니다", "Something went wrong here"),
            Sentence(
                "잠시 후 다시 시도해 주세요. 계속되면 관리자에게 아래 번호를 알려 주세요.",
                "Try again in a while. If it goes on, tell your administrator the number below.",
            ),
        ),
        problems.UNAVAILABLE: (
            Sentence("지금은 사용할 수 없습니다", "Not available right now"),
            problems.UNAVAILABLE.detail,
        ),
    }
)


def on_the_page(kind: Kind) -> Kind:
    """The problem as people are told of it, who know neither headers nor ids."""
    title, detail = _ON_THE_PAGE.get(kind, (kind.title, kind.detail))
    return replace(kind, title=title, detail=detail)
