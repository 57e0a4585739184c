"""Korean words that are put together so freely that no list holds them: 출퇴근할인, 등기번호."""

import re

from receipts.domain.reading.vocabulary.korean_words import LESS
from receipts.domain.reading.vocabulary.labels import Label

_AMOUNT_FOLLOWS = r"(?=\s?[:(]|\s*[-△▲+]?\s?[\d₩\\￦]|$)"
_LESS = re.compile(rf"(?<![가-힣])[가-힣]{{1,8}}(?:{'|'.join(LESS)}){_AMOUNT_FOLLOWS}")
"""Nothing but its amount follows: 창고할인 매장 is a shop."""
_POINTS_USED = re.compile(
    r"(?<![가-힣])[가-힣]{1,6}\s?(?:포인트|적립금|마일리지)\s?(?:사용|결제|차감)(?:액|금액)?"
    + _AMOUNT_FOLLOWS
)
"""Whose points they are is said, too: 멤버십포인트 사용."""
_NUMBERED = re.compile(r"(?<![가-힣])[가-힣]{1,7}번호(?![가-힣])")
"""What ends in 번호 numbers something, and names no shop."""
PUT_TOGETHER = ((_LESS, Label.DISCOUNT), (_POINTS_USED, Label.POINTS), (_NUMBERED, Label.NUMBER))
"""What they look like, and what they announce."""
