"""The English-language receipts. Every shop is invented; phone numbers are of the ranges kept for fiction."""

from samples.model import Facts, Item, Sample

_MALAYSIA = Sample(
    file="malaysia_gst.jpg",
    stops=(22, 30, 42),
    facts=Facts(
        merchant="SERI BAYU HARDWARE SDN. BHD.",
        date="2017-08-14",
        time="16:42",
        currency="MYR",
        total="63.60",
        gross_total="63.60",
        supply="60.00",
        vat="3.60",
        items=(
            Item("PAINT BRUSH 2 INCH", "3", "5.30", "15.90"),
            Item("WALL PLUG 50PCS", "2", "4.35", "8.70"),
            Item("EMULSION PAINT 1L WHITE", "1", "39.00", "39.00"),
        ),
    ),
    text="""\
^* SERI BAYU HARDWARE SDN. BHD.
^ (Co. Reg. No. 000000-X)
^ 12, JALAN ANGSANA 3, TAMAN SERI BAYU
^ 00000 BANDAR BAYU, SELANGOR
^ TEL: 03-0000 7719
^ GST ID: 000000001234

^* TAX INVOICE
---
Invoice No : CS00018245
Date : 14/08/2017 | Time : 16:42
Cashier : NUR
---
Description | Qty | Price | Amount(RM)
---
PAINT BRUSH 2 INCH
 9550000010018 | 3 | 5.30 | 15.90 SR
WALL PLUG 50PCS
 9550000020352 | 2 | 4.35 | 8.70 SR
EMULSION PAINT 1L WHITE
 9550000030771 | 1 | 39.00 | 39.00 SR
---
Total Qty : 6
Total (Excl. GST) | 60.00
GST 6% | 3.60
Rounding Adj. | 0.00
+ TOTAL (RM) | 63.60
CASH | 70.00
CHANGE | 6.40
---
GST Summary | Amount(RM) | Tax(RM)
SR @ 6% | 60.00 | 3.60
---
^ GOODS SOLD ARE NOT RETURNABLE
^ THANK YOU, PLEASE COME AGAIN
""",
)

_DINER = Sample(
    file="us_diner_tip.jpg",
    facts=Facts(
        merchant="BLUE HERON DINER",
        date="2026-05-23",
        time="09:14",
        currency="USD",
        total="49.28",
        gross_total="49.28",
        supply="38.50",
        vat="3.08",
        service_charge="7.70",
        items=(
            Item("Buttermilk Pancakes", "1", None, "11.50"),
            Item("Western Omelet", "1", None, "13.25"),
            Item("Coffee", "2", None, "7.00"),
            Item("Side Bacon", "1", None, "6.75"),
        ),
    ),
    text="""\
# BLUE HERON DINER
^ 482 Lakeshore Rd, Fairhaven, OH
^ (555) 555-0143

Server: Robin | Table 14
Check #: 20391 | Guests: 2
05/23/2026 | 9:14 AM
---
1 Buttermilk Pancakes | $11.50
1 Western Omelet | $13.25
2 Coffee | $7.00
1 Side Bacon | $6.75
---
Subtotal | $38.50
Sales Tax 8.00% | $3.08
Tip 20% | $7.70
+ TOTAL | $49.28
---
VISA ************4471
Approval | 083915
Amount Charged | $49.28
---
^ Thank you! See you soon.
""",
)

_BRITISH_SHOP = Sample(
    file="uk_shop_vat.pdf",
    stops=(31, 42),
    facts=Facts(
        merchant="THISTLE & OAK HARDWARE",
        date="2026-03-17",
        time="11:26",
        currency="GBP",
        total="34.80",
        gross_total="34.80",
        supply="29.00",
        vat="5.80",
        items=(
            Item("Brass Hinge Pair 75mm", "2", None, "8.40"),
            Item("Wood Glue 500ml", "1", None, "6.90"),
            Item("Decking Oil 1L", "1", None, "14.50"),
            Item("Sandpaper P120 10pk", "1", None, "5.00"),
        ),
    ),
    text="""\
^* THISTLE & OAK HARDWARE
^ 7 Weir Lane, Marlbrook
^ Tel 01632 960 218
^ VAT No. GB 000 0017 42

17/03/2026 11:26 | Till 2  No. 6604
===
Item | Qty | GBP
---
Brass Hinge Pair 75mm | 2 | 8.40
Wood Glue 500ml | 1 | 6.90
Decking Oil 1L | 1 | 14.50
Sandpaper P120 10pk | 1 | 5.00
---
+ TOTAL | £34.80
Contactless Visa Debit | £34.80
---
VAT Rate | Net | VAT
20.00% | 29.00 | 5.80
---
Card | **** **** **** 3050
Auth Code | 417206
---
^ Returns within 28 days with receipt
^ www.thistleandoak.example
""",
)

ENGLISH: tuple[Sample, ...] = (_MALAYSIA, _DINER, _BRITISH_SHOP)
