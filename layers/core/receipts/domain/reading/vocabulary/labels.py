"""What a printed word can announce."""

from enum import StrEnum


class Label(StrEnum):
    """What a printed word announces."""

    PAID = "paid"
    AMOUNT = "amount"
    TOTAL = "total"
    SUBTOTAL = "subtotal"
    SUPPLY = "supply"
    VAT = "vat"
    EXEMPT = "exempt"
    DISCOUNT = "discount"
    SERVICE = "service"
    TENDERED = "tendered"
    CASH = "cash"
    CARD = "card"
    GIFT = "gift"
    CHANGE = "change"
    ROUNDING = "rounding"
    DELIVERY = "delivery"
    DEPOSIT = "deposit"
    POINTS = "points"
    OTHER_MONEY = "other_money"
    COUNT = "count"
    TAX_SUMMARY = "tax_summary"
    BUSINESS_NUMBER = "business_number"
    MERCHANT = "merchant"
    SELLER = "seller"
    OWNER = "owner"
    PHONE = "phone"
    ADDRESS = "address"
    ISSUED = "issued"
    OTHER_DATE = "other_date"
    NUMBER = "number"
    CARD_NUMBER = "card_number"
    ISSUER = "issuer"
    APPROVAL = "approval"
    INSTALLMENT = "installment"
    ITEM_HEADER = "item_header"
    TITLE = "title"
    CANCELLATION = "cancellation"
    PERSON = "person"
    NOTICE = "notice"
    QUALIFIER = "qualifier"


SUMS = frozenset(
    {
        Label.PAID,
        Label.AMOUNT,
        Label.TOTAL,
        Label.SUBTOTAL,
        Label.SUPPLY,
        Label.VAT,
        Label.EXEMPT,
        Label.CARD,
        Label.CASH,
    }
)
"""Words behind which a sum of the receipt stands, or a part of it."""
MEANS = frozenset({Label.CASH, Label.CARD, Label.GIFT, Label.TENDERED})
"""What something is paid by."""
REDUCES = frozenset({Label.DISCOUNT, Label.POINTS, Label.GIFT})
"""What comes off a sum, or pays a part of it."""
ENDS_HEAD = frozenset(
    {Label.ITEM_HEADER, Label.TOTAL, Label.PAID, Label.SUPPLY, Label.VAT, Label.CARD_NUMBER, Label.SUBTOTAL}
)
"""What comes below the head of a receipt, where its seller is named."""
NOT_A_NAME = frozenset(
    {
        Label.TITLE,
        Label.PHONE,
        Label.ADDRESS,
        Label.OWNER,
        Label.ISSUED,
        Label.NUMBER,
        Label.BUSINESS_NUMBER,
        Label.NOTICE,
        Label.PERSON,
        Label.OTHER_DATE,
        Label.APPROVAL,
        Label.INSTALLMENT,
        Label.ISSUER,
        Label.CANCELLATION,
    }
)
"""Words that say of a text that it is something else than the seller's name."""
