"""Invented receipts of a few tenants, made by PostgreSQL itself, in the tables that are searched."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from uuid import UUID, uuid5

from sqlalchemy import Connection, Engine, text

SHARES: Final = {"한빛상사": 0.7, "달빛물산": 0.2, "별빛식품": 0.08, "새빛전자": 0.02}
"""Of all receipts."""
_NAMESPACE: Final = UUID(int=46)

_BRANDS: Final = [
    "별다방",
    "도토리다방",
    "솔바람커피",
    "은하치킨",
    "달빛분식",
    "바다횟집",
    "산들김밥",
    "소문난국밥",
    "한솔마트",
    "푸른편의점",
    "행복약국",
    "강변주유소",
    "하늘주차장",
    "새벽베이커리",
    "초록문구",
    "참좋은정육",
    "대박곱창",
    "미소갈비",
    "황금반점",
    "온누리서점",
    "빠른택시",
    "튼튼철물",
    "동네세탁",
    "구름호텔",
    "여울식당",
    "노을카페",
    "마루한식",
    "봄날꽃집",
    "우리슈퍼",
    "큰나무가구",
]
_BRANCHES: Final = [
    "강남",
    "역삼",
    "선릉",
    "삼성",
    "잠실",
    "송파",
    "천호",
    "성수",
    "건대",
    "왕십리",
    "신촌",
    "홍대",
    "합정",
    "망원",
    "상암",
    "일산",
    "파주",
    "김포",
    "부천",
    "인천",
    "송도",
    "안산",
    "수원",
    "영통",
    "광교",
    "분당",
    "판교",
    "용인",
    "동탄",
    "평택",
    "천안",
    "대전",
    "둔산",
    "유성",
    "세종",
    "청주",
    "전주",
    "군산",
    "광주",
    "상무",
    "목포",
    "순천",
    "여수",
    "진주",
    "창원",
    "마산",
    "김해",
    "부산",
    "서면",
    "해운대",
    "울산",
    "포항",
    "경주",
    "대구",
    "동성로",
    "구미",
    "춘천",
    "원주",
    "강릉",
    "제주",
]
_KINDS: Final = [
    "따뜻한",
    "시원한",
    "매운",
    "순한",
    "큰",
    "작은",
    "국산",
    "수입",
    "유기농",
    "할인",
    "신선",
    "냉동",
    "훈제",
    "구운",
    "튀긴",
    "바삭",
    "달콤",
    "새콤",
    "진한",
    "연한",
]
_GOODS: Final = [
    "아메리카노",
    "카페라떼",
    "녹차",
    "보리차",
    "오렌지주스",
    "생수",
    "우유",
    "두유",
    "식빵",
    "크루아상",
    "샌드위치",
    "김밥",
    "떡볶이",
    "순대",
    "라면",
    "우동",
    "비빔밥",
    "불고기",
    "갈비탕",
    "설렁탕",
    "냉면",
    "삼겹살",
    "목살",
    "등심",
    "닭강정",
    "양념치킨",
    "피자",
    "파스타",
    "샐러드",
    "과일컵",
    "사과",
    "바나나",
    "포도",
    "참외",
    "수박",
    "감자",
    "고구마",
    "양파",
    "대파",
    "마늘",
    "고추",
    "휘발유",
    "경유",
    "주차요금",
    "복사용지",
    "볼펜",
    "노트",
    "테이프",
    "건전지",
]

_MAKE_RECEIPTS: Final = text((Path(__file__).parent / "receipts.sql").read_text())

_MAKE_WORDS: Final = text((Path(__file__).parent / "words.sql").read_text())


def tenant_ids() -> Mapping[str, UUID]:
    """The tenants by their names, largest first."""
    return {name: uuid5(_NAMESPACE, name) for name in SHARES}


def fill(engine: Engine, receipts: int) -> None:
    """Fill the empty tables; indexes are made afterwards, which takes a fifth of the time."""
    with engine.begin() as connection, _without_indexes(connection):
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # there are no readings
        connection.execute(text("SELECT setseed(0.46)"))
        for name, tenant in tenant_ids().items():
            connection.execute(
                text("INSERT INTO tenants (id, name) VALUES (:id, :name)"), {"id": tenant, "name": name}
            )
            values = {"tenant": str(tenant), "receipts": round(receipts * SHARES[name])}
            connection.execute(_MAKE_RECEIPTS, values | {"brands": _BRANDS, "branches": _BRANCHES})
        connection.execute(_MAKE_WORDS, {"kinds": _KINDS, "goods": _GOODS})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM (ANALYZE) receipts, receipt_words"))


@contextmanager
def _without_indexes(connection: Connection) -> Iterator[None]:
    query = text("""
        SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('receipts', 'receipt_words')
        AND NOT EXISTS (SELECT FROM pg_constraint WHERE conname = indexname)
    """)
    known = connection.execute(query).all()
    for name, _ in known:
        connection.execute(text(f"DROP INDEX {name}"))
    yield
    for _, definition in known:
        connection.exec_driver_sql(definition)
