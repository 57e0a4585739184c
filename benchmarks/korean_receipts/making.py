"""The set as files: a folder with `truth.jsonl` and the pictures that it names."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from benchmarks.korean_receipts.contents import SEED, drawn
from benchmarks.korean_receipts.picture import draw
from benchmarks.korean_receipts.slip import Slip
from benchmarks.korean_receipts.truth import Receipt, TruthError, digest, written

_KNOWN_BY: Final = Path(__file__).with_name("truth.sha256")

Page = tuple[Receipt, Slip]
Count = Callable[[Sequence[Page], str], Iterable[Page]]


def published_digest() -> str:
    """The SHA-256 of the published set's truth.jsonl."""
    return _KNOWN_BY.read_text().split()[0]


def make_set(folder: Path, seed: int, limit: int | None, count: Count) -> str:
    """Write the truth of the whole set, and those of its first `limit` pictures that are not there yet.

    Says what was made. Raises TruthError if the folder holds another set, or if this machine invents other
    receipts than the published ones.
    """
    pages = list(drawn(seed))
    truth = written(receipt for receipt, _ in pages)
    if seed == SEED and digest(truth) != published_digest():
        raise TruthError(f"this Python invents other receipts than the published set: {digest(truth)}")
    listing = folder / "truth.jsonl"
    if listing.exists() and listing.read_text(encoding="utf-8") != truth:
        raise TruthError(f"{folder} holds another set: remove it, or name another with --folder")
    folder.mkdir(parents=True, exist_ok=True)
    listing.write_text(truth, encoding="utf-8")
    return f"truth of {len(pages)} receipts, {_paint(folder, pages[:limit], seed, count)} new pictures"


def _paint(folder: Path, pages: Sequence[Page], seed: int, count: Count) -> int:
    missing = [page for page in pages if not (folder / page[0].file).exists()]
    for receipt, slip in count(missing, "drawing"):
        half_written = folder / f"{receipt.file}.part"
        half_written.write_bytes(draw(receipt, slip, seed))
        half_written.rename(folder / receipt.file)
    return len(missing)
