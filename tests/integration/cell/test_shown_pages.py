"""What a photo does to its reader while its pages are made for showing costs the pages, and no receipt."""

import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from receipts.adapters.cell import Cell
from receipts.domain.failure import FailureCause
from receipts.domain.rendition import Rendition
from receipts.errors import UnreadableError
from tests.fakes.reader_process import JPEG
from tests.integration.cell.conftest import ENVIRONMENT, FAKE, HASTY

Photo = Callable[[str], Path]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits and /proc are Linux's")


@pytest.fixture(scope="module")
def showing() -> Iterator[Cell]:
    with Cell(FAKE, ENVIRONMENT, HASTY, shows_pages=True) as cell:
        yield cell


@pytest.mark.parametrize(
    "deed",
    [
        "segfault",
        "bomb",
        "greedy",
        "deep",
        "fault",
        "sleep",
        "huge answer",
        "nonsense",
        "babble",
        "as a script",
        "more pages than there are",
    ],
)
def test_the_receipt_is_read_without_its_pages_and_the_next_one_with_them(
    showing: Cell, photo: Photo, deed: str
) -> None:
    assert showing.read(photo(f"shown: {deed}")).amounts.total == Decimal(2500)
    assert showing.renditions() == ()
    assert showing.read(photo("good")).amounts.total == Decimal(2500)
    assert showing.renditions() == (Rendition(1, JPEG),)


def test_no_page_of_the_photo_before_is_taken_for_one_of_this(showing: Cell, photo: Photo) -> None:
    showing.read(photo("good"))
    with pytest.raises(UnreadableError):
        showing.read(photo("segfault"))
    assert showing.renditions() == ()


def test_what_is_no_receipt_is_shown_all_the_same(showing: Cell, photo: Photo) -> None:
    with pytest.raises(UnreadableError):
        showing.read(photo(FailureCause.NOT_A_RECEIPT))
    assert showing.renditions() == (Rendition(1, JPEG),)


def test_who_asks_for_no_pages_gets_none(cell: Cell, photo: Photo) -> None:
    cell.read(photo("good"))
    assert cell.renditions() == ()
