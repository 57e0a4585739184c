"""Log lines as they may be kept: no card or resident number, whatever was logged."""

import json
from collections.abc import Mapping

from receipts.domain.covering import covered_leaves


def masked_line(entry: Mapping[str, object]) -> str:
    """One JSON line. Strings are masked one by one, so that what encloses them stays JSON."""
    plain = json.loads(json.dumps(entry, default=str))
    return json.dumps(covered_leaves(plain), ensure_ascii=False)
