"""What receipts are found by."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
    text,
)

from receipts.adapters.postgres.tables.common import metadata

receipt_words = (
    Table(  # of the current reading; apart from `receipts`, whose rows are written anew at each move
        "receipt_words",
        metadata,
        Column("tenant_id", Uuid, nullable=False),
        Column("receipt_id", Uuid, nullable=False),
        Column("merchant", Text, nullable=False),
        Column("words", Text, nullable=False),
        PrimaryKeyConstraint("receipt_id", name="receipt_words_pkey"),
        ForeignKeyConstraint(
            ["tenant_id", "receipt_id"],
            ["receipts.tenant_id", "receipts.id"],
            name="receipt_words_of_receipt",
            ondelete="CASCADE",
        ),
        CheckConstraint(
            "char_length(merchant) <= 1000 AND char_length(words) <= 20000", name="receipt_words_short"
        ),
        Index("receipt_words_grams", text("search_grams(tenant_id, words)"), postgresql_using="gin"),
    )
)
