"""The number under which a company or its tax is registered, in the row of its name or in the next."""

import re

_WORDS = (
    "SSM|ROC|ROB|BRN|UEN|CO|COMPANY|BUS|BUSINESS|GST|SST|TAX|REG|REGN|REGD|REGISTRATION|REGISTERED|SYARIKAT|"
    "PERNIAGAAN|PENDAFTARAN|CUKAI"
)
"""What such numbers are called in Malaysia and Singapore (Companies Act 2016, section 30; GST Act 2014)."""
_OF_ANYTHING = "NO|NOS|NOMBOR|NUMBER|ID"
"""Words that number a branch or an order as well: STORE NO. 00117."""
_BY_LAW = (
    r"(?:(?:CO|COMPANY|BUS|BUSINESS)\b[.\s]{0,3})?"
    r"(?:(?:ROC|GST|REG|REGN|REGISTRATION|NO|ID|NUMBER)\b[.:\s]{0,5}){1,4}"
)
_YEAR = r"\((?:19|20)\d\d\)"
"""Of a name: MELUR TOOLS (1988) SDN BHD."""
REGISTRATION = re.compile(
    rf"\s{{0,9}}(?:(?<![A-Z]){_BY_LAW})?(?!{_YEAR})[\[(]\s{{0,3}}(?:{_BY_LAW})?"
    r"[A-Z]{0,3}\s?\d{4}\d*\s?-?\s?[A-Z0-9]?\s{0,3}[)\]]?.*$|(?<!\s)\s+(?:\d{5,}-[A-Z]\b|\d{12}\b|(?:NIF|CIF|NIP|VAT|TIN|P\.?\s?IVA)?[.:\s]{0,3}"
    r"[A-Z]{0,2}-?\d{7,}[A-Z]?\W*$).*$|"
    rf"(?:^|(?<!\s)\s+)[\[(]?(?:(?:{_OF_ANYTHING})\b[.:#\s]{{0,5}})?(?:{_WORDS})\b[.:#\s]{{0,5}}"
    rf"(?:(?:{_WORDS}|{_OF_ANYTHING})\b[.:#\s]{{0,5}}){{0,4}}[\[(]?[A-Z]{{0,3}}[\s-]?\d[\d\s-]{{3,}}\d.*$",
    re.IGNORECASE,
)
"""In brackets, by its form alone, or behind its words: SSM NO : 002114879-P, No. Syarikat 204418-A."""
