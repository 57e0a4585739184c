"""Receipts are found by what they show, and by words that stand on them (ADR 0046).

Rows from before have no words and none of the new columns until `receipts admin index-stored` has been run.
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_COLUMNS = {
    # Of the current reading.
    "category_code": "text",
    "proof_kind": "text",
    "proof_qualified": "boolean",
    "payment_method": "text",
    "warnings": "integer",
    "discount": "numeric(14, 2)",
    "exempt": "numeric(14, 2)",
    "service_charge": "numeric(14, 2)",
    # What a company writes on a receipt.
    "batch_id": "uuid",
    "person": "text",
    "department": "text",
    "project": "text",
    "tags": "text[]",
}
_CHECKS = {
    "receipts_warnings_count": "warnings >= 0",
    "receipts_more_amounts_are_numbers": "'NaN' NOT IN (discount, exempt, service_charge)",
    "receipts_category_code_short": "char_length(category_code) <= 1000",
}

# A number for each two letters that stand beside each other in a line. It is of a tenant alone, so that the
# index tells nothing of others, not even by the time that it takes.
_SEARCH_GRAMS = """
CREATE FUNCTION search_grams(tenant uuid, words text) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    salt CONSTANT bigint := uuid_hash_extended(tenant, 0);
BEGIN
    RETURN ARRAY(
        SELECT hashtextextended(substr(line, place, 2) COLLATE "C", salt)
        FROM unnest(string_to_array(words, E'\\n')) AS line,
             generate_series(1, length(line) - 1) AS place
    );
END
$$
"""
_WORDS = """
CREATE TABLE receipt_words (
    tenant_id uuid NOT NULL,
    receipt_id uuid NOT NULL,
    merchant text NOT NULL,
    words text NOT NULL,
    CONSTRAINT receipt_words_pkey PRIMARY KEY (receipt_id),
    CONSTRAINT receipt_words_of_receipt FOREIGN KEY (tenant_id, receipt_id)
        REFERENCES receipts (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT receipt_words_short CHECK (char_length(merchant) <= 1000 AND char_length(words) <= 20000)
)
"""
_OF_TENANT = """
CREATE POLICY of_tenant ON receipt_words
USING (tenant_id = NULLIF(current_setting('receipts.tenant', true), '')::uuid)
"""
_INDEXES = (
    "CREATE INDEX receipt_words_grams ON receipt_words USING gin (search_grams(tenant_id, words))",
    "CREATE INDEX receipts_by_total ON receipts (tenant_id, total, id)",
    'CREATE INDEX receipts_by_merchant ON receipts (tenant_id, ("left"(merchant_name, 50)) COLLATE "C", id)',
    "CREATE INDEX receipts_by_category ON receipts (tenant_id, category_code, issued_on)"
    " WHERE category_code IS NOT NULL",
    "CREATE INDEX receipts_by_proof ON receipts (tenant_id, proof_kind) WHERE proof_kind IS NOT NULL",
    "CREATE INDEX receipts_by_document_type ON receipts (tenant_id, document_type)"
    " WHERE document_type IS NOT NULL",
    "CREATE INDEX receipts_by_currency ON receipts (tenant_id, currency) WHERE currency <> 'KRW'",
    "CREATE INDEX receipts_by_batch ON receipts (tenant_id, batch_id) WHERE batch_id IS NOT NULL",
    "CREATE INDEX receipts_by_person ON receipts (tenant_id, person) WHERE person IS NOT NULL",
    "CREATE INDEX receipts_by_department ON receipts (tenant_id, department) WHERE department IS NOT NULL",
    "CREATE INDEX receipts_by_project ON receipts (tenant_id, project) WHERE project IS NOT NULL",
    "CREATE INDEX receipts_by_tag ON receipts USING gin (tags) WHERE tags IS NOT NULL",
)

# Each condition as the planner sees it, with the value in it as a constant. `words` stands in `search_words`.
_CONDITIONS = {
    "statuses": "r.status = ANY (%L::text[])",
    "but_status": "r.status <> %L",
    "issued_from": "r.issued_on >= %L::date",
    "issued_until": "r.issued_on <= %L::date",
    "created_since": "r.created_at >= %L::timestamptz",
    "created_before": "r.created_at < %L::timestamptz",
    "total_from": "r.total >= %L::numeric",
    "total_until": "r.total <= %L::numeric",
    "currency": "r.currency = %L",
    "business_number": "r.business_number = %L",
    "categories": "r.category_code = ANY (%L::text[])",
    "document_types": "r.document_type = ANY (%L::text[])",
    "proof_kinds": "r.proof_kind = ANY (%L::text[])",
    "proof_qualified": "r.proof_qualified = %L::boolean",
    "payment_methods": "r.payment_method = ANY (%L::text[])",
    "has_warnings": "(r.warnings > 0) = %L::boolean",
    "is_duplicate": "(r.duplicate_of IS NOT NULL) = %L::boolean",
    "batch_id": "r.batch_id = %L::uuid",
    "person": "r.person = %L",
    "department": "r.department = %L",
    "project": "r.project = %L",
    "tags": "r.tags @> %L::text[]",
}
_CASES = "\n".join(f"            WHEN '{name}' THEN {template!r}" for name, template in _CONDITIONS.items())

# The names are compared with a list, and values are quoted: nothing of a caller's is run.
_SEARCH_CONDITION = """
CREATE FUNCTION search_condition(tenant uuid, wanted jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    name text;
    given jsonb;
    template text;
    conditions text := format('r.tenant_id = %L', tenant);
BEGIN
    FOR name, given IN SELECT * FROM jsonb_each(wanted - 'words' - 'merchant') LOOP
        template := CASE name
CASES
        END;
        IF template IS NULL THEN
            RAISE EXCEPTION 'there is no condition %', name;
        END IF;
        conditions := conditions || ' AND ' || format(template, CASE jsonb_typeof(given)
            WHEN 'array' THEN ARRAY(SELECT jsonb_array_elements_text(given))::text
            ELSE given #>> '{}'
        END);
    END LOOP;
    RETURN conditions;
END
$$
""".replace("CASES", _CASES)

# Of words. `index_first` adds what the index can look for, which is not asked of rows found otherwise. Words
# of two letters it finds by itself.
_SEARCH_WORDS = """
CREATE FUNCTION search_words(tenant uuid, wanted jsonb, index_first boolean) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    word text;
    merchant text := wanted ->> 'merchant';
    words text[] := ARRAY(SELECT jsonb_array_elements_text(wanted -> 'words'));
    conditions text := format('w.tenant_id = %L', tenant);
BEGIN
    IF index_first THEN
        conditions := conditions || format(
            ' AND public.search_grams(w.tenant_id, w.words) @> %L::bigint[]',
            public.search_grams(tenant, concat_ws(E'\\n', array_to_string(words, E'\\n'), merchant)));
    END IF;
    FOREACH word IN ARRAY words LOOP
        IF NOT (index_first AND length(word) = 2) THEN
            conditions := conditions || format(' AND strpos(w.words, %L) > 0', word);
        END IF;
    END LOOP;
    IF merchant IS NOT NULL THEN
        conditions := conditions || format(' AND strpos(w.merchant, %L) > 0', merchant);
    END IF;
    RETURN conditions;
END
$$
"""

# How many rows the planner takes these conditions to leave: right to a small factor, in half a millisecond.
# PostgreSQL explains in volatile functions alone.
_SEARCH_ESTIMATE = """
CREATE FUNCTION search_estimate(source text, conditions text) RETURNS float8
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    plan jsonb;
BEGIN
    EXECUTE format('EXPLAIN (FORMAT JSON) SELECT FROM %s WHERE %s', source, conditions) INTO plan;
    RETURN (plan #>> '{0,Plan,Plan Rows}')::float8;
END
$$
"""

# Whether to look for the words first, and at the other conditions afterwards. Of all pairs of letters the
# rarest counts: the planner would take them to be independent of each other. A row found by its words takes
# three times as long as one whose words are looked at.
_WORDS_FIRST = """
CREATE FUNCTION search_words_first(tenant uuid, wanted jsonb, conditions text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    gram bigint;
    rarest float8 := 'Infinity';
    others CONSTANT float8 := public.search_estimate('public.receipts r', conditions);
BEGIN
    IF others < 5000 THEN
        RETURN false;
    END IF;
    FOREACH gram IN ARRAY (public.search_grams(tenant, concat_ws(E'\\n', (
        SELECT string_agg(word, E'\\n') FROM jsonb_array_elements_text(wanted -> 'words') AS word
    ), wanted ->> 'merchant')))[1:12] LOOP
        rarest := LEAST(rarest, public.search_estimate('public.receipt_words w', format(
            'public.search_grams(w.tenant_id, w.words) @> ARRAY[%L::bigint]', gram)));
    END LOOP;
    RETURN rarest * 3 < others;
END
$$
"""

# Receipts in an order, from `behind` on. The planner alone would trust that what is looked for lies evenly in
# that order, and read half the table where a month of long ago is asked for. So the nearest are looked at
# first: what is common fills a page from them. What is rare is fetched whole, by the index that leaves least,
# and sorted; only what is neither is read in order until a page is full. Words are in an index without order.
_SEARCH_PART = """
CREATE FUNCTION search_part(
    tenant uuid, wanted jsonb, behind text, sorted_by text, direction text, most integer
) RETURNS uuid[]
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    nearest CONSTANT integer := 4000;
    conditions text := public.search_condition(tenant, wanted);
    has_words boolean := wanted ?| ARRAY['words', 'merchant'];
    sorting text := format('%s %s, r.id %s', sorted_by, direction, direction);
    its_words text := '';
    near text;
    its_range jsonb := COALESCE((
        SELECT jsonb_object_agg(name, given) FROM jsonb_each(wanted) AS asked (name, given)
        WHERE starts_with(name, split_part(split_part(sorted_by, '.', 2), '_', 1) || '_')
    ), '{}');
    looked_at integer;
    found uuid[];
BEGIN
    IF has_words THEN
        its_words := format(
            ' AND EXISTS (SELECT FROM public.receipt_words w WHERE w.receipt_id = r.id AND %s OFFSET 0)',
            public.search_words(tenant, wanted, false));
    END IF;
    IF most IS NOT NULL THEN
        near := format(
            'SELECT r.* FROM public.receipts r WHERE %s AND %s ORDER BY %s LIMIT %s',
            public.search_condition(tenant, its_range), behind, sorting, nearest);
        EXECUTE format(
            'SELECT ARRAY(SELECT r.id FROM (%s) r WHERE %s%s ORDER BY %s LIMIT %s)',
            near, conditions, its_words, sorting, most) INTO found;
        IF cardinality(found) = most THEN
            RETURN found;
        END IF;
        EXECUTE format('SELECT count(*) FROM (%s) r', near) INTO looked_at;
        IF looked_at < nearest THEN
            RETURN found;
        END IF;
    END IF;
    conditions := conditions || ' AND ' || behind;
    IF has_words AND public.search_words_first(tenant, wanted, conditions) THEN
        EXECUTE format(
            'WITH worded AS MATERIALIZED (SELECT w.receipt_id FROM public.receipt_words w WHERE %s)'
            ' SELECT ARRAY(SELECT r.id FROM worded JOIN public.receipts r ON r.id = worded.receipt_id'
            ' WHERE %s ORDER BY %s LIMIT %L)',
            public.search_words(tenant, wanted, true), conditions, sorting, most) INTO found;
    ELSIF has_words OR public.search_estimate('public.receipts r', conditions) < 50000 THEN
        EXECUTE format(
            'WITH chosen AS MATERIALIZED (SELECT r.id, %s AS key FROM public.receipts r WHERE %s%s)'
            ' SELECT ARRAY(SELECT id FROM chosen ORDER BY key %s, id %s LIMIT %L)',
            sorted_by, conditions, its_words, direction, direction, most) INTO found;
    ELSE
        EXECUTE format(
            'SELECT ARRAY(SELECT r.id FROM public.receipts r WHERE %s ORDER BY %s LIMIT %L)',
            conditions, sorting, most) INTO found;
    END IF;
    RETURN found;
END
$$
"""

# Of the caller's tenant alone, whatever is asked: it is the owner's function, for whom there are no policies.
# Only so are numbers and words looked for in an index, since what compares them is not called leakproof. What
# a receipt does not show comes last in either direction.
_FIND_RECEIPTS = """
CREATE FUNCTION find_receipts(
    wanted jsonb, sorting text, last_value text, last_id uuid, most integer
) RETURNS SETOF uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET jit = off SET random_page_cost = 1.1 SET work_mem = '32MB' SET max_parallel_workers_per_gather = 0
AS $$
DECLARE
    tenant uuid := NULLIF(current_setting('receipts.tenant', true), '')::uuid;
    found uuid[] := '{}';
    direction text := CASE WHEN starts_with(sorting, '-') THEN 'DESC' ELSE 'ASC' END;
    sorted_by text := CASE ltrim(sorting, '-')
        WHEN 'created_at' THEN 'r.created_at'
        WHEN 'issued_on' THEN 'r.issued_on'
        WHEN 'total' THEN 'r.total'
        WHEN 'merchant' THEN '"left"(r.merchant_name, 50) COLLATE "C"'
    END;
    beyond text := CASE direction WHEN 'DESC' THEN '<' ELSE '>' END;
    behind text;
BEGIN
    IF tenant IS NULL THEN
        RETURN;
    END IF;
    IF sorted_by IS NULL THEN
        RAISE EXCEPTION 'receipts are not sorted by %', sorting;
    END IF;
    IF last_id IS NULL OR last_value IS NOT NULL THEN
        behind := sorted_by || ' IS NOT NULL';
        IF last_id IS NOT NULL THEN
            behind := format('(%s, r.id) %s (%L, %L::uuid)', sorted_by, beyond, last_value, last_id);
        END IF;
        found := public.search_part(tenant, wanted, behind, sorted_by, direction, most);
        RETURN QUERY SELECT unnest(found);
    END IF;
    IF sorted_by <> 'r.created_at' AND (most IS NULL OR cardinality(found) < most) THEN
        behind := sorted_by || ' IS NULL';
        IF last_id IS NOT NULL AND last_value IS NULL THEN
            behind := format('%s AND r.id %s %L::uuid', behind, beyond, last_id);
        END IF;
        RETURN QUERY SELECT unnest(public.search_part(
            tenant, wanted, behind, sorted_by, direction, most - cardinality(found)));
    END IF;
END
$$
"""
# Words that are on very many receipts are counted no further than on 5,000: each has to be looked at.
_COUNT_RECEIPTS = """
CREATE FUNCTION count_receipts(wanted jsonb) RETURNS TABLE (status text, receipts bigint, is_whole boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET jit = off SET random_page_cost = 1.1 SET work_mem = '32MB'
AS $$
DECLARE
    most CONSTANT integer := 5000;
    tenant uuid := NULLIF(current_setting('receipts.tenant', true), '')::uuid;
    conditions text := public.search_condition(tenant, wanted);
    looked_at text;
BEGIN
    IF tenant IS NULL THEN
        RETURN;
    END IF;
    IF NOT wanted ?| ARRAY['words', 'merchant'] THEN
        RETURN QUERY EXECUTE format(
            'SELECT r.status, count(*), true FROM public.receipts r WHERE %s GROUP BY r.status', conditions);
        RETURN;
    END IF;
    IF public.search_words_first(tenant, wanted, conditions) THEN
        looked_at := format(
            'SELECT r.status, %s AS is_one FROM'
            ' (SELECT w.receipt_id FROM public.receipt_words w WHERE %s LIMIT %s) w'
            ' JOIN public.receipts r ON r.id = w.receipt_id',
            conditions, public.search_words(tenant, wanted, true), most);
    ELSE
        looked_at := format(
            'SELECT r.status, EXISTS (SELECT FROM public.receipt_words w WHERE w.receipt_id = r.id AND %s'
            ' OFFSET 0) AS is_one FROM (SELECT r.* FROM public.receipts r WHERE %s LIMIT %s) r',
            public.search_words(tenant, wanted, false), conditions, most);
    END IF;
    RETURN QUERY EXECUTE format(
        'WITH looked_at AS MATERIALIZED (%s) SELECT status, count(*) FILTER (WHERE is_one),'
        ' (SELECT count(*) FROM looked_at) < %s FROM looked_at GROUP BY status', looked_at, most);
END
$$
"""
_INSIDE = {
    "search_condition(uuid, jsonb)": _SEARCH_CONDITION,
    "search_words(uuid, jsonb, boolean)": _SEARCH_WORDS,
    "search_estimate(text, text)": _SEARCH_ESTIMATE,
    "search_words_first(uuid, jsonb, text)": _WORDS_FIRST,
    "search_part(uuid, jsonb, text, text, text, integer)": _SEARCH_PART,
}
_OF_API = {
    "find_receipts(jsonb, text, text, uuid, integer)": _FIND_RECEIPTS,
    "count_receipts(jsonb)": _COUNT_RECEIPTS,
}


def upgrade() -> None:
    """Only adds. The API's login is let in to its functions by `application_login`, with its other rights."""
    for name, kind in _COLUMNS.items():
        op.execute(f"ALTER TABLE receipts ADD COLUMN {name} {kind}")
    for name, rule in _CHECKS.items():
        op.execute(f"ALTER TABLE receipts ADD CONSTRAINT {name} CHECK ({rule})")
    op.execute(_SEARCH_GRAMS)
    op.execute(_WORDS)
    op.execute("ALTER TABLE receipt_words ENABLE ROW LEVEL SECURITY")
    op.execute(_OF_TENANT)
    for index in _INDEXES:
        op.execute(index)
    for signature, function in {**_INSIDE, **_OF_API}.items():
        op.execute(function)
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")


def downgrade() -> None:
    """What a company wrote on its receipts is lost, and nothing is found by its words any more."""
    for signature in (*_OF_API, *_INSIDE):
        op.execute(f"DROP FUNCTION {signature}")
    op.execute("DROP TABLE receipt_words")
    op.execute("DROP FUNCTION search_grams(uuid, text)")
    for index in ("merchant", "total", "document_type", "currency"):
        op.execute(f"DROP INDEX receipts_by_{index}")
    for name in _COLUMNS:
        op.execute(f"ALTER TABLE receipts DROP COLUMN {name}")
