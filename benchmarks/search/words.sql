-- As `domain.search_text` makes it: letters and digits, a line each.
INSERT INTO receipt_words (tenant_id, receipt_id, merchant, words)
SELECT tenant_id, id, translate(merchant_name, ' ', ''), translate(concat_ws(E'\n',
    merchant_name, '사업자번호 ' || business_number, '대표 홍길동 전화 02' || right(approval_number, 8),
    '주소 서울 가상구 바람로 ' || ascii(approval_number) || ' 지하1층', '거래일시 ' || to_char(issued_at, 'YYYYMMDD HH24MISS'),
    '상품명 단가 수량 금액',
    sold.names[1 + floor(power(random(), 2) * many)::int] || ' 4500 1 4500',
    sold.names[1 + floor(power(random(), 2) * many)::int] || ' 3200 2 6400',
    sold.names[1 + floor(power(random(), 2) * many)::int] || ' 12000 1 12000',
    sold.names[1 + floor(power(random(), 2) * many)::int] || ' 8900 1 8900',
    '과세물품 ' || supply::bigint, '부가세 ' || vat::bigint, '합계 ' || total::bigint, '받을금액 ' || total::bigint,
    '신용카드 매출전표', '카드종류 가상카드', '카드번호 ' || translate(card_number_masked, '-', ''), '승인번호 ' || approval_number,
    '할부 일시불', '가맹점번호 7' || business_number, '이용해 주셔서 감사합니다', '교환 환불은 7일 이내 영수증 지참',
    '주차 2시간 무료 등록 바랍니다'), ' ', '')
FROM receipts, (
    SELECT array_agg(kind || ' ' || item) AS names, count(*)::int AS many
    FROM unnest(CAST(:kinds AS text[])) AS kind, unnest(CAST(:goods AS text[])) AS item
) AS sold
WHERE merchant_name IS NOT NULL
