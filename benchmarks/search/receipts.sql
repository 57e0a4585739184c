-- One tenant's receipts, spread over two years.
WITH dropped AS (
    INSERT INTO batches (id, tenant_id, created_at)
    SELECT md5(:tenant || 'batch' || n)::uuid, CAST(:tenant AS uuid), now()
    FROM generate_series(0, :receipts / 300) AS n
)
INSERT INTO receipts (
    id, tenant_id, status, failure_cause, object_key, content_type, size, sha256, created_at, updated_at,
    version, document_type, transaction, merchant_name, business_number, issued_on, issued_at,
    issued_at_precision, currency, approval_number, total, supply, vat, card_number_masked, category_code,
    proof_kind, proof_qualified, payment_method, warnings, person, department, project, tags, batch_id,
    reading_id, came_from)
SELECT
    ids.id, :tenant, status, CASE status WHEN 'failed' THEN 'not_a_receipt' END,
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
    CASE WHEN mod(n, 15) = 0 THEN ARRAY['출장', '행사 ' || mod(n / 15, 50)] ELSE '{}' END,
    CASE WHEN mod(n, 3) = 0 THEN md5(:tenant || 'batch' || n / 300)::uuid END,
    CASE WHEN is_read THEN ids.id END, CASE status WHEN 'deleted' THEN 'parsed' END
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
) AS chosen, LATERAL (SELECT overlay(overlay(
    md5(:tenant || n) PLACING lpad(to_hex(floor(extract(epoch FROM made) * 1000)::bigint), 12, '0') FROM 1)
    PLACING '7' FROM 13)::uuid AS id) AS ids
