"""Receipts of Europe in their own words: what was paid, its tax, and what came back, with drawn prices."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

import pytest

from tests.unit.domain.printed import read

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Words:
    """What a country's tills print: its rate in percent beside the word for the tax."""

    country: str
    total: str
    net: str
    tax: str
    rate: int
    cash: str
    change: str


COUNTRIES = (
    Words("Estonia", "KOKKU", "SUMMA ILMA KM-ta", "KÄIBEMAKS 20%", 20, "Sularaha", "Tagasi"),
    Words("Finland", "YHTEENSÄ", "Veroton", "ALV 24%", 24, "Käteinen", "Vaihtoraha"),
    Words("Sweden", "Att betala", "Summa exkl moms", "Moms 25%", 25, "Kontant", "Växel"),
    Words("Denmark", "I ALT", "Subtotal", "Heraf moms 25%", 25, "Kontant", "Byttepenge"),
    Words("Norway", "Totalt", "Delsum", "MVA 25%", 25, "Kontant", "Veksel"),
    Words("Netherlands", "Te betalen", "Totaal excl. BTW", "BTW 21%", 21, "Contant", "Terug"),
    Words("Austria", "Zu bezahlen", "Nettobetrag", "MwSt 20%", 20, "Bar", "Rückgeld"),
    Words("France", "Montant à payer", "Total TVA excl", "TVA 10%", 10, "Espèces", "A rendre"),
    Words("Portugal", "A pagar", "Subtotal", "IVA 23%", 23, "Dinheiro", "Troco"),
    Words("Poland", "DO ZAPŁATY", "Netto", "PTU 23%", 23, "Gotówka", "Reszta"),
    Words("Czechia", "Celkem", "Mezisoučet", "DPH 21%", 21, "Hotovost", "Vráceno"),
    Words("Hungary", "ÖSSZESEN", "Részösszeg", "ÁFA 27%", 27, "Készpénz", "Visszajáró"),
    Words("Croatia", "UKUPNO", "Osnovica", "PDV 25%", 25, "Gotovina", "Povrat"),
    Words("Turkey", "TOPLAM", "Ara Toplam", "KDV 18%", 18, "Nakit", "Para Üstü"),
)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("words", COUNTRIES, ids=lambda words: words.country)
def test_the_total_the_tax_and_the_change_are_known_by_their_words(words: Words, seed: int) -> None:
    drawn = Random(f"{words.country} {seed}")  # noqa: S311 - prices for a test
    prices = [Decimal(drawn.randrange(120, 2_400)) * CENT for _ in range(3)]
    total = sum(prices, Decimal(0))
    net = (total / (1 + Decimal(words.rate) / 100)).quantize(CENT)
    handed = (total // 50 + 1) * 50
    rows = [
        *(f"Produkt {number}  {price}" for number, price in enumerate(prices, 1)),
        f"{words.net}  {net}",
        f"{words.tax}  {total - net}",
        f"{words.total}  {total}",
        f"{words.cash}  {handed}.00",
        f"{words.change}  {handed - total}",
    ]
    found = read("\n".join(["Nord Kauppa", "15/09/2025 16:35", *rows])).amounts
    assert (found.total, found.vat) == (total, total - net)


@pytest.mark.parametrize("tax", ["BTW", "MwSt", "TVA", "IVA", "moms", "ALV"])
@pytest.mark.parametrize("way", ["incl. {}", "{} incl.", "inkl. {}", "{} comprise"])
def test_a_tax_in_brackets_only_tells_of_the_sum(tax: str, way: str) -> None:
    rows = f"Fanta  2.15\nBurger  8.70\nTotaal ({way.format(tax)})  10.85\nEuro  21.00\nChange  10.15"
    found = read(f"Snackbar Duin\n27/10/2025 10:52\n{rows}").amounts
    assert (found.total, found.vat) == (Decimal("10.85"), None)


def test_a_space_behind_the_comma_parts_no_amount() -> None:
    rows = "Crepe  6,50\nCafe  14,60\nTVA 7,00%  1,38\nTOTAL TVA EXCL  19,72\nTOTAL  21, 10"
    found = read(f"Buvette du Parc\n12/03/2025\n{rows}").amounts
    assert (found.total, found.supply, found.vat) == (Decimal("21.10"), Decimal("19.72"), Decimal("1.38"))
