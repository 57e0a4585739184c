"""What follows from a reading: the kind of proof, the suggested account, the checks."""

from dataclasses import replace
from datetime import date

from receipts.domain.accounts import Suggests
from receipts.domain.bounds import bounded
from receipts.domain.checks import check_reading
from receipts.domain.proof import proof_of
from receipts.domain.receipt import Reading


def conclude(reading: Reading, today: date | None, categories: Suggests) -> Reading:
    """`reading` with what follows from it, impossible values left out. A category it has already is kept: a
    person chose it.
    """
    possible = bounded(reading)
    category = possible.category or categories.suggest(possible)
    judged = replace(possible, proof=proof_of(possible), category=category)
    return replace(judged, checks=check_reading(judged, today))
