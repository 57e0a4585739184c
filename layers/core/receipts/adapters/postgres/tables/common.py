"""What all tables share."""

from sqlalchemy import DateTime, MetaData, Numeric

metadata = MetaData()
MONEY = Numeric()  # as exact as `purchase.money` gives it: currencies differ in their decimals
INSTANT = DateTime(timezone=True)
