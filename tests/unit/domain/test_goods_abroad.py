"""Goods of papers from Malaysia and the West, as tills there set them."""

from decimal import Decimal

import pytest

from receipts.domain.checks import items_add_up
from receipts.domain.receipt import Outcome, Reading
from tests.unit.domain.printed import read

KEDAI = "KEDAI CEMPAKA SDN BHD\nTEL : 06-7712834\nTAX INVOICE\nDATE 21/03/2018 10:02\n"
DINER = "PINE RIDGE DINER\n14 Elm St\nBoise, ID 83702\n03/15/2019 8:27 PM\n"


def goods(paper: str) -> list[tuple[str, str]]:
    return [(item.name, f"{item.amount}") for item in read(paper).items]


def counted(paper: str) -> list[tuple[str, str, str]]:
    return [(item.name, f"{item.quantity}", f"{item.amount}") for item in read(paper).items]


def adds_up(reading: Reading) -> bool:
    return items_add_up(reading)[0] is Outcome.PASSED


@pytest.mark.parametrize("money", ["", "(RM)  (RM)\n"])
@pytest.mark.parametrize("total", ["TOTAL  31.00", "Total Qty  3  31 00\nTOTAL  31.00"])
def test_names_stand_below_their_numbers(money: str, total: str) -> None:
    table = (
        f"ITEM  QTY  U/P  AMOUNT\n{money}955501737  1  21.00  21.00 SR\nWALL CLOCK ROUND\n"
        f"D15  2  5.00  10.00 SR\nSTAPLER NO. 10\n{total}"
    )
    assert counted(KEDAI + table) == [("WALL CLOCK ROUND", "1", "21.00"), ("STAPLER NO. 10", "2", "10.00")]


def test_what_heads_the_goods_names_none_of_them() -> None:
    paper = "CORNER HARDWARE\n03/15/2019\nSALE\n4711  25301475  16.99\nHAND SAW 20IN\n4712  7981A004  9.99"
    paper += "\nWOOD GLUE\nSUBTOTAL  26.98\nSALES TAX 8.25 %  2.23\nTOTAL  29.21"
    assert goods(paper) == [("HAND SAW 20IN", "16.99"), ("WOOD GLUE", "9.99")]


@pytest.mark.parametrize("line", ["----------------", "* * * * *"])
def test_a_line_of_signs_is_no_name_below(line: str) -> None:
    table = "ITEM  QTY  U/P  AMOUNT\n955501737  1  21.00  21.00 SR\nSTAPLER\nD15  2  5.00  10.00 SR"
    assert ("STAPLER", "10.00") in goods(f"{KEDAI}{table}\n{line}\nTOTAL  31.00")


def test_names_above_their_numbers_stay_above() -> None:
    table = "DESC  QTY  PRICE  AMOUNT\n011100029  RICE FLOUR 5KG\n1 CTN  31.50  31.50 SR\n"
    table += "51190030  BIHUN 3KG\n5 PKT  10.00  50.00 ZRL\nTotal  81.50"
    assert counted(KEDAI + table) == [("RICE FLOUR 5KG", "1", "31.50"), ("BIHUN 3KG", "5", "50.00")]


@pytest.mark.parametrize("unit", ["CTN", "PKT", "BTL", "TIN", "BAG"])
def test_a_unit_is_the_name_of_nothing(unit: str) -> None:
    table = f"DESC  QTY  PRICE  AMOUNT\nSOS CILI 340GM\n2 {unit}  31.80  63.60 SR\nTOTAL  63.60"
    assert counted(KEDAI + table) == [("SOS CILI 340GM", "2", "63.60")]


def test_where_goods_are_kept_is_not_their_name() -> None:
    table = "DESK FAN 12INCH  *S\nBK14 - 24/144\n9555221  1 X  33.90  33.90\nTOTAL  33.90\nCASH  50.00"
    assert goods(f"{KEDAI}{table}") == [("DESK FAN 12INCH", "33.90")]


def test_a_name_in_two_rows_begins_with_its_number() -> None:
    table = (
        "1.3001-0042  WHITEBOARD PEN REFILL\nSET OF FOUR\n1X4.2000  4.20  SR\n"
        "2.3004-0117  KITCHEN ORDER PAD\n3 X 2.7000  8.10  SR\nTotal  12.30"
    )
    assert counted(KEDAI + table) == [
        ("WHITEBOARD PEN REFILL", "1", "4.20"),
        ("KITCHEN ORDER PAD", "3", "8.10"),
    ]


def test_numbers_that_lost_their_points_leave_no_name_to_the_next() -> None:
    table = "item  Qty  Price  Amount\nCURRY MIXED GREENS\n512  1  14 25  14 25 SR\n514  1  12.40  12.40  SR"
    assert "CURRY MIXED GREENS" not in dict(goods(f"{KEDAI}{table}\nTOTAL  26.65"))


def test_codes_are_none_of_a_name() -> None:
    table = (
        "Item  Qty  Total\nSR 200100000035- 1 Fish + 3 Greens\nRM6.69  1  RM6.69\n"
        "SR I00100000170-Iced Lemon\nRM1.50  2  RM3.00\nTotal  RM9.69"
    )
    assert counted(KEDAI + table) == [("1 Fish + 3 Greens", "1", "6.69"), ("Iced Lemon", "2", "3.00")]


@pytest.mark.parametrize(
    ("line", "quantity"),
    [
        ("MARKER PEN  40.00  12.50  35.00", "1"),
        ("MARKER PEN  35.00  0.00  35.00", "1"),
        ("MARKER PEN  40.00  3.50  35.00", "None"),
    ],
)
def test_percents_that_come_off_are_no_count(line: str, quantity: str) -> None:
    paper = f"{KEDAI}ITEM  U/P  DISC%  AMOUNT\n{line}\nTOTAL  35.00"
    assert counted(paper) == [("MARKER PEN", quantity, "35.00")]


def test_a_dish_that_is_numbered_has_its_count_before_the_number() -> None:
    table = "Qty  Description  Total\n1  205 GRILLED PORK  9.90\n2  605 ICED TEA  3.00\nTOTAL  12.90"
    assert counted(KEDAI + table) == [("GRILLED PORK", "1", "9.90"), ("ICED TEA", "2", "3.00")]


def test_quantity_rate_and_amount_head_a_table() -> None:
    paper = (
        "SPICE GARDEN\nCHENNAI 600 041\nBill No : 33263  Date : 23.05.2017\nPAX  :\nkot No  .01\n"
        "Name  Qty  Rate  Amount\nMASALA DOSA  1  100.00  100.00\nPANEER TIKKA  2  85.00  170.00\n"
        "#  2  3  Total  270.00\nVAT  20.44\nNet Amount  290.44"
    )
    assert counted(paper) == [("MASALA DOSA", "1", "100.00"), ("PANEER TIKKA", "2", "170.00")]


def test_a_note_below_goods_does_not_end_the_head() -> None:
    paper = "ASHBY STORES\n11-13-17 11:41A\nCOTTON DRESS 885872871558  33.99-A\nWITHOUT RECEIPT\n"
    paper += "WOOL SCARF 888481966097  12.00-A\nWITHOUT RECEIPT\nSUBTOTAL  45.99-\nTAX  3.10-\nTOTAL  $49.09-"
    assert [name for name, _ in goods(paper)] == ["COTTON DRESS", "WOOL SCARF"]


@pytest.mark.parametrize("letter", ["1", "7", "T"])
def test_a_letter_behind_an_amount_may_be_read_as_a_digit(letter: str) -> None:
    lines = (
        f"Peaches  3.49 {letter}\nBread  2.49 T\nMilk  2.89 T\nMango  3.29 T\nSUBTOTAL  12.16\nTOTAL  $12.16"
    )
    assert ("Peaches", "3.49") in goods(DINER + lines)


def test_a_letter_may_be_read_as_the_digit_that_looks_like_it() -> None:
    lines = "0857 COFFEE MIX  RM28.40 s\n407 CHOCOLATE  RM6.20 5\nTotal Sales  34.60\nCASH  34.60"
    assert [amount for _, amount in goods(KEDAI + lines)] == ["28.40", "6.20"]


@pytest.mark.parametrize(
    ("word", "tax"), [("Counter-Eat In", "TAK 8.25%"), ("SVB CTAL", "TAX"), ("Zum Hier Essen", "TAX")]
)
def test_what_the_goods_make_is_none_of_them(word: str, tax: str) -> None:
    lines = f"Burger  4.20\nFries  1.85\nCola  1.50\n{word}  7.55\n{tax}  .62\nAmount Due  $8.17"
    assert goods(DINER + lines) == [("Burger", "4.20"), ("Fries", "1.85"), ("Cola", "1.50")]


def test_two_goods_that_cost_as_much_as_the_third_do_not_hide_it() -> None:
    assert len(goods(f"{DINER}Tea  1.00\nCoffee  2.00\nCake  3.00\nPie  4.10\nTotal  $17.10")) == len(
        ["Tea", "Coffee", "Cake", "Pie"]
    )


@pytest.mark.parametrize("word", ["Eat-In Total (incl Tax)", "Take Away Total (incl Tax)"])
def test_a_total_says_where_it_was_eaten(word: str) -> None:
    lines = f"1 Diet Cola  2.85\n1 Beef Roll  3.10\n{word}  6.31\nTOTAL INCLUDES 6% Tax OF  0.36"
    assert goods(KEDAI + lines) == [("Diet Cola", "2.85"), ("Beef Roll", "3.10")]


def test_a_dot_before_amounts_is_no_minus() -> None:
    lines = (
        "1 Samosa  -80.00\n1 Dal Fry  .60.00\n2 Lager  -70.00\nST  .210.00\nServicesCHR  .21.00\nTL  .231.00"
    )
    paper = f"PEPPER HOUSE\nHONG KONG\nTEL: 2850 5075\n22-09-2014 21:11\n{lines}\nCASH  .231.00"
    assert goods(paper) == [("Samosa", "80.00"), ("Dal Fry", "60.00"), ("Lager", "70.00")]


def test_how_many_may_stand_above_what_they_are() -> None:
    lines = (
        "EURO\n2X 0,00\nCOPERTO  0,00\nACQUA  2,50\n2 X3,00\nBIRRA  6,00\nTOTALE EURO  8,50\nCONTANTE  10,00"
    )
    paper = f"TRATTORIA LUNA\nVIA ROMA 2\n28838 STRESA (VB)\nP.IVA 01838740031\n{lines}\nRESTO  1,50"
    assert counted(paper) == [("COPERTO", "2", "0.00"), ("ACQUA", "None", "2.50"), ("BIRRA", "2", "6.00")]


def test_what_one_costs_is_no_line() -> None:
    lines = "Bananas  1.14\n6EA  0.19/EA\nPeaches  3.49\nCherries  4.00\nSUBTOTAL  8.63\nTOTAL  $8.63"
    assert counted(DINER + lines)[0] == ("Bananas", "6", "1.14")
    assert len(counted(DINER + lines)) == len(["Bananas", "Peaches", "Cherries"])


def test_a_mark_may_stand_before_the_count() -> None:
    lines = (
        "1 HAIR COMB  4.29T\nF 1 LENS FLUID 2Z  22  3.29T\n1 ALOE GEL  1.99T\nSUBTOTAL  9.57\nTOTAL  $9.57"
    )
    assert (
        counted(DINER + lines)[1] == ("LENS FLUID 2Z 22", "1", "3.29") or counted(DINER + lines)[1][1] == "1"
    )


def test_a_group_letter_between_price_and_amount_is_no_gram() -> None:
    lines = "MOJITO SORBET\n3,000 x 20,00 G-  60,00\nTOMATO SOUP\n1,000 x 25,00 G-  25,00\nUKUPNO EUR  85,00"
    assert [item[1] for item in counted(f"KONOBA MORE\nDatum: 19.09.2014\n{lines}")] == ["3", "1"]


def test_one_thing_is_named_above_its_price_and_the_letter_of_its_tax() -> None:
    lines = (
        "A4 COLOUR PRINT\nS  RM5.00\n1 No\nGST TA AMT  RM4.72\nGST 6%  RM0.28\nTOTAL  RM5.00\nCASH  RM5.00"
    )
    assert goods(KEDAI + lines) == [("A4 COLOUR PRINT", "5.00")]


BAKERY = (
    "Description  U.P  Iss  Exc  D  Sale  Amt(RM)\nLOAF  2.13  2  8  0  -6  -12.78\n"
    "JUMBO  2.97  2  0  0  2  5.94\nTotal 0% supplies:  -6.84\nCORN  0.72  10  0  0  10  7.20\n"
    "KAYA  2.40  4  1  0  3  7.20\nTotal 6% supplies (excl. GST):  14.40\nGST:  0.86\n"
    "Total 6% supplies (Inc. GST):  15.26\nTotal 0% supplies:  -6.84\nTotal Payable:  8.42"
)


def test_groups_of_goods_may_be_summed_up_apart_and_some_be_brought_back() -> None:
    assert counted(KEDAI + BAKERY) == [
        ("LOAF", "-6", "-12.78"),
        ("JUMBO", "2", "5.94"),
        ("CORN", "10", "7.20"),
        ("KAYA", "3", "7.20"),
    ]


def test_goods_that_were_brought_back_are_no_discount() -> None:
    reading = read(KEDAI + BAKERY)
    assert reading.amounts.total == Decimal("8.42")
    assert reading.amounts.discount is None
    assert adds_up(reading)


def test_a_discount_comes_off_before_service_and_tax_come_on() -> None:
    reading = read(
        f"{KEDAI}Qty  Description  Total RM\n3  GRILLED FISH  50.70\n1  SALMON  20.90\n4  GREEN TEA  4.00\n"
        "SUBTOTAL  75.60\nDISCOUNT  -20.00\nTotal Amount :  55.60\nServ Charge 10%  5.56\nGST @ 6%  3.67\n"
        "Rounding Adj :  0.02\nTotal Amount:  64.85\nTOTAL:  RM 64.85"
    )
    assert (reading.amounts.gross_total, reading.amounts.discount) == (Decimal("75.60"), Decimal("20.00"))
    assert all(check.outcome is not Outcome.WARNED for check in reading.checks)


def test_goods_make_the_total_less_the_tax_that_comes_on_top() -> None:
    lines = (
        "1 Diet Cola  2.85\n1 Beef Roll  3.10\n1 Sundae  5.45\nTotal  12.08\nTOTAL INCLUDES 6% Tax OF  0.68"
    )
    assert adds_up(read(KEDAI + lines))


def test_opening_hours_name_nothing_and_what_comes_off_stands_below_the_name() -> None:
    lines = (
        "SHOPPING HOURS\nMON-THU:0900 HRS - 2100 HRS\nFRI-SAT:0900 HRS - 2230 HRS\n1x 000003071264  14.20SR\n"
        "TEA TIN 4X100\nItem promo @10.50  -3.70\n2x 000003071299  13.60SR\nRICE CRACKER\nSub-total  24.10\n"
        "Total Sales Incl GST  24.10\nCASH  30.00"
    )
    assert counted(f"{KEDAI}{lines}") == [
        ("TEA TIN 4X100", "1", "14.20"),
        ("Item promo", "None", "-3.70"),
        ("RICE CRACKER", "2", "13.60"),
    ]


@pytest.mark.parametrize("code", ["BX500", "GD07001200", "AK350"])
def test_a_code_before_the_numbers_is_not_what_the_goods_are_called(code: str) -> None:
    lines = (
        f"Description\nCode  Qty  U/Price  Total\nRING BINDER BLUE\n{code}  5  1.60  8.00  SR\nTOTAL  8.00"
    )
    assert goods(KEDAI + lines) == [("RING BINDER BLUE", "8.00")]


def test_what_comes_off_may_stand_beside_what_is_left() -> None:
    lines = (
        "1)955789 VITAMIN C TAB\n2.00 X 34.00\nDISC  -8.00  60.00 *\n2)955790 PLASTER\n2.00 X 2.70  5.40 z"
    )
    found = read(f"{KEDAI}{lines}\nRounding  0.05\nTOTAL  65.45").items
    assert [item.amount for item in found] == [Decimal("60.00"), Decimal("5.40")]
    assert found[0].name.endswith("VITAMIN C TAB")
    assert (found[1].quantity, found[1].unit_price) == (Decimal("2.00"), Decimal("2.70"))


def test_a_rounding_is_no_goods() -> None:
    assert goods(f"{KEDAI}TEH TARIK  2.20\nROTI  3.03\nRounding  0.02\nTOTAL  5.25") == [
        ("TEH TARIK", "2.20"),
        ("ROTI", "3.03"),
    ]


def test_a_subtotal_of_whatever_is_no_goods() -> None:
    lines = "Action Figure  10.00T\nPurchase Subtotal  10.00\nTaxable Subtotal  10.00\n7.000% State  0.70"
    assert goods(f"{DINER}{lines}\nTOTAL  $10.70") == [("Action Figure", "10.00")]


def test_an_amount_is_not_put_right_where_another_makes_the_sums_come_out() -> None:
    lines = "Description  Qty  U.price  Total TAX\nMilo (B)\n2x  2.80  5.60  SR\nStraw  0.06 SR\n"
    lines += "Total (Excluding GST):  5.66\nGST payable (6%):  0.34\nTotal (Inclusive of GST):  6.00"
    assert ("Milo (B)", "5.60") in goods(KEDAI + lines)


def test_service_is_taxed_and_none_of_the_goods() -> None:
    reading = read(
        f"{KEDAI}Description  Qty  U.price  Total TAX\nLamb Rice\n1 x  22.50  22.50 SR\nGarden Salad\n"
        "2 x  5.90  11.80 SR\nTotal (Excluding GST):  34.30\nServ. Charge (10%):  3.43\nGST Payable:  2.26\n"
        "Total (Inclusive of GST):  39.99\nRounding Adj:  0.01\nTOTAL:  40.00\n"
        "GST Summary  Amount(RM)  Tax(RM)\nSR  (@ 6%)  37.73  2.26"
    )
    assert adds_up(reading)


def test_a_digit_in_every_line_says_which_tax_it_bears() -> None:
    lines = (
        "4x Helles  3,00  12,00 1\n1x Saft  2,50 1\n1x Brezel  2,40 2\n1x Suppe  6,90 1\nSumme:  Eur 23,80"
    )
    paper = f"GASTHOF ADLER\nHauptstr. 7\n85630 Grasbrunn\nDatum: 10.07.13 21:52\n{lines}"
    assert [amount for _, amount in goods(paper)] == ["12.00", "2.50", "2.40", "6.90"]


@pytest.mark.parametrize(
    "sums",
    [
        "SERVICE CHARGE 10%  1.70\nSST 6%  1.12\nROUNDING  -0.02\nTOTAL  19.80",
        "GST 6%  1.02\nTOTAL  18.02",
        "SERVICE CHARGE 10%  1.70\nTOTAL  18.70",
    ],
)
def test_what_costs_as_much_as_all_above_it_is_no_sum_where_all_lines_lead_to_the_total(sums: str) -> None:
    lines = "TEH TARIK  3.00\nROTI CANAI  2.00\nKOPI O  1.50\nNASI AYAM  6.50\nSATAY  4.00"
    amounts = [amount for _, amount in goods(f"{KEDAI}{lines}\n{sums}")]
    assert amounts == ["3.00", "2.00", "1.50", "6.50", "4.00"]


@pytest.mark.parametrize("name", ["VISA FRAME", "CASH BOX", "TAX FILE FOLDER", "TOTAL CARE SHAMPOO"])
def test_a_name_that_begins_like_a_sum_ends_no_goods_where_names_stand_below(name: str) -> None:
    lines = f"955501737  1  3.50  3.50 SR\nSUB SANDWICH\n955511737  1  4.00  4.00 SR\n{name}\n"
    lines += "955521737  2  5.00  10.00 SR\nTEH TARIK"
    paper = f"{KEDAI}ITEM  QTY  PRICE  AMOUNT\n{lines}\nTOTAL  17.50\nCASH  17.50"
    assert goods(paper) == [("SUB SANDWICH", "3.50"), (name, "4.00"), ("TEH TARIK", "10.00")]


@pytest.mark.parametrize("name", ["VISA FRAME", "CASH BOX", "ITEM BAG", "PRICE TAG"])
def test_a_name_that_begins_like_a_word_of_receipts_may_be_the_last_of_those_below_their_numbers(
    name: str,
) -> None:
    lines = f"955501737  1  3.50  3.50 SR\nSUB SANDWICH\n955511737  1  4.00  4.00 SR\n{name}"
    paper = f"{KEDAI}ITEM  QTY  PRICE  AMOUNT\n{lines}\nTOTAL  7.50\nCASH  7.50"
    assert goods(paper) == [("SUB SANDWICH", "3.50"), (name, "4.00")]
