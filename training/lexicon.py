"""Word lists: the files of `lexicon/`, written for this project, and wordfreq's Korean list."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from wordfreq import top_n_list

_FOLDER = Path(__file__).parent / "lexicon"


@cache
def sections(name: str) -> dict[str, list[str]]:
    """Entries of `lexicon/<name>.txt` by section; lines before the first `@section` are ''.

    A line starting with '# ' is a remark. In `names`, `company` and `latin` a line holds many entries.
    """
    split_lines = name in {"names", "company", "latin"}
    found: dict[str, list[str]] = {"": []}
    current = ""
    for line in (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("# "):
            continue
        if line.startswith("@"):
            current = line[1:]
            found[current] = []
        else:
            found[current].extend(line.split() if split_lines else [line])
    return found


@cache
def korean_words(limit: int = 60000) -> list[str]:
    """Korean words, most frequent first, of Hangul only (wordfreq's list)."""
    words = top_n_list("ko", limit)
    return [word for word in words if all("가" <= char <= "힣" for char in word)]


@cache
def english_words(limit: int = 4000) -> list[str]:
    """English words for the Latin that stands among Hangul on receipts."""
    return [word for word in top_n_list("en", limit) if word.isascii() and word.isalpha()]
