"""What all tables share."""

from sqlalchemy import DateTime, MetaData, Numeric

metadata = MetaData()
MONEY = Numeric(14, 2)
INSTANT = DateTime(timezone=True)
