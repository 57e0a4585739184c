"""The counties of Ireland, which end its addresses."""

import re

IRISH_COUNTIES = (
    "ANTRIM|ARMAGH|CARLOW|CAVAN|CLARE|CORK|DERRY|DONEGAL|DOWN|DUBLIN|FERMANAGH|GALWAY|KERRY|KILDARE|"
    "KILKENNY|LAOIS|LEITRIM|LIMERICK|LONGFORD|LOUTH|MAYO|MEATH|MONAGHAN|OFFALY|ROSCOMMON|SLIGO|"
    "TIPPERARY|TYRONE|WATERFORD|WESTMEATH|WEXFORD|WICKLOW"
)
"""They end addresses of Ireland, where a postcode is often left out."""
COUNTY_ALONE = re.compile(rf"\W*(?:{IRISH_COUNTIES})(?:\s\d{{1,2}}W?)?\W*$", re.IGNORECASE)
"""Most counties have their town's name: Limerick, Dublin 2."""
_IN_A_COUNTY = re.compile(rf"\bCO\.? (?:{IRISH_COUNTIES})\b", re.IGNORECASE)


def names_a_county(text: str) -> bool:
    """Whether a county of Ireland is named: Co. Dublin is no company."""
    return bool(_IN_A_COUNTY.search(text))
