"""A million invented receipts of a few tenants, made by PostgreSQL itself, in the tables that search reads."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
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

_MAKE_RECEIPTS: Final = text("""
    INSERT INTO receipts (
        id, tenant_id, status, failure_cause, object_key, content_type, size, sha256, created_at, updated_at,
        version, document_type, transaction, merchant_name, business_number, issued_on, issued_at,
        issued_at_precision, currency, approval_number, total, supply, vat, card_number_masked, category_code,
        proof_kind, proof_qualified, payment_method, warnings, person, department, project, tags, batch_id,
        reading_id)
    SELECT
        md5(:tenant || n)::uuid, :tenant, status, CASE status WHEN 'failed' THEN 'not_a_receipt' END,
        'uploads/' || :tenant || '/' || n, 'image/jpeg', 200000, encode(sha256((:tenant || n)::bytea), 'hex'),
        made, made + interval '1 minute', 5,
        CASE WHEN is_read THEN (ARRAY['card_slip', 'card_slip', 'receipt', 'cash_receipt', 'app_screenshot'])[1 + mod(n, 5)] END,
        CASE WHEN is_read THEN CASE WHEN mod(n, 60) = 0 THEN 'cancellation' ELSE 'sale' END END,
        CASE WHEN is_read THEN brand || ' ' || branch || '점' END,
        CASE WHEN is_read THEN (1000000000 + brand_at * 1000 + branch_at)::text END,
        CASE WHEN is_read AND mod(n, 50) <> 1 THEN (made - spent * interval '1 day')::date END,
        CASE WHEN is_read AND mod(n, 50) <> 1 THEN made - spent * interval '1 day' END,
        CASE WHEN is_read AND mod(n, 50) <> 1 THEN 'second' END,
        CASE WHEN is_read THEN CASE WHEN mod(n, 100) = 7 THEN 'USD' ELSE 'KRW' END END,
        CASE WHEN is_read THEN lpad(mod(n * 37, 100000000)::text, 8, '0') END,
        CASE WHEN is_read THEN total END, CASE WHEN is_read THEN round(total / 11 * 10) END,
        CASE WHEN is_read THEN total - round(total / 11 * 10) END,
        CASE WHEN is_read THEN '4579-73**-****-' || lpad(mod(n, 300)::text, 4, '0') END,
        CASE WHEN is_read THEN (ARRAY['meals', 'meals', 'meals', 'cafe', 'cafe', 'fuel', 'parking_and_tolls',
            'supplies', 'taxi', 'lodging'])[1 + mod(brand_at, 10)] END,
        CASE WHEN is_read THEN CASE WHEN mod(n, 200) = 3 THEN 'tax_invoice' WHEN mod(n, 5) = 3 THEN 'cash_receipt' ELSE 'card_slip' END END,
        CASE WHEN is_read THEN mod(n, 7) <> 0 END,
        CASE WHEN is_read THEN CASE WHEN mod(n, 5) = 3 THEN 'cash' ELSE 'card' END END,
        CASE WHEN is_read THEN CASE WHEN mod(n, 8) = 0 THEN 1 ELSE 0 END END,
        '직원 ' || mod(n, 200), '부서 ' || mod(n, 200) / 20, CASE WHEN mod(n, 10) = 0 THEN '과제 ' || mod(n / 10, 40) END,
        CASE WHEN mod(n, 15) = 0 THEN ARRAY['출장', '행사 ' || mod(n / 15, 50)] END,
        CASE WHEN mod(n, 3) = 0 THEN md5(:tenant || 'batch' || n / 300)::uuid END,
        CASE WHEN is_read THEN md5(:tenant || n)::uuid END
    FROM (
        SELECT n, made, spent, total, brand_at, branch_at, brands[brand_at] AS brand, branches[branch_at] AS branch,
            status, status IN ('parsed', 'needs_review', 'approved') AS is_read
        FROM (
            SELECT n, CAST(:brands AS text[]) AS brands, CAST(:branches AS text[]) AS branches,
                timestamptz '2026-11-28T00:00+09' - (1 - n::float8 / :receipts) * interval '730 days' AS made,
                floor(power(random(), 3) * 20)::int AS spent,
                (ceil(power(10, 3 + random() * 2) / 100) * 100)::numeric AS total,
                1 + floor(power(random(), 2) * cardinality(CAST(:brands AS text[])))::int AS brand_at,
                1 + floor(random() * cardinality(CAST(:branches AS text[])))::int AS branch_at,
                CASE WHEN mod(n, 97) = 5 THEN 'failed' WHEN mod(n, 211) = 6 THEN 'deleted' WHEN mod(n, 307) = 8 THEN 'expired'
                    WHEN n > :receipts * 0.999 THEN (ARRAY['queued', 'parsed', 'needs_review'])[1 + mod(n, 3)]
                    WHEN n > :receipts * 0.96 THEN (ARRAY['parsed', 'needs_review', 'approved'])[1 + mod(n, 3)]
                    WHEN mod(n, 500) = 9 THEN 'needs_review' ELSE 'approved' END AS status
            FROM generate_series(1, :receipts) AS n
        ) AS drawn
    ) AS chosen
""")

# As `domain.search_text` makes it: letters and digits, a line each.
_MAKE_WORDS: Final = text("""
    INSERT INTO receipt_words (tenant_id, receipt_id, merchant, words)
    SELECT tenant_id, id, translate(merchant_name, ' ', ''), concat_ws(E'\\n',
        merchant_name, '사업자번호 ' || business_number, '대표 홍길동 전화 02' || right(approval_number, 8),
        '주소 서울 가상구 바람로 ' || ascii(approval_number) || ' 지하1층', '거래일시 ' || to_char(issued_at, 'YYYYMMDD HH24MISS'),
        '상품명 단가 수량 금액',
        goods[1 + floor(power(random(), 2) * many)::int] || ' 4500 1 4500',
        goods[1 + floor(power(random(), 2) * many)::int] || ' 3200 2 6400',
        goods[1 + floor(power(random(), 2) * many)::int] || ' 12000 1 12000',
        goods[1 + floor(power(random(), 2) * many)::int] || ' 8900 1 8900',
        '과세물품 ' || supply::bigint, '부가세 ' || vat::bigint, '합계 ' || total::bigint, '받을금액 ' || total::bigint,
        '신용카드 매출전표', '카드종류 가상카드', '카드번호 ' || translate(card_number_masked, '-', ''), '승인번호 ' || approval_number,
        '할부 일시불', '가맹점번호 7' || business_number, '이용해 주셔서 감사합니다', '교환 환불은 7일 이내 영수증 지참',
        '주차 2시간 무료 등록 바랍니다')
    FROM receipts, (
        SELECT array_agg(kind || ' ' || item) AS goods, count(*)::int AS many
        FROM unnest(CAST(:kinds AS text[])) AS kind, unnest(CAST(:goods AS text[])) AS item
    ) AS sold
    WHERE merchant_name IS NOT NULL
""")


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
