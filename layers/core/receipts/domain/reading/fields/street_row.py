"""Rows of a head outside Korea that are a street, or stand within an address: no name is printed so."""

import re
from collections.abc import Sequence

from receipts.domain.reading.fields.house_first import is_house_before_street
from receipts.domain.reading.fields.western_address import is_address, is_american_street
from receipts.domain.reading.layout.rows import Row

_HOUSE_NUMBER = re.compile(r"[^\W\d]\s\d{1,4}\s?[a-zA-Z]?\W*$")
_POSTCODE_FIRST = re.compile(r"\W*(?:[A-Z]{1,2}-)?\d{4,5}\b(?![-/.]\d)")


def is_street(row: Row, rows: Sequence[Row]) -> bool:
    """Hauptstraat 12 above 1012 AB Amsterdam: outside English the number follows the street's name. In
    America it leads: 4400 Dixie Hwy above Louisville, KY, 40216. KAWASAN PERUSAHAAN stands between a house
    with its street and the town with its postcode.
    """
    above, below = ((rows[at].text if 0 <= at < len(rows) else "") for at in (row.index - 1, row.index + 1))
    is_european = bool(_HOUSE_NUMBER.search(row.text) and _POSTCODE_FIRST.match(below))
    is_below_house = is_address(above) or is_house_before_street(above)
    is_within = is_below_house and bool(_POSTCODE_FIRST.match(below) or is_address(below))
    return is_european or is_within or is_american_street(row.text, below)
