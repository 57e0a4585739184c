"""What a receipt shows once it was read anew: people's words, and for the rest the present engine's."""

from dataclasses import replace

from receipts.domain.correction import correct
from receipts.domain.receipt import FieldEvidence, Merchant, Source
from receipts.domain.rereading import merged
from tests.fixtures.makers import a_reading

NAME = "merchant.name"


def test_what_a_person_wrote_is_theirs_also_if_the_engine_reads_the_same_now() -> None:
    """A directory would put its own name in place of what was merely read."""
    before = a_reading(merchant=Merchant("misread"), fields={NAME: FieldEvidence(0.9, 1, None, "misread")})
    shown, _ = correct(before, {NAME: "한빛식당"})
    unsure = {NAME: FieldEvidence(0.4, 1, None, "한빛식당")}
    read = replace(
        before, merchant=Merchant("한빛식당"), fields=unsure, review_reasons=("merchant_low_confidence",)
    )
    again = merged(before, shown, read)
    assert again.merchant.name == "한빛식당"
    assert (again.fields[NAME].source, again.fields[NAME].raw) == (Source.BOOKKEEPER, "한빛식당")
    assert again.review_reasons == ()


def test_what_a_person_took_away_is_theirs_as_well() -> None:
    before = a_reading(merchant=Merchant("한빛식당", phone="misread"))
    shown, _ = correct(before, {"merchant.phone": None})
    again = merged(before, shown, replace(before, merchant=Merchant("한빛식당")))
    assert again.merchant.phone is None
    assert again.fields["merchant.phone"].source is Source.BOOKKEEPER


def test_what_nobody_wrote_is_as_it_is_read_now() -> None:
    before = a_reading(merchant=Merchant("misread"))
    read = replace(before, merchant=Merchant("한빛식당"), review_reasons=("total_low_confidence",))
    assert merged(before, before, read) == read
