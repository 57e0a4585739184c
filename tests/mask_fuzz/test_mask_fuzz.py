"""The short fuzz: the first rounds of `make fuzz-mask`, whose seeds say the same every time."""

from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from receipts.domain.covering import covered
from receipts.domain.mask import mask, mask_all
from receipts.domain.receipt import Payment, Reading
from tests.mask_fuzz.card_forms import Form, card_forms, is_leaking, resident_forms, scattered_forms
from tests.mask_fuzz.fuzz import Tally
from tests.mask_fuzz.prints import prints
from tests.mask_fuzz.ways import WAYS

SEEDS = range(1, 13)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_form_leaks_by_any_way_in_and_no_paper_is_destroyed(seed: int) -> None:
    assert Tally().round(seed) == []


@pytest.mark.parametrize("way", WAYS)
def test_every_way_in_shows_what_it_is_given(way: str) -> None:
    """So that a way which says nothing does not count as safe."""
    form = Form("SHOP 25 12/3", "4579731234561234", "", 6, parts=("SHOP 2500", "12/3"))
    number = way == "number in a log line"
    assert ("457973******1234" if number else "25") in WAYS[way][0](form)


@pytest.mark.parametrize("make", [card_forms, scattered_forms, resident_forms])
def test_the_fuzz_sees_a_number_that_is_left_as_it_is(make: object) -> None:
    forms = list(islice(make(3), 300))  # type: ignore[operator]
    seen = sum(is_leaking(form, form.text) for form in forms)
    assert seen > 250


@pytest.mark.parametrize("make", [card_forms, scattered_forms, resident_forms])
def test_what_is_masked_once_stays_as_it_is(make: object) -> None:
    for form in islice(make(5), 300):  # type: ignore[operator]
        once = mask(form.text)
        assert mask(once) == once


@settings(deadline=None, max_examples=200)
@given(st.lists(st.text(alphabet="0123456789012345678940 -*.,/\n:xSO가카드", max_size=60), max_size=4))
def test_any_text_that_is_masked_once_stays_as_it_is(texts: list[str]) -> None:
    once = mask_all(texts)
    assert mask_all(once) == once


@settings(deadline=None, max_examples=200)
@given(st.tuples(*[st.none() | st.text(alphabet="0123456789012345678940 -*.O카드", max_size=24)] * 3))
def test_a_payment_that_is_masked_once_stays_as_it_is(
    texts: tuple[str | None, str | None, str | None],
) -> None:
    issuer, number, approval = texts
    payment = Payment(card_issuer=issuer, card_number_masked=number, approval_number=approval)
    once = covered(Reading(payment=payment))
    assert covered(once) == once


def test_a_text_made_to_be_masked_over_and_over_comes_to_an_end() -> None:
    paper = next(prints(1)).text
    hostile = "-".join("4579****73129410****"[at % 7 : at % 7 + 4] for at in range(5_000))
    once = mask(f"{paper}\n{hostile}")
    assert mask(once) == once
