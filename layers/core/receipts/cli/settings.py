"""What the commands that work on a database read from the environment."""

from receipts.settings import OwnerSettings


class CliSettings(OwnerSettings):
    """The login that owns the schema: DATABASE_OWNER_URL. RECEIPT_BUCKET where messages name photos."""

    receipt_bucket: str | None = None
