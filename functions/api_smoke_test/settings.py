"""What api_smoke_test reads from the environment."""

from pydantic import Field

from receipts.settings import Settings


class SmokeTestSettings(Settings):
    """Settings of api_smoke_test: where users find the API.

    `api_address` is what to connect to where DNS does not lead there yet; blank where it does.
    """

    api_url: str = Field(pattern="^https?://")
    api_address: str = ""
