"""What schema_migrator reads from the environment."""

from typing import Self

from pydantic import SecretStr, model_validator

from receipts.settings import OwnerSettings


class MigratorSettings(OwnerSettings):
    """Settings of schema_migrator: the schema owner's login, and those of the application, which it makes."""

    database_api_url: SecretStr | None = None
    database_api_secret_arn: str | None = None
    database_parser_url: SecretStr | None = None
    database_parser_secret_arn: str | None = None
    database_operator_url: SecretStr | None = None
    database_operator_secret_arn: str | None = None

    @model_validator(mode="after")
    def _one_way_in_for_each_part(self) -> Self:
        for part in ("api", "parser", "operator"):
            self.require_way_in(f"database_{part}")
        return self
