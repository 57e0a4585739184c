"""Two heads read the same line; these are the lines on which they disagree, and who is believed."""

from __future__ import annotations

from receipts.adapters.ocr.decoding import Glyph
from receipts.adapters.ocr.merging import merge, merge_page
from receipts.adapters.ocr.recognition import LineReading

HANGUL, LATIN, THIN = 44.0, 22.0, 12.0


def read(text: str, probability: float = 0.97, start: float = 0.0) -> tuple[Glyph, ...]:
    """`text` as a head would read it from evenly set type 48 px high; `_` is a gap without a space."""
    glyphs, left = [], start
    for char in text:
        width = (
            HANGUL
            if "가" <= char <= "힣" or "\u3000" <= char < "\uff00"
            else THIN
            if char in ".,:_ "
            else LATIN
        )
        if char != "_":
            glyphs.append(Glyph(char, probability, left + width / 2))
        left += width
    return tuple(glyphs)


def merged(latin: tuple[Glyph, ...], hangul: tuple[Glyph, ...]) -> str:
    return "".join(glyph.char for glyph in merge(LineReading(1000, latin, hangul, western=())))


def test_digits_are_believed_of_the_latin_head() -> None:
    assert merged(read("2,500"), read("2.600")) == "2,500"


def test_hangul_takes_the_place_of_its_look_alikes() -> None:
    assert (
        merged(read("早가세".replace("가", "力").replace("세", "州"), 0.5), read("부가세", 0.8)) == "부가세"
    )


def test_an_amount_after_its_label_keeps_the_latin_digits() -> None:
    assert merged(read("計刊:12,500元", 0.9), read("합계:12.800원", 0.8)) == "합계:12,500원"


def test_two_latin_pieces_of_one_syllable_vanish_with_it() -> None:
    pieces = (Glyph("0", 0.8, 14.0), Glyph("|", 0.8, 30.0), *read("500", 0.99, start=44))
    assert merged(pieces, read("이500", 0.9)) == "이500"


def test_a_bracket_stays_beside_its_hangul() -> None:
    assert merged(read("原조".replace("조", "丕") + "(ICED)", 0.9), read("원조(1CED)", 0.8)) == "원조(ICED)"


def test_doubtful_hangul_does_not_overrule_a_sure_digit() -> None:
    assert merged(read("0", 0.99), (Glyph("이", 0.55, 11.0),)) == "0"


def test_full_width_signs_become_ascii() -> None:
    assert merged(read("ＴＯＴＡＬ：１０", 0.9), ()) == "TOTAL:10"


def test_the_won_sign_is_believed_of_the_hangul_head() -> None:
    assert merged(read("#21,865"), read("₩21,865")) == "₩21,865"


def test_doubtful_ideographs_that_nobody_confirms_are_dropped() -> None:
    assert merged(read("三A1", 0.6), read("___A1")) == "A1"


def test_sure_ideographs_on_a_foreign_receipt_stay() -> None:
    assert merged(read("收據", 0.99), ()) == "收據"


def test_words_are_parted_where_the_head_that_read_them_has_a_space() -> None:
    assert merged(read("TOTAL SUM"), read("TOTAL SUM")) == "TOTAL SUM"
    assert merged(read("早力 州", 0.4), read("부가 세")) == "부가 세"


def test_a_space_that_only_the_hangul_head_sees_parts_date_and_time() -> None:
    assert merged(read("06-25_00:41"), read("06-25 00:41")) == "06-25 00:41"


def test_no_space_is_let_into_an_amount() -> None:
    assert merged(read("1,_234"), read("1, 234")) == "1,234"


def test_a_wide_gap_parts_words_even_if_neither_head_says_so() -> None:
    assert merged(read("10____500"), ()) == "10 500"


def test_a_digit_lost_in_condensed_print_is_found_again() -> None:
    whole = read("2,000", 0.99)
    assert merged(whole[:4], whole) == "2,000"


def test_a_doubtful_digit_among_sure_ones_is_not_added() -> None:
    (*whole, last) = read("2,000", 0.99)
    assert merged(tuple(whole), (*whole, Glyph("0", 0.6, last.x))) == "2,00"


def test_of_two_different_digits_the_surer_one_is_taken() -> None:
    assert merged(read("8", 0.5), read("0", 0.99)) == "0"


def test_a_bracket_that_only_the_hangul_head_sees_stays_beside_its_hangul() -> None:
    assert merged((), read("원조(A)", 0.6)) == "원조(A)"


def test_a_letter_w_is_no_won_sign() -> None:
    assert merged(read("ALLOWED"), read("ALLO₩ED")) == "ALLOWED"


def test_pieces_keep_their_place_when_neither_head_sees_what_the_other_does() -> None:
    assert merged((Glyph("C", 0.9, 11.0), Glyph("J", 0.9, 33.0)), read("원", 0.9, start=90)) == "CJ 원"


def test_a_line_without_ink_is_empty() -> None:
    assert merged((), ()) == ""


def test_a_stem_between_sure_letters_is_a_stroke_of_one_of_them() -> None:
    assert merged(read("SH_D", 0.99), read("SHID", 0.99)) == "SHD"


def test_a_letter_that_is_no_stem_is_found_again() -> None:
    assert merged(read("SH_D", 0.99), read("SHAD", 0.99)) == "SHAD"


def page(*lines: tuple[tuple[Glyph, ...], ...]) -> list[str]:
    """What becomes of lines of a Latin and a Hangul reading each, and of a Western one where it differs."""
    readings = [LineReading(1000, latin, hangul, *western or (latin,)) for latin, hangul, *western in lines]
    return ["".join(glyph.char for glyph in line) for line in merge_page(readings)]


def test_on_an_english_page_a_worn_letter_is_no_syllable() -> None:
    plain = [(read(word), read(word)) for word in ("TAX", "INVOICE", "DESCRIPTION", "AMOUNT")]
    worn = (read("REC", 0.97) + read("E1PT", 0.4, start=66), read("REC", 0.97) + read("티PT", 0.9, start=66))
    assert merged(*worn) == "REC티PT"
    assert page(*plain, worn)[-1] == "RECE1PT"


def test_on_a_korean_page_a_syllable_among_latin_letters_stays() -> None:
    korean = (read("金計小計", 0.4), read("합계소계", 0.97))
    mixed = (read("GS") + read("社", 0.4, start=44), read("GS") + read("점", 0.9, start=44))
    assert page(korean, mixed) == ["합계소계", "GS점"]


def test_english_words_count_on_an_english_page() -> None:
    line = (read("TOTA1"), read("TOTAI"), read("TOTAL"))
    korean = (read("金計小計", 0.4), read("합계소계", 0.97))
    assert page((read("INVOICE"), read("INVOICE")), line)[-1] == "TOTAL"
    assert page(korean, line)[-1] == "TOTA1"
