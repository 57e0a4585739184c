"""What tenant_registrar reads from the environment."""

from receipts.settings import OwnerSettings


class RegistrarSettings(OwnerSettings):
    """Settings of tenant_registrar, which works as the schema's owner too."""
