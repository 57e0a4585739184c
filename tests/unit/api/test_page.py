"""The page for bookkeepers: who gets in, what other sites and tenants cannot do, and what a person sees."""

import re
from datetime import datetime, timedelta
from html import escape, unescape
from uuid import UUID

import pytest

from receipts.domain.failure import FailureCause
from receipts.domain.life_cycle import Status
from receipts_api.page.session import COOKIE, sign_in_link
from tests.fixtures.makers import a_reading
from tests.unit.api.browser import OURS, SECRET, Browser
from tests.unit.api.client import ApiClient
from tests.unit.api.conftest import KEY, OTHER_KEY, World


@pytest.fixture
def world() -> World:
    return World(page_secret=SECRET)


PAGES = [
    ("GET", "/"),
    ("GET", "/month"),
    ("GET", "/month/2026-11"),
    ("GET", "/exports/receipts.csv"),
    ("GET", "/receipts/00000000-0000-0000-0000-000000000001"),
    ("GET", "/receipts/00000000-0000-0000-0000-000000000001/photo"),
    ("GET", "/receipts/00000000-0000-0000-0000-000000000001/pages/1"),
    ("GET", "/receipts/00000000-0000-0000-0000-000000000001/shop"),
]
DEEDS = [
    "/approve-clear",
    "/batches",
    "/uploads",
    "/receipts/00000000-0000-0000-0000-000000000001",
    "/receipts/00000000-0000-0000-0000-000000000001/check",
    "/receipts/00000000-0000-0000-0000-000000000001/approve",
    "/receipts/00000000-0000-0000-0000-000000000001/retry",
    "/receipts/00000000-0000-0000-0000-000000000001/reject",
    "/receipts/00000000-0000-0000-0000-000000000001/reopen",
    "/receipts/00000000-0000-0000-0000-000000000001/resolve",
    "/receipts/00000000-0000-0000-0000-000000000001/reread",
    "/receipts/00000000-0000-0000-0000-000000000001/shop",
]


class TestSigningIn:
    def test_a_stranger_is_led_to_the_door_and_back_to_where_he_wanted(self, world: World) -> None:
        stranger = Browser(world, key=None)
        led = stranger.get("/month/2026-11?tab=x")
        assert (led.status_code, led.headers["location"]) == (
            303,
            "/sign-in?next=%2Fmonth%2F2026-11%3Ftab%3Dx",
        )
        wanted = stranger.post("/sign-in", key=KEY, person="김경리", next="/month/2026-11?tab=x")
        assert wanted.headers["location"] == "/month/2026-11?tab=x"
        assert stranger.get("/month/2026-11").status_code == 200

    @pytest.mark.parametrize(("method", "path"), PAGES)
    def test_nothing_is_shown_without_a_session(self, world: World, method: str, path: str) -> None:
        answer = Browser(world, key=None).get(path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in")

    @pytest.mark.parametrize("path", DEEDS)
    def test_nothing_is_done_without_a_session(self, world: World, path: str) -> None:
        assert Browser(world, key=None).post(path).status_code == 401

    def test_an_api_key_in_the_header_is_no_session(self, world: World) -> None:
        assert world.api.get("/").status_code == 303

    def test_a_session_is_no_api_key(self, world: World) -> None:
        assert Browser(world).get("/api/receipts").status_code == 401

    def test_a_key_that_opens_nothing_begins_no_session(self, world: World) -> None:
        answer = Browser(world, key=None).post("/sign-in", key="rk_guessed", person="김경리", next="/")
        assert answer.status_code == 401
        assert "rk_guessed" not in answer.text
        assert "set-cookie" not in answer.headers

    def test_who_guesses_keys_is_slowed_down_here_too(self, world: World) -> None:
        world = World(page_secret=SECRET, failed_logins_a_minute=2)
        guesser = Browser(world, key=None)
        answers = [guesser.post("/sign-in", key=f"rk_{n}", person="a").status_code for n in range(4)]
        assert answers == [401, 401, 429, 429]

    def test_nobody_signs_in_without_a_name(self, world: World) -> None:
        assert Browser(world, key=None).post("/sign-in", key=KEY, person=" ").status_code == 422

    @pytest.mark.parametrize(
        "elsewhere", ["https://evil.test/", "//evil.test/", "/\\evil.test", "javascript:alert(1)", "/\n/evil"]
    )
    def test_the_door_leads_nowhere_else(self, world: World, elsewhere: str) -> None:
        answer = Browser(world, key=None).post("/sign-in", key=KEY, person="김경리", next=elsewhere)
        assert answer.headers["location"] == "/"

    def test_scripts_and_other_sites_do_not_get_the_cookie(self, world: World) -> None:
        cookie = Browser(world, key=None).post("/sign-in", key=KEY, person="a").headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert KEY.lower() not in cookie

    def test_over_https_the_cookie_stays_there(self, world: World) -> None:
        client = ApiClient(world.app)
        client.origin = "https://api.test"
        cookie = client.post("/sign-in", OURS, data={"key": KEY, "person": "a"}).headers["set-cookie"]
        assert cookie.startswith(f"__Host-{COOKIE}=")
        assert "; Secure" in cookie
        assert "domain" not in cookie.lower()

    def test_a_session_ends_after_a_working_day(self, world: World) -> None:
        person = Browser(world)
        world.clock.pass_time(timedelta(hours=9, minutes=59))
        assert person.get("/").status_code == 200
        world.clock.pass_time(timedelta(minutes=2))
        assert person.get("/").headers["location"] == "/sign-in?next=%2F&ended=1"

    def test_a_session_ends_with_its_key(self, world: World) -> None:
        person = Browser(world)
        assert person.get("/").status_code == 200
        world.store.tenants_by_key.clear()
        world.clock.pass_time(timedelta(seconds=10))
        assert person.get("/").status_code == 303

    def test_signing_out_ends_the_session_in_this_browser(self, world: World) -> None:
        person = Browser(world)
        gone = person.post("/sign-out")
        assert f'{COOKIE}=""' in gone.headers["set-cookie"]

    @pytest.mark.parametrize(
        "change", [lambda text: text[:-1] + "A", lambda text: "x" + text, lambda _: "x" * 9000]
    )
    def test_a_cookie_that_is_not_ours_opens_nothing(self, world: World, change: object) -> None:
        person = Browser(world)
        assert callable(change)
        person.cookies[COOKIE] = change(person.cookies[COOKIE])
        assert person.get("/").status_code == 303

    def test_a_cookie_signed_with_another_secret_opens_nothing(self, world: World) -> None:
        theirs = Browser(World(page_secret=SECRET[::-1]))
        mine = Browser(world, key=None)
        mine.cookies = theirs.cookies
        assert mine.get("/").status_code == 303

    def test_a_form_that_was_being_filled_in_is_not_led_away_when_the_session_ends(
        self, world: World
    ) -> None:
        receipt_id = world.read(a_reading())
        person = Browser(world)
        world.clock.pass_time(timedelta(hours=11))
        answer = person.send({**OURS, "HX-Request": "true"}, f"/receipts/{receipt_id}", action="approve")
        assert answer.status_code == 401
        assert "location" not in answer.headers
        assert "<html" not in answer.text


class TestTheLink:
    def link(self, world: World) -> str:
        now = world.clock.now().timestamp()
        link = sign_in_link(SECRET, "http://api.test", "local", KEY, lambda: now)
        assert link.startswith("http://api.test/sign-in/")
        return link.removeprefix("http://api.test")

    def test_it_signs_in_once(self, world: World) -> None:
        link, first, second = self.link(world), Browser(world, key=None), Browser(world, key=None)
        assert first.get(link).headers["location"] == "/"
        assert first.get("/").status_code == 200
        assert second.get(link).status_code == 401
        assert second.get("/").status_code == 303

    def test_it_is_no_cookie_and_a_cookie_is_no_link(self, world: World) -> None:
        link, person = self.link(world), Browser(world)
        token = link.rpartition("/")[2]
        assert Browser(world, key=None).get(f"/sign-in/{person.cookies[COOKIE]}").status_code == 401
        person.cookies[COOKIE] = token
        assert person.get("/").status_code == 303

    def test_it_is_too_old_after_half_a_day(self, world: World) -> None:
        link = self.link(world)
        world.clock.pass_time(timedelta(hours=13))
        assert Browser(world, key=None).get(link).status_code == 401


class TestOtherSites:
    @pytest.mark.parametrize("path", [*DEEDS, "/sign-in", "/sign-out", "/language"])
    @pytest.mark.parametrize(
        "headers",
        [
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Origin": "https://evil.test"},
            {"Origin": "null"},
            {},
        ],
    )
    def test_what_another_site_sends_is_refused(
        self, world: World, path: str, headers: dict[str, str]
    ) -> None:
        person = Browser(world)
        assert person.send(headers, path).status_code == 403

    def test_an_older_browser_names_its_origin(self, world: World) -> None:
        person = Browser(world)
        assert person.send({"Origin": "http://api.test"}, "/sign-out").status_code == 303

    def test_every_page_forbids_what_is_not_ours(self, world: World) -> None:
        policy = Browser(world).get("/").headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        assert "https://bucket.test" in policy
        assert "unsafe" not in policy

    @pytest.mark.parametrize("path", ["/", "/month/2026-11", "/sign-in"])
    def test_no_script_or_style_stands_in_a_page(self, world: World, path: str) -> None:
        html = Browser(world).get(path).text
        assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:", html)
        assert not re.search(r"(src|href)=\"(https?:)?//", html)


class TestTenants:
    @pytest.mark.parametrize("path", ["", "/photo", "/pages/1"])
    def test_somebody_elses_receipt_is_not_there(self, world: World, path: str) -> None:
        receipt_id = world.read(a_reading())
        other = Browser(world, key=OTHER_KEY)
        assert other.get(f"/receipts/{receipt_id}{path}").status_code == 404
        assert "도토리다방" not in other.get("/?tab=ready").text

    @pytest.mark.parametrize("path", ["", "/check", "/approve", "/retry", "/reread"])
    def test_somebody_elses_receipt_cannot_be_changed(self, world: World, path: str) -> None:
        receipt_id = world.read(a_reading())
        before = world.store.receipts[UUID(receipt_id)]
        other = Browser(world, key=OTHER_KEY)
        assert other.post(f"/receipts/{receipt_id}{path}", version=before.version).status_code == 404
        assert world.store.receipts[UUID(receipt_id)] == before

    def test_approving_all_leaves_other_tenants_alone(self, world: World) -> None:
        receipt_id = world.read(a_reading())
        version = world.store.receipts[UUID(receipt_id)].version
        Browser(world, key=OTHER_KEY).post("/approve-clear", shown=f"{receipt_id}:{version}")
        assert world.store.receipts[UUID(receipt_id)].status is Status.PARSED

    def test_the_months_and_files_of_others_stay_theirs(self, world: World) -> None:
        world.read(a_reading())
        other = Browser(world, key=OTHER_KEY)
        assert "2,500" not in other.get("/month/2022-11").text
        assert "도토리다방" not in other.get("/exports/receipts.csv?status=parsed").text
        assert "2,500" in Browser(world).get("/month/2022-11").text
        assert "도토리다방" in Browser(world).get("/exports/receipts.csv?status=parsed").text


class TestReviewing:
    def test_approving_leads_to_the_next_receipt(self, world: World) -> None:
        first, second = world.read(a_reading(), b"one"), world.read(a_reading(), b"two")
        person = Browser(world)
        version = world.store.receipts[UUID(first)].version
        done = person.post(f"/receipts/{first}", version=version, action="approve")
        assert done.headers["location"] == f"/receipts/{second}?done=approved"
        assert world.store.receipts[UUID(first)].status is Status.APPROVED
        last = world.store.last_correction(world.store.receipts[UUID(first)].tenant_id, UUID(first))
        assert last is not None
        assert (last.by, last.key) == ("김경리", KEY[:10])

    def test_what_follows_is_of_the_list_that_was_opened(self, world: World) -> None:
        """November's two are in the list, October's is not, though it came between them."""
        november, october = a_reading(), a_reading(issued_at=datetime(2022, 10, 3, 12, 0))
        ids = [world.read(one, bytes([at])) for at, one in enumerate([november, october, november])]
        chosen, person = "tab=ready&issued_from=2022-11-01", Browser(world)
        listed = person.get(f"/?{chosen}").text
        links = re.findall(r'<a class="who" href="([^"]+)"', listed)
        assert [link[: link.index("?")] for link in links] == [f"/receipts/{ids[2]}", f"/receipts/{ids[0]}"]
        opened = person.get(unescape(links[0])).text
        assert f'href="/?{escape(chosen)}" id="back"' in opened
        for receipt_id, follows in (
            (ids[2], f"/receipts/{ids[0]}?done=approved&"),
            (ids[0], f"/?{chosen}&done=all"),
        ):
            version = world.store.receipts[UUID(receipt_id)].version
            form = {"version": version, "action": "approve", "list": chosen}
            done = person.post(f"/receipts/{receipt_id}", **form).headers["location"]
            assert done.startswith(follows)
        assert world.store.receipts[UUID(ids[1])].status is Status.PARSED

    @pytest.mark.parametrize("text", ["tab=nonsense", "tab=ready&issued_from=yesterday", "x" * 5000])
    def test_a_list_that_is_none_leads_on_all_the_same(self, world: World, text: str) -> None:
        first, second = world.read(a_reading(), b"one"), world.read(a_reading(), b"two")
        version = world.store.receipts[UUID(first)].version
        form = {"version": version, "action": "approve", "list": text}
        done = Browser(world).post(f"/receipts/{first}", **form)
        assert done.headers["location"].startswith(f"/receipts/{second}?done=approved")

    def test_what_was_typed_is_kept_before_it_is_approved(self, world: World) -> None:
        receipt_id = world.read(a_reading())
        version = world.store.receipts[UUID(receipt_id)].version
        form = {"version": version, "action": "approve", "merchant.name": "한결문구사"}
        assert Browser(world).post(f"/receipts/{receipt_id}", **form).status_code == 303
        kept = world.store.receipts[UUID(receipt_id)]
        assert kept.status is Status.APPROVED
        assert kept.reading
        assert kept.reading.merchant.name == "한결문구사"

    def test_a_value_that_cannot_be_kept_is_told_at_its_field_and_stays_in_the_form(
        self, world: World
    ) -> None:
        receipt_id = world.read(a_reading())
        version = world.store.receipts[UUID(receipt_id)].version
        form = {"version": version, "amounts.total": "칠천원", "merchant.name": "한결문구사"}
        answer = Browser(world).post(f"/receipts/{receipt_id}", **form)
        assert answer.status_code == 422
        assert 'value="칠천원"' in answer.text
        assert 'value="한결문구사"' in answer.text
        assert "금액을 숫자로" in answer.text

    def test_who_was_slower_loses_nothing_and_sees_what_the_record_says_now(self, world: World) -> None:
        receipt_id = world.read(a_reading())
        version = world.store.receipts[UUID(receipt_id)].version
        quick, slow = Browser(world, person="빠른이"), Browser(world, person="느린이")
        quick.post(f"/receipts/{receipt_id}", version=version, **{"merchant.name": "도토리다방 본점"})
        answer = slow.post(f"/receipts/{receipt_id}", version=version, **{"merchant.name": "도토리찻집"})
        assert answer.status_code == 409
        assert 'value="도토리찻집"' in answer.text
        assert 'data-value="도토리다방 본점"' in answer.text
        assert "빠른이" in answer.text
        again = re.search(r'name="version" value="(\d+)"', answer.text)
        assert again
        form = {"version": again[1], "merchant.name": "도토리찻집"}
        assert slow.post(f"/receipts/{receipt_id}", **form).status_code == 303

    def test_what_is_typed_is_checked_without_being_kept(self, world: World) -> None:
        receipt_id = world.read(a_reading())
        before = world.store.receipts[UUID(receipt_id)]
        wrong = {"merchant.business_number": "902-45-00732", "amounts.vat": "300"}
        told = Browser(world).post(f"/receipts/{receipt_id}/check", version=before.version, **wrong).text
        assert "검증번호가 맞지 않습니다" in told
        assert "≠" in told
        right = Browser(world).post(f"/receipts/{receipt_id}/check", version=before.version).text
        assert "검증번호가 맞습니다" in right
        assert "≠" not in right
        assert world.store.receipts[UUID(receipt_id)] == before

    def test_approving_all_leaves_what_is_doubtful(self, world: World) -> None:
        clear = world.read(a_reading(), b"clear")
        doubtful = world.read(a_reading(review_reasons=("merchant_low_confidence",)), b"doubtful")
        versions = {one: world.store.receipts[UUID(one)].version for one in (clear, doubtful)}
        shown = [f"{one}:{version}" for one, version in versions.items()]
        done = Browser(world).post("/approve-clear", shown=[*shown, "nonsense"])
        assert done.headers["location"] == "/?tab=ready&done=1-1"
        assert world.store.receipts[UUID(clear)].status is Status.APPROVED
        assert world.store.receipts[UUID(doubtful)].status is Status.NEEDS_REVIEW

    def test_what_strangers_wrote_stays_text(self, world: World) -> None:
        nasty = '"><script>alert(1)</script>'
        reading = a_reading()
        merchant = type(reading.merchant)(nasty)
        receipt_id = world.read(a_reading(merchant=merchant))
        person = Browser(world, person=nasty)
        for path in ("/?tab=ready", "/?tab=review", f"/receipts/{receipt_id}", "/month/2022-11"):
            html = person.get(path).text
            assert "<script>alert" not in html
            assert "alert(1)" in html

    @pytest.mark.parametrize(("is_read", "promised"), [(True, True), (False, False)])
    def test_values_to_correct_are_promised_only_where_some_were_read(
        self, world: World, *, is_read: bool, promised: bool
    ) -> None:
        receipt_id = world.read(a_reading()) if is_read else world.receipt()
        if not is_read:
            world.becomes(receipt_id, Status.FAILED, FailureCause.UNSUPPORTED_TYPE)
        html = Browser(world).get(f"/receipts/{receipt_id}", **{"Accept-Language": "en"}).text
        assert ("can be corrected and approved" in html) == promised

    def test_how_large_a_file_may_be_is_said_with_its_refusal(self, world: World) -> None:
        html = unescape(Browser(world).get("/", **{"Accept-Language": "en"}).text)
        assert "The file is too large: 195 KB at most" in html  # of this world: 200,000 bytes

    def test_english_and_korean(self, world: World) -> None:
        person = Browser(world)
        assert "받은함" in person.get("/").text
        assert "Inbox" in person.get("/", **{"Accept-Language": "en"}).text
        person.post("/language", language="en", next="/?tab=done")
        assert 'lang="en"' in person.get("/", **{"Accept-Language": "ko"}).text
