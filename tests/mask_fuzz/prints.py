"""Invented papers, full of numbers that are no card's: all of it is to stay as it is printed.

What nobody can tell from a card number is among `BY_CHANCE`: it is counted, too, but apart.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

Line = Callable[[Random], str]


@dataclass(frozen=True)
class Print:
    """A paper, and what its parts are, by their names."""

    text: str
    parts: tuple[tuple[str, str], ...]


def prints(seed: int) -> Iterator[Print]:
    """Papers, each of a head, goods, sums, a slip and a foot, without end."""
    random = Random(seed)
    while True:
        names = [name for name in _ALL if random.random() < _SHARE]
        random.shuffle(names)
        parts = tuple((name, _ALL[name](random)) for name in names)
        yield Print("\n".join(text for _, text in parts), parts)


def chances(seed: int) -> Iterator[tuple[str, str]]:
    """Numbers of which one in some twenty to a hundred cannot be told from a card's, without end."""
    random = Random(seed)
    while True:
        name = random.choice(tuple(BY_CHANCE))
        yield name, BY_CHANCE[name](random)


_SHARE = 0.3


def _digits(random: Random, least: int, most: int | None = None) -> str:
    return "".join(random.choice("0123456789") for _ in range(random.randint(least, most or least)))


def _won(random: Random) -> int:
    return random.choice((10, 100, 100, 500, 1000)) * random.randrange(1, 2_000)


def _sum(random: Random) -> int:
    """An amount that need not be round: prices without tax, exchange rates."""
    return random.choice((_won(random), random.randrange(100, 3_000_000)))


def _labelled(labels: Sequence[str], write: Line) -> Line:
    def line(random: Random) -> str:
        sign = random.choice((" ", " : ", ":", ": ", "  ", "\n", "      "))
        return random.choice(labels) + sign + write(random)

    return line


def _day(random: Random) -> str:
    year, month, day = random.randrange(2019, 2030), random.randrange(1, 13), random.randrange(1, 29)
    form = random.choice(
        ("{0}-{1:02}-{2:02}", "{0}.{1:02}.{2:02}", "{0}/{1:02}/{2:02}", "{0}{1:02}{2:02}",
         "{3:02}/{1:02}/{2:02}",
         "{3:02}.{1:02}.{2:02}", "{0}년 {1}월 {2}일", "{2:02}/{1:02}/{0}")
    )  # fmt: skip
    return form.format(year, month, day, year % 100)


def _time(random: Random) -> str:
    hour, minute, second = random.randrange(24), random.randrange(60), random.randrange(60)
    return random.choice(("{:02}:{:02}:{:02}", "{:02}:{:02}", "{:02}{:02}{:02}")).format(hour, minute, second)


def _moment(random: Random) -> str:
    label = random.choice(("", "거래일시 ", "일시: ", "승인일시 : ", "DATE ", "판매일 "))
    behind = random.choice(
        ("", f" POS {_digits(random, 2)}", f" No.{_digits(random, 4, 6)}", f" {_digits(random, 4)}")
    )
    return f"{label}{_day(random)} {_time(random)}{behind}"


def _business(random: Random) -> str:
    number = f"{random.randrange(100, 1000)}-{random.randrange(10, 100)}-{_digits(random, 5)}"
    return (
        random.choice(("사업자번호 ", "사업자등록번호: ", "", "등록번호 ", "사업자 "))
        + number
        + random.choice(("", " 대표 홍길동", f" TEL {_phone(random)}", f" {_phone(random)}"))
    )


def _phone(random: Random) -> str:
    return random.choice(
        ("02-{}-{}", "031-{}-{}", "010-{1}-{1}", "1588-{1}", "02){}-{}", "0507-{1}-{1}")
    ).format(random.randrange(200, 1000), random.randrange(1000, 10_000))


def _phones(random: Random) -> str:
    return (
        f"TEL {_phone(random)} FAX {_phone(random)}" if random.random() < 0.5 else f"전화: {_phone(random)}"
    )


def _ean(random: Random) -> str:
    body = random.choice(("880", "880", "4", "5", "6", "9", "37", "49")) + _digits(random, 12)
    body = body[:12]
    total = sum(int(digit) * (1, 3)[at % 2] for at, digit in enumerate(body))
    return body + str(-total % 10)


_NAMES = (
    "신라면",
    "아메리카노",
    "볼펜",
    "A4용지",
    "생수 2L",
    "USB허브",
    "Coffee",
    "치약",
    "물티슈",
    "다이제2000",
)


def _goods(random: Random) -> str:
    with_signs, with_code = random.random() < 0.6, random.random() < 0.5
    lines = []
    for _ in range(random.randrange(1, 6)):
        count, price = random.randrange(1, 13), _won(random)
        form = "{:,}" if with_signs else "{}"
        columns = [form.format(price), str(count), form.format(price * count)]
        if random.random() < 0.3:
            columns = [str(count), form.format(price * count)]
        name = random.choice(_NAMES)
        head = random.choice((f"{_ean(random)}\n{name}", f"{name}\n{_ean(random)}", f"{_ean(random)} {name}"))
        lines.append(f"{head if with_code else name}  " + random.choice((" ", "  ", "   ")).join(columns))
    return "\n".join(lines)


def _side_by_side(random: Random) -> str:
    """Amounts in a row, without a word or a sign that says so."""
    count, price = random.randrange(1, 40), _won(random)
    net, sign = _sum(random), random.choice((" ", "  ", "    "))
    tax = net // 10
    rows = (
        [price, count, price * count],
        [net, tax, net + tax],
        [_won(random) for _ in range(random.randrange(2, 5))],
    )
    return sign.join(map(str, random.choice(rows)))


def _one_below_the_other(random: Random) -> str:
    return "\n".join(str(_won(random)) for _ in range(random.randrange(2, 6)))


def _sums(random: Random) -> str:
    net = _sum(random)
    form = random.choice(("{:,}", "{}", "{:,}원", "￦{:,}"))
    sign = random.choice((" ", "\n", "  "))
    words = random.choice(
        (("공급가액", "부가세", "합계"), ("과세물품가액", "부 가 세", "합 계"), ("SUBTOTAL", "TAX", "TOTAL"))
    )
    values = zip(words, (net, net // 10, net + net // 10), strict=True)
    return "\n".join(word + sign + form.format(value) for word, value in values)


_ISSUERS = (
    "신한카드",
    "KB국민카드",
    "하나카드",
    "삼성카드",
    "현대카드",
    "BC카드",
    "NH농협카드",
    "VISA",
    "우리카드",
)


def _approval_below(random: Random) -> str:
    amount = random.choice((f"{_won(random)}", f"{_won(random):,}", f"{_won(random):,}원"))
    return f"{random.choice(_ISSUERS)}\n{_digits(random, 8)}\n{amount}"


def _takings(random: Random) -> str:
    """The day's sums of a till."""
    lines = []
    for word in random.sample(
        (
            "카드매출",
            "현금매출",
            "신용카드",
            "카드결제",
            "체크카드",
            "카드합계",
            "카드 취소",
            "상품권",
            "카드 입금",
        ),
        4,
    ):
        values = [_sum(random) for _ in range(random.randrange(1, 4))]
        values.insert(random.randrange(2), random.randrange(1, 900))
        lines.append(random.choice((" ", "  ", "   ")).join([word, *map(str, values)]))
    return "\n".join(lines)


def _covered_card(random: Random) -> str:
    head, tail = random.choice("4569") + _digits(random, 5), _digits(random, 4)
    number = random.choice(
        (f"{head[:4]}-{head[4:]}**-****-{tail}", f"{head}******{tail}", f"****-****-****-{tail}",
         f"{head[:4]}-****-****-{tail}",
         f"{head[:4]} {head[4:]}** **** {tail}", f"{head[:4]}-{head[4:]}**-****-{tail[:3]}*")
    )  # fmt: skip
    behind = random.choice(
        (
            "",
            f" {random.choice(_ISSUERS)}",
            " 일시불",
            f"\n승인번호 {_digits(random, 8)}",
            f" / {_digits(random, 8)}",
        )
    )
    return random.choice(("카드번호 ", "카드번호: ", "CARD NO ", "", "카드번호\n")) + number + behind


def _day_and_serial(random: Random) -> str:
    """A day of two digits a year and seven more, as tills number their papers."""
    year = random.randrange(20, 30)
    day = f"{year}{random.randrange(1, 13):02}{random.randrange(1, 29):02}"
    sign = random.choice((" ", "  "))
    serial = random.choice("001295") + _digits(random, 6)
    return random.choice(
        (f"{day}{sign}{serial}", f"20{day}{sign}{_digits(random, 7)}", f"20{day}{_digits(random, 7)}")
    )


def _account(random: Random) -> str:
    return "-".join(
        _digits(random, size)
        for size in random.choice(((3, 6, 2, 3), (6, 2, 6), (3, 2, 6), (4, 3, 6), (3, 4, 4, 2)))
    )


def _mail(random: Random) -> str:
    """A number of the post office: thirteen digits, in one or in groups."""
    number = _digits(random, 13)
    return random.choice(
        (number, f"{number[:5]}-{number[5:9]}-{number[9:]}", f"{number[:5]} {number[5:9]} {number[9:]}")
    )


_ALL: dict[str, Line] = {
    "moment": _moment,
    "business number": _business,
    "phones": _phones,
    "goods": _goods,
    "amounts side by side": _side_by_side,
    "amounts below": _one_below_the_other,
    "sums": _sums,
    "issuer, approval, amount": _approval_below,
    "takings": _takings,
    "covered card": _covered_card,
    "day and serial": _day_and_serial,
    "approval": _labelled(
        ("승인번호", "승인 번호", "APPR NO", "Auth Code", "승인No"), lambda r: _digits(r, 6, 9)
    ),
    "merchant": _labelled(
        ("가맹점번호", "가맹점 번호", "MERCHANT NO", "가맹번호"), lambda r: _digits(r, 8, 12)
    ),
    "terminal": _labelled(
        ("단말기번호", "단말기 ID", "TID", "CAT ID", "TERMINAL ID"), lambda r: _digits(r, 7, 13)
    ),
    "serial": _labelled(
        ("전표번호", "일련번호", "거래번호", "거래일련번호", "TRACE NO"), lambda r: _digits(r, 4, 13)
    ),
    "registered mail": _labelled(("등기번호", "등기우편번호", "등기 번호", "우편 등기번호"), _mail),
    "parcel": _labelled(
        ("운송장번호", "송장번호", "운송장 번호", "TRACKING NO"), lambda r: _digits(r, 10, 13)
    ),
    "account": _labelled(("계좌번호", "입금계좌", "계좌"), _account),
    "ticket": _labelled(
        ("예약번호", "발권번호", "승차권번호", "접수번호", "대기번호"), lambda r: _digits(r, 4, 13)
    ),
    "cash receipt": _labelled(
        ("현금영수증", "신분확인번호", "식별번호"), lambda r: f"010****{_digits(r, 4)}"
    ),
    "order": _labelled(
        ("주문번호", "ORDER NO", "영수증번호"), lambda r: f"20{_digits(r, 2)}{_digits(r, 10)}"
    ),
}


BY_CHANCE: dict[str, Line] = {
    "16 digits of a trade, with its word": _labelled(
        ("주문번호", "거래번호", "거래고유번호"), lambda r: _digits(r, 16)
    ),
    "16 bare digits": lambda r: _digits(r, 16),
    "13 bare digits": lambda r: _digits(r, 13),
    "8 digits below 8": lambda r: f"{_digits(r, 8)}\n{_digits(r, 8)}",
    "8-digit numbers of goods": lambda r: "\n".join(
        f"{name} {_digits(r, 8)} {r.randrange(1, 9)} {_won(r):,}" for name in r.sample(_NAMES, 2)
    ),
    "a day and seven digits": lambda r: (
        f"{r.randrange(20, 30)}{r.randrange(1, 13):02}{r.randrange(1, 29):02} {_digits(r, 7)}"
    ),
    "uneven amounts in a row": lambda r: " ".join(str(_sum(r)) for _ in range(r.randrange(2, 5))),
}
"""Each with what its rate is of."""
