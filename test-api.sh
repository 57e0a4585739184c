#!/bin/sh
# Walks through the API with curl; every step prints one line.
#
#   ./test-api.sh                                       what runs here: `make up`, or else `docker compose up -d`
#   API_URL=https://… API_KEY=… ./test-api.sh           any other API, such as a deployed one (`make tenant` gives a key)
#   ./test-api.sh FILE                                  the API whose API_URL and API_KEY are in FILE
#
# Needs curl, and Python to read JSON. Status: 0 all as expected, 1 a surprise, which ends it, 2 nothing to test.
# It waits for an API that is starting: PATIENCE tries (60). It leaves two receipts with the key's tenant.
set -eu
cd "$(dirname "$0")"

nothing() { printf 'error: %s\n' "$*" >&2; exit 2; }

answers() { curl -fsS -o /dev/null --max-time 10 "$1/health" 2>/dev/null; }

of_make_up() { # whether a stack of `make up` runs; one that was killed leaves its file behind
    [ -f .local/env ] || return 1
    API_URL=$(sed -n 's/^API_URL=//p' .local/env) API_KEY=$(sed -n 's/^API_KEY=//p' .local/env)
    answers "$API_URL"
}

of_compose() {
    command -v docker >/dev/null || return 1
    address=$(docker compose port api 8000 2>/dev/null) && [ -n "$address" ] || return 1
    API_URL=http://$address
    API_KEY=$(docker compose exec -T aws cat /data/tenant.json | sed 's/.*"api_key": "\([^"]*\)".*/\1/')
}

find_api() {
    if [ -n "${1:-}" ]; then
        [ -f "$1" ] || nothing "$1 is missing"
        API_URL=$(sed -n 's/^API_URL=//p' "$1") API_KEY=$(sed -n 's/^API_KEY=//p' "$1")
        [ -n "$API_URL" ] && [ -n "$API_KEY" ] || nothing "$1 has no API_URL and API_KEY"
    elif [ -n "${API_URL:-}" ]; then
        [ -n "${API_KEY:-}" ] || nothing "API_URL is set, but not API_KEY: of \`make up\` it stands in .local/env, of a deployed API \`make tenant\` gives one"
    elif ! of_make_up && ! of_compose; then
        nothing "nothing runs here: start \`make up\` in another terminal or \`docker compose up -d\`, or set API_URL and API_KEY"
    fi
    API_URL=${API_URL%/}
    tries=0 # `docker compose up -d` returns before the API is ready
    until answers "$API_URL"; do
        tries=$((tries + 1))
        [ "$tries" -lt "${PATIENCE:-60}" ] || nothing "$API_URL does not answer"
        sleep 1
    done
}

command -v curl >/dev/null || nothing "curl is missing"
find_api "${1:-}"

python=.venv/bin/python
"$python" --version >/dev/null 2>&1 || python=python3
"$python" --version >/dev/null 2>&1 || nothing "Python is missing"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
body=$work/body

ok() { printf '  ok    %s\n' "$*"; }
fail() { printf '  FAIL  %s\n' "$*"; [ ! -s "$body" ] || head -c 2000 "$body"; echo; exit 1; }

# json PATH: one value of the last answer, as in `json receipt.id`; "null" where there is none.
json() {
    "$python" -c '
import functools, json, sys
step = lambda value, key: value[int(key)] if key.isdecimal() else value[key]
value = functools.reduce(step, sys.argv[2].split("."), json.load(open(sys.argv[1])))
print(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))' "$body" "$1"
}

# ask EXPECTED-STATUSES WHAT CURL-ARGUMENTS…: the answer goes to $body, its headers to $work/headers.
ask() {
    expected=$1 what=$2
    shift 2
    status=$(curl -sS -o "$body" -D "$work/headers" -w '%{http_code}' --max-time 60 "$@") || fail "$what: no answer"
    case " $expected " in
        *" $status "*) ok "$what: $status" ;;
        *) fail "$what: expected $expected, got $status" ;;
    esac
}

api() { # EXPECTED-STATUSES WHAT PATH CURL-ARGUMENTS…, with the API key
    expected=$1 what=$2 path=$3
    shift 3
    ask "$expected" "$what" -H "Authorization: Bearer $API_KEY" "$@" "$API_URL$path"
}

header() { sed -n "s/^$1: *//Ip" "$work/headers" | tr -d '\r'; }

is() { # WHAT EXPECTED FOUND
    [ "$2" = "$3" ] || fail "$1: expected $2, got $3"
}

sha256_of() {
    if command -v sha256sum >/dev/null; then sha256sum "$1" | cut -d' ' -f1; else shasum -a 256 "$1" | cut -d' ' -f1; fi
}

# A sample with a few random bytes after the end of the picture: a photo nobody has sent before.
new_photo() {
    { cat samples/convenience_store.jpg; od -An -N16 -tx1 /dev/urandom; } >"$1"
}

slot_for() { # FILE TYPE: the JSON that announces it
    printf '{"filename": "%s", "content_type": "%s", "content_length": %d, "sha256": "%s"}' \
        "$(basename "$1")" "$2" "$(wc -c <"$1")" "$(sha256_of "$1")"
}

problem() { # WHAT TYPE: the last answer is a problem document of this type
    is "$1" "application/problem+json" "$(header content-type | cut -d';' -f1)"
    is "$1" "/problems/$2" "$(json type)"
}

wait_until_read() { # ID
    tries=0
    while :; do
        status=$(curl -sS -o "$body" -w '%{http_code}' -H "Authorization: Bearer $API_KEY" "$API_URL/api/receipts/$1")
        is "follow $1" 200 "$status"
        case $(json status) in
            parsed | needs_review) break ;;
            failed) fail "receipt $1 could not be read: $(json failure.message)" ;;
        esac
        tries=$((tries + 1))
        [ "$tries" -lt 240 ] || fail "receipt $1 was not read within two minutes; it is $(json status)"
        sleep 0.5
    done
    ok "read: $(json status), $(json merchant.name), $(json issued_at), total $(json amounts.total)"
}

echo "The service ($API_URL)"
ask 200 "GET /health" "$API_URL/health"
ask 200 "GET /ready" "$API_URL/ready"
ask "200 404" "GET /docs, where it is shown" "$API_URL/docs"
ask "200 404" "GET /openapi.json, likewise" "$API_URL/openapi.json"

echo "A phone: announce, PUT to the store, follow"
new_photo "$work/phone.jpg"
announced=$(slot_for "$work/phone.jpg" image/jpeg)
api 201 "POST /api/uploads" /api/uploads -H 'Content-Type: application/json' -d "$announced"
phone=$(json receipt.id)
is "its status" awaiting_upload "$(json receipt.status)"
url=$(json upload.url)
"$python" -c 'import json, sys
for name, value in json.load(open(sys.argv[1]))["upload"]["headers"].items(): print(f"{name}: {value}")' "$body" >"$work/slot"
new_photo "$work/other.jpg"
ask "400 403" "PUT of other bytes than announced is refused" -X PUT -H "@$work/slot" --data-binary "@$work/other.jpg" "$url"
ask 200 "PUT of the announced bytes" -X PUT -H "@$work/slot" --data-binary "@$work/phone.jpg" "$url"
ask 412 "the same PUT again: it is there, once" -X PUT -H "@$work/slot" --data-binary "@$work/phone.jpg" "$url"
wait_until_read "$phone"
api 200 "POST /api/uploads, the same bytes again" /api/uploads -H 'Content-Type: application/json' -d "$announced"
is "the same receipt" "$phone" "$(json receipt.id)"
is "no second upload" null "$(json upload)"

echo "A back office: one request"
new_photo "$work/office.jpg"
api 202 "POST /api/receipts" /api/receipts -F "file=@$work/office.jpg;type=image/jpeg"
office=$(json id)
wait_until_read "$office"
api 200 "POST /api/receipts, the same bytes again" /api/receipts -F "file=@$work/office.jpg;type=image/jpeg"
is "the same receipt" "$office" "$(json id)"

echo "Looking around"
api 200 "GET /api/receipts?limit=1" "/api/receipts?limit=1"
is "newest first" "$office" "$(json receipts.0.id)"
api 200 "the page after it" "/api/receipts?limit=1&cursor=$(json next_cursor)"
is "the one before" "$phone" "$(json receipts.0.id)"
api 307 "GET /api/receipts/{id}/image" "/api/receipts/$phone/image"
ask 200 "the photo itself" "$(header location)"
is "byte for byte" "$(sha256_of "$work/phone.jpg")" "$(sha256_of "$body")"

echo "Mistakes, answered as problem documents"
ask 401 "no key" "$API_URL/api/receipts"
problem "no key" unauthorized
api 404 "a receipt that does not exist" /api/receipts/00000000-0000-7000-8000-000000000000
problem "unknown receipt" receipt-not-found
api 415 "a type that cannot be read" /api/uploads -H 'Content-Type: application/json' -d "$(slot_for "$work/phone.jpg" text/html)"
problem "bad type" unsupported-type
api 422 "a slot without a checksum" /api/uploads -H 'Content-Type: application/json' -d '{"content_type": "image/jpeg"}'
problem "no checksum" invalid-input
api 400 "a cursor of our own making" "/api/receipts?cursor=x"
problem "bad cursor" invalid-cursor
api 409 "retry of a receipt that did not fail" "/api/receipts/$phone/retry" -X POST
problem "nothing to retry" receipt-not-failed
api 409 "the same in English" "/api/receipts/$phone/retry" -X POST -H 'Accept-Language: en'
is "its title" "Nothing to retry" "$(json title)"

echo "All as expected."
