"""The nouns of mecab-ko-dic (Apache-2.0; the package python-mecab-ko-dic), read out of its compiled form."""

from __future__ import annotations

import importlib.util
import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

_HEADER: Final = struct.Struct("<10I32s")
"""Magic, version, type, entries, contexts left and right, bytes of trie, tokens, features; charset."""
_TOKEN: Final = struct.Struct("<HHHhII")
"""Contexts left and right, part of speech, cost, where the features start, unused."""

_NOUN: Final = "NNG"
_NAME: Final = "NNP"
_PERSON: Final = "인명"
_PLACE: Final = "지명"
_USUAL: Final = 0.01
_FEW: Final = 9
"""A cost that more than a hundredth of a class has is a default, for words not met in the texts."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A dictionary word of Hangul only.

    `cost` is MeCab's: lower is more frequent. `common`: met in texts, so that the cost is no default.
    """

    word: str
    part: str
    sense: str
    cost: int
    common: bool


def dictionary_file() -> Path:
    """The compiled dictionary inside the installed package."""
    spec = importlib.util.find_spec("mecab_ko_dic")
    if spec is None or spec.origin is None:
        raise SystemExit("python-mecab-ko-dic is not installed: run training/train.sh")
    return Path(spec.origin).parent / "dictionary" / "sys.dic"


@cache
def entries() -> list[Entry]:
    """Nouns and names of Hangul only but persons' names; the most frequent first within a part of speech."""
    raw = [row for row in _rows(dictionary_file().read_bytes()) if _is_wanted(*row)]
    sizes = Counter((part, sense) for part, sense, _, _ in raw)
    alike = Counter((part, sense, cost) for part, sense, _, cost in raw)
    return [
        Entry(word, part, sense, cost, alike[part, sense, cost] <= max(_FEW, _USUAL * sizes[part, sense]))
        for part, sense, word, cost in sorted(set(raw), key=lambda row: (row[0], row[3], row[2], row[1]))
    ]


def _rows(data: bytes) -> Iterator[tuple[str, str, str, int]]:
    """Part of speech, sense, word and cost of every entry."""
    sizes = _HEADER.unpack_from(data)
    tokens = _HEADER.size + sizes[6]
    features = tokens + sizes[7]
    for _, _, _, cost, start, _ in _TOKEN.iter_unpack(data[tokens:features]):
        end = data.index(b"\0", features + start)
        part, sense, _, word, *_ = data[features + start : end].decode("utf-8").split(",")
        yield part, sense, word, cost


def _is_wanted(part: str, sense: str, word: str, _: int) -> bool:
    if part not in (_NOUN, _NAME) or sense == _PERSON:
        return False
    return bool(word) and min(word) >= "가" and max(word) <= "힣"


def _words(part: str, places: bool, common: bool) -> list[str]:
    chosen = [entry for entry in entries() if entry.part == part and (entry.sense == _PLACE) == places]
    return list(dict.fromkeys(entry.word for entry in chosen if entry.common or not common))


@cache
def nouns(common: bool = False) -> list[str]:
    """General nouns, the most frequent first; only those met in texts if `common`."""
    return _words(_NOUN, places=False, common=common)


@cache
def names(common: bool = False) -> list[str]:
    """Proper names but those of persons and places: firms, brands, works."""
    return _words(_NAME, places=False, common=common)


@cache
def places(common: bool = False) -> list[str]:
    """Names of places, Korean and foreign ones."""
    return _words(_NAME, places=True, common=common)
