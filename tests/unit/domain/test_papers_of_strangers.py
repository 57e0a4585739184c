"""Papers that nobody drew for this project: unknown languages, invoices of web shops, a page of a book."""

from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

import pytest

from receipts.domain.reading.vocabulary.keywords import find_labels
from receipts.domain.reading.vocabulary.ordinary_words import ORDINARY
from receipts.domain.reasons import ENOUGH
from receipts.errors import UnreadableError
from tests.unit.domain.printed import read

CENT = Decimal("0.01")
SYLLABLES = ("ka", "lo", "mi", "ne", "pru", "sta", "vi", "zo", "dar", "eki", "lun", "bo", "gre", "fa", "shi")


@dataclass
class UnknownTill:
    """Prints what tills print, in words that mean nothing to anybody."""

    draw: Random
    rows: list[str] = field(default_factory=list)
    due: Decimal = Decimal(0)

    def word(self) -> str:
        return "".join(self.draw.choice(SYLLABLES) for _ in range(self.draw.randint(2, 4))).capitalize()

    def put(self, text: str, amount: Decimal) -> None:
        self.rows.append(f"{text}  {amount}".replace(".", ","))

    def goods(self) -> None:
        for _ in range(self.draw.randint(1, 6)):
            price = Decimal(self.draw.randrange(59, 1_999)) * CENT
            self.put(f"{self.word()} {self.word()}", price)
            self.due += price
            if self.draw.random() < 0.3:
                given_back = price if self.draw.random() < 0.4 else (price / 5).quantize(CENT)
                self.put(self.word(), -given_back)
                self.due -= given_back

    def sums(self) -> None:
        self.put(self.word(), self.due)
        if self.draw.random() < 0.5:
            more = (self.due * self.draw.choice((-10, 5, 12, 19)) / 100).quantize(CENT)
            self.put(f"{self.word()}", more)
            self.due += more
            self.put(self.word(), self.due)
        if self.draw.random() < 0.5:
            handed = (self.due // 10 + 1) * 10
            self.put(self.word(), handed.quantize(CENT))
            self.put(self.word(), handed - self.due)
        self.put(self.word(), Decimal(self.draw.randrange(10, 20_000)) * CENT)

    def receipt(self) -> str:
        self.rows = [f"{self.word()} {self.word()}", "Tel. 047 8159709", "23.02.2025 20:40"]
        self.goods()
        self.sums()
        return "\n".join(self.rows)


def is_sure(text: str, path: str = "amounts.total") -> bool:
    found = read(text).fields.get(path)
    return found is not None and found.confidence >= ENOUGH


@pytest.mark.parametrize("seed", range(40))
def test_of_a_receipt_whose_words_nobody_knows_a_wrong_total_is_never_sure(seed: int) -> None:
    till = UnknownTill(Random(seed))  # noqa: S311 - prices for a test
    receipt = till.receipt()
    assert read(receipt).amounts.total == till.due or not is_sure(receipt)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param("Kalo Mine  6.50\nZodar  6.50\nVisa  6.50", id="what a card paid"),
        pytest.param("Kalo Mine  6.50\nZodar  6.50\nCash  10.00\nChange  3.50", id="cash and change"),
        pytest.param("Kalo Mine  6.50\nZodar  6.50\nVAT 20%  5.42  1.08  6.50", id="the table of its tax"),
    ],
)
def test_one_word_that_is_known_is_enough(rows: str) -> None:
    assert is_sure(f"HERON\n12 High Street\n03/14/2026\n{rows}")


@pytest.mark.parametrize("head", ["PVN summa", "MwSt Betrag", "BTW bedrag", "Moms belopp", "Total", "Summe"])
def test_what_is_the_tax_of_its_row_is_no_total_whatever_stands_above(head: str) -> None:
    reading = read(
        "HERON\nRiga 12\n2026-02-09 09:31\nMaize  20,25\nPiens  2,69\n22,94\n"
        f"Nodoklis  Ar PVN  Bez PVN  {head}\nA 21,00 %  20,25  16,74  3,51\nF 5,00 %  2,69  2,56  0,13\n"
    )
    assert (reading.amounts.total, reading.amounts.vat) == (Decimal("22.94"), Decimal("3.64"))


INVOICE = "Heron Digital GmbH\nKeizersgracht 120, 1015 CX Amsterdam\nInvoice\nInvoice date: May 05, 2026\n"


@pytest.mark.parametrize("bank", ["SPSBAT21XXX", "COBADEFFXXX", "NWBKGB2LXXX"])
def test_the_code_of_a_bank_beside_an_account_is_no_card(bank: str) -> None:
    reading = read(f"{INVOICE}Total due: 3,384.00 EUR\nIBAN: AT611904300234573201 BIC: {bank}")
    assert reading.payment.card_number_masked is None


def test_a_number_that_the_shop_covered_is_still_a_card() -> None:
    reading = read(f"{INVOICE}Total due: 3,384.00 EUR\nVisa XXXXXXXXXXXX4821\nBIC: SPSBAT21XXX")
    assert reading.payment.card_number_masked == "****-****-****-4821"


@pytest.mark.parametrize(
    "row",
    [
        "Contact lenses 1 1,183.00  1,183.00",
        "Contact lenses  183.00  1 183.00",
        "Contact hours 10/12/2012  100.00",
    ],
)
def test_amounts_and_dates_are_no_telephone(row: str) -> None:
    assert read(f"{INVOICE}{row}\nTotal  1,183.00").merchant.phone is None


def test_a_telephone_is_taken_whole_and_that_of_who_is_billed_is_asked() -> None:
    total = "\nTotal  34,73 EUR\n"
    assert read(f"{INVOICE}Tel. +49 6051 916 44 10{total}").merchant.phone == "+49 6051 916 44 10"
    assert not is_sure(
        f"{INVOICE}Billing Address\nA. Reiher\nSeeweg 3\nPhone: 8756390642{total}", "merchant.phone"
    )


@pytest.mark.parametrize(
    "head",
    [
        "Description Qty Unit price Amount",
        "Item Qty Rate Total",
        "Particulars Qty Rate Amount",
        "Description Hours Rate Qty Amount",
    ],
)
def test_a_head_in_one_piece_is_no_name_of_goods(head: str) -> None:
    goods = read(f"{INVOICE}{head}\nMarket report 1 3,450.00 3,450.00\nTotal due  3,450.00").items
    assert [item.name for item in goods] == ["Market report"]


def test_one_piece_at_a_price_of_the_continent_is_a_count() -> None:
    (item,) = read(f"{INVOICE}Einbauschrank 1 2.400,00 2.400,00\nRechnungsbetrag  2.400,00 EUR").items
    assert (item.name, item.quantity, item.unit_price) == ("Einbauschrank", Decimal(1), Decimal(2400))


def test_ordinary_words_announce_nothing_though_they_are_a_letter_off() -> None:
    assert [word for word in ORDINARY if find_labels(word)] == []
    assert find_labels("Chanqe  3.00"), "a misread letter is still forgiven"


def test_what_a_web_service_charged_is_neither_change_nor_a_service_charge() -> None:
    reading = read(f"{INVOICE}Service Charges  $4.11\nCharges  $4.11\nTax  $0.00\nTotal Amount Due  $4.11")
    assert (reading.amounts.total, reading.amounts.service_charge) == (Decimal("4.11"), None)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("Heron Web Services Invoice", "Heron Web Services"),
        ("heron Heron Web Services", "Heron Web Services"),
        ("Retail Invoice\nSold By : Heron Retail Pvt. Ltd.", "Heron Retail Pvt. Ltd."),
        ("Cash Receipt\nHeron Books", "Heron Books"),
    ],
)
def test_a_shop_is_called_by_its_name_alone(head: str, name: str) -> None:
    assert read(f"{head}\nInvoice Date: 03/14/2026\nBook  9.00\nTotal  $9.00").merchant.name == name


def test_neither_a_guest_nor_a_day_is_a_shop() -> None:
    reading = read("PAYMENT RECEIPT\nGuest Name: A. Reiher\nDate: 31/12/2017 10:35\nRoom  9.00\nTotal  $9.00")
    assert reading.merchant.name is None


@pytest.mark.parametrize(
    "due",
    [
        "Date limite de paiement le 05 Juillet 2015",
        "Zahlbar bis 05.07.2015",
        "Fällig am 05.07.2015",
        "Fecha de vencimiento 05/07/2015",
        "Vervaldatum 05-07-2015",
        "Data scadenza 05/07/2015",
        "Termin płatności 05.07.2015",
    ],
)
def test_until_when_it_is_to_be_paid_is_not_when_it_was_bought(due: str) -> None:
    reading = read(f"Heron Mobile\n{due}  29,99 €\nFacture n°562 du 02/07/2015\nTotal TTC  29,99 €")
    assert reading.issued_at is not None
    assert reading.issued_at.day == 2


def test_a_page_of_a_book_is_no_receipt() -> None:
    page = (
        "business. Heron et al. [17], for example, list a number of measures, including increased\n"
        "sales, fee-based sales through more transactions, and income from other\n"
        "types of fees, see also [38]. Only few papers report the effects on\n"
        "cash flows [57, 103], for what was paid in cash [7] or by card [9] counts,\n"
        "and the change [32] of the total [64] is difficult to attribute.\n"
        "Transactions on Information Systems, Vol. 10, No. 4, Article 1. Publication date: December 2019."
    )
    with pytest.raises(UnreadableError):
        read(page)


@pytest.mark.parametrize(
    "amount", ["Rs 1939", "Rs. 1,939", "Rs.1939/-", "₹1,939", "INR 1939", "1,939/-", "Rs 1939.00"]
)
def test_rupees_are_printed_without_paise(amount: str) -> None:
    reading = read(
        f"Heron Resort\nChennai 600061\nDate: 31/12/2017\nRs. 5\nRoom  {amount}\nGrand Total  {amount}"
    )
    assert reading.amounts.total == Decimal(1939)


def test_a_lakh_is_grouped_by_twos() -> None:
    reading = read(
        "Heron Jewels\nChennai 600061\nDate: 31/12/2017\nRing  ₹1,23,456.00\nGrand Total  ₹1,23,456.00"
    )
    assert reading.amounts.total == Decimal(123456)


DINER = "HERON GRILL\n120 Main St\nPortland, OR 97201\n03/14/2026 7:42 PM\nSalmon  61.50\nTax  0.00\n"


@pytest.mark.parametrize(
    "rows",
    [
        "Total  61.50\nBalance Due  61.50\nVisa XXXX4242\nAmount  61.50\n+ Tip: 12.00\n= Total: 73.50",
        "Amount Due  61.50\nVisa XXXX4242  61.50\nTIP  12.00\nTOTAL  73.50",
        "Total Due  61.50\nGratuity  12.00\nTotal Charged: $73.50",
        "Check Total  61.50\nAmount Paid  73.50\nTip  12.00",
    ],
)
def test_what_a_guest_signed_for_has_the_tip(rows: str) -> None:
    assert read(DINER + rows).amounts.total == Decimal("73.50")


@pytest.mark.parametrize(
    "rows", ["Total  61.50\nTip  ______\nTotal  ______", "Total  61.50\nTip  0.00\nTotal  61.50"]
)
def test_a_guest_who_left_no_tip_on_the_slip_paid_the_check(rows: str) -> None:
    assert read(DINER + rows).amounts.total == Decimal("61.50")


@pytest.mark.parametrize(
    "columns", ["44,80€  41,87€  2,93€", "41,87€  2,93€  44,80€", "2,93€  41,87€  44,80€"]
)
def test_of_gross_net_and_tax_in_one_row_the_total_is_the_gross(columns: str) -> None:
    reading = read(f"Heron Bahn\nDatum 14.03.2026\nFahrkarte  39,90€\nReservierung  4,90€\nSumme  {columns}")
    assert reading.amounts.total == Decimal("44.80")


@pytest.mark.parametrize(
    ("rows", "currency"),
    [
        ("HERON LOKANTA\nISTIKLAL CAD. NO:12\nÇORBA  *85,00\nTOPKDV  *7,73\nTOPLAM  *85,00", "TRY"),
        (
            "BAR HERON\nVia Roma 12\n00184 Roma RM\nCAFFE  1,30\nTOTALE COMPLESSIVO  1,30\nDI CUI IVA  0,12",
            "EUR",
        ),
        ("HERON CAFE\nJalan Heron 12\nTEH (RM)  1.30\nTOTAL  RM 1.30", "MYR"),
        ("Heron Diner\nToronto ON M5V 2T6\nSoup  CAD 9.00\nTotal  CAD 9.00", "CAD"),
    ],
)
def test_neither_a_street_nor_a_province_is_money(rows: str, currency: str) -> None:
    assert read(f"{rows}\n14/03/2026").currency == currency


@pytest.mark.parametrize("word", ["TOLL PAID", "FEE PAID", "FARE PAID"])
def test_a_slip_of_one_fee_is_a_receipt(word: str) -> None:
    assert read(f"HERON TURNPIKE\nLANE 04\n03/14/26 19:42\n{word}  $ 4.75").amounts.total == Decimal("4.75")


@pytest.mark.parametrize("word", ["RENTED:", "RENTED ON", "PICKUP DATE"])
def test_a_car_was_paid_when_it_came_back(word: str) -> None:
    reading = read(
        f"HERON RENT A CAR\n{word} PORTLAND 12-MAR-2026 10:20\nRETURNED: PORTLAND 14-MAR-2026 09:55\n"
        "T&M  90.00\nTOTAL CHARGES  $90.00"
    )
    assert reading.issued_at is not None
    assert reading.issued_at.isoformat()[:10] == "2026-03-14"


@pytest.mark.parametrize("column", ["2 ks  65,00", "2 szt", "2  €", "2"])
def test_how_many_stands_in_a_column_of_its_own(column: str) -> None:
    (item,) = read(f"HERON KAVARNA\n14.3.2026\nEspresso  {column}  130,00\nTotal EUR  130,00").items
    assert (item.name, item.quantity) == ("Espresso", Decimal(2))


@pytest.mark.parametrize(
    "said", ["승인/77309156", "승인번호/77309156", "승인 : 77309156", "승인번호 77309156"]
)
def test_an_approval_stands_behind_whatever_sign(said: str) -> None:
    slip = f"달빛문구\n902-45-00731\n2026-03-14 10:11\n금액  4,500원\n{said}\n신한카드"
    assert read(slip).payment.approval_number == "77309156"
