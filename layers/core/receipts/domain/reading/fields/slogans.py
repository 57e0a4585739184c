"""What a shop outside Korea says of itself at the head of its receipt, beside or above its name."""

import re

_SENTENCE = re.compile(
    r"^(?!the\b)[a-z]\S*(?:\s+[a-z]\S*){2,}|(?i:\b(?:I'M|WE|WE'RE|YOU|YOUR|OUR|LET'S)\b|^\W*(?:THANK|TQ\b))|^\W*[\"“”].+[\"“”]\W*$"
)
"""A sentence that begins small, or speaks to the guest: i'm lovin' it, Have it your way, TQ for shopping."""
_TWO_SENTENCES = re.compile(r"\W*[^\W\d_][\w' ]{4,}\.\s[^\W\d_][\w' ]{4,}[.!]?\W*")
"""Save money. Live better. Before the stop of St. Mary's or Thos. Baker stands less."""
_SAID_TWICE = re.compile(
    r"\W*(?P<first>\w{3,})\s(?P<one>\w+)\W{1,3}(?P=first)\s(?!(?P=one)\b)\w+\W*", re.IGNORECASE
)
"""Good Food Good Mood, EAT WELL, EAT FRESH; but New York New York is a house."""
_PROMISE = re.compile(
    r"\bFOR LESS\W*$|\bLOW(?:ER|EST)? PRICES?\b|\bEVERY ?DAY\W*$|\bFOR (?:EVERYONE|ALL)\W*$|"
    r"\bFOR EVERY \w+\W*$|\bIN TOWN\W*$|"
    r"^\W*(?:THE\s)?(?:BEST|FINEST|TASTE|HOME|ART|JOY|HEART)\s(?:\w+\s){0,2}(?:OF|IN)\s\w|"
    r"^\W*(?:WHERE|WHEN)\s\w+\s\w+|^\W*EXPERT ADVICE\b|"
    r"\b(?:SERVING|PROUDLY|FAMILY.OWNED)\b.*\bSINCE\b|\bMADE (?:FRESH|WITH LOVE)\b|"
    r"^\W*(?:FRESH|QUALITY|GOOD|GREAT|REAL)\s\w+,\s(?:FRESH|QUALITY|GOOD|GREAT|REAL|LOW|BEST)\b",
    re.IGNORECASE,
)
"""Without a verb: MORE FOR LESS, EXPERT ADVICE, LOW PRICES, The Best Burgers in Town."""
GREETING = re.compile(
    r"^\W*(?:WELCOME TO|(?:THANK YOU|THANKS) FOR (?:SHOPPING|DINING|VISITING|STOPPING)(?: AT| WITH| BY)?)"
    r"\s+(?=\w{3})",
    re.IGNORECASE,
)
"""Before the name: WELCOME TO WENDY'S."""


def is_slogan(text: str) -> bool:
    """Whether `text` praises the shop or speaks to its guests, and is not its name."""
    return bool(
        _SENTENCE.search(text)
        or _TWO_SENTENCES.fullmatch(text)
        or _SAID_TWICE.fullmatch(text)
        or _PROMISE.search(text)
    )
