"""Places in Malaysian addresses: a word that the engine doubts is spelt as the one place it can mean."""

import pytest

from tests.unit.domain.printed import read_doubting

HEAD = "KEDAI BUKU MELUR SDN BHD\n"
FOOT = "\nDate: 12/03/2018\nPensel  2.50\nTOTAL RM 2.50"


def address(rows: str, *doubted: str) -> str | None:
    """What is read as the address where the engine is sure of all words but these."""
    return read_doubting(HEAD + rows + FOOT, *doubted).merchant.address


@pytest.mark.parametrize(
    ("printed", "seen"),
    [
        ("12, JALAN KENARI 3\n81200 JOHOR BAHRU", "12, JALAN KENARI 3\n81200 JAHOR BAHRU"),
        ("NO 7, JALAN RAYA\n40150 SHAH ALAM, SELANGOR", "NO 7, JALAN RAYA\n40150 SHAH ALAML, SELANGOR"),
        ("NO 7, JALAN RAYA\n40150 SHAH ALAM, SELANGOR", "NO 7, JALAN RAYA\n40150 SHAH ALAM, SELAUGOR"),
        ("No 7, Jalan Raya\n80300 Johor Bahru, Johor", "No 7, Jalan Raya\n80300 Johor Bahruu, Johor"),
        ("LOT 2, PERSIARAN DUTA\n50480 KUALA LUMPUR", "LOT 2, PERSIRAN DUTA\n50480 KUALA LUMPUR"),
        (
            "LOT 2, KAWASAN PERINDUSTRIAN\n08000 SUNGAI PETANI",
            "LOT 2, KAWASAN PERINOUSTRIAN\n08000 SUNGAI PETANI",
        ),
    ],
)
def test_a_doubted_word_is_spelt_as_the_place_that_it_is_a_letter_off(printed: str, seen: str) -> None:
    assert address(seen, *set(seen.split()) - set(printed.split())) == " ".join(printed.split())


@pytest.mark.parametrize(
    ("row", "doubted"),
    [
        ("NO 7, JALAN TAMIN\n50480 KUALA LUMPUR", ()),  # a letter off TAMAN, but the engine is sure of it
        ("NO 7, BANDAR UTAMA\n47800 PETALING JAYA", ("UTAMA",)),  # a name of its own, a letter off UTARA
        ("NO 7, JALAN KLUNG\n50480 KUALA LUMPUR", ("KLUNG",)),  # KLANG or KLUANG
        ("NO 7, JALAN SATU\n50480 KUALA LUMPUR", ("SATU",)),  # too short to be known by three letters
        ("NO 7, JALAN LABUR\n50480 KUALA LUMPUR", ("LABUR",)),  # two letters off any
    ],
)
def test_a_word_that_may_be_meant_stays(row: str, doubted: tuple[str, ...]) -> None:
    assert address(row, *doubted) == " ".join(row.split())


def test_other_countries_keep_their_spelling() -> None:
    paper = "HERON DINER\n120 TAMAN STREAT\nPORTLAND, OR 97201\n03/14/2026\nSoup  9.50\nTotal  $9.50"
    assert "STREAT" in (read_doubting(paper, "STREAT").merchant.address or "")


@pytest.mark.parametrize(
    ("printed", "seen"),
    [
        ("NO 7, JALAN RAYA\n40150 SHAH ALAM, SELANGOR", "NO 7, JA:AN RAYA\n40150 SHAH ALAM, SE_ANGOR"),
        ("No 7, Jalan Raya\n80300 Johor Bahru", "No 7, Ja!an Raya\n80300 Johor Bahru"),
        ("LOT 18, JALAN RAYA\n40150 SHAH ALAM", "1.OT 18, JALAN RAYA\n40150 SHAH ALAM"),
        ("Lot 3, Jalan Raya\n40150 Shah Alam", "e Eot 3, Jalan Raya\n40150 Shah Alam"),
        ("LOT 1851-A, JALAN RAYA\n40150 SHAH ALAM", "1LOT 1851-A, JALAN RAYA\n40150 SHAH ALAM"),
        ("Lot 3, Jalan Raya\n40150 Shah Alam", "3 Eot 3, Jalan Raya\n40150 Shah Alam"),
        ("LOT 1504, JALAN RAYA\n40150 SHAH ALAM", "LUT 1504, JALAN RAYA\n40150 SHAH ALAM"),
    ],
)
def test_signs_within_words_and_lots_are_put_right_though_nobody_doubts_them(printed: str, seen: str) -> None:
    assert address(seen) == " ".join(printed.split())


@pytest.mark.parametrize(
    "row", ["NO 7, JALAN A:MAN\n50480 KUALA LUMPUR", "SLOT 2, JALAN RAYA\n50480 KUALA LUMPUR"]
)
def test_what_is_no_place_with_a_letter_off_stays(row: str) -> None:
    assert address(row) == " ".join(row.split())


@pytest.mark.parametrize("row", ["CO KEG NO : 210038-K", "C0. REG N0 : 210038-K", "APFROVED 868158"])
def test_a_number_above_the_street_is_none_of_its_address(row: str) -> None:
    assert address(f"{row}\n42-46, JALAN RAYA\n50480 KUALA LUMPUR") == "42-46, JALAN RAYA 50480 KUALA LUMPUR"
