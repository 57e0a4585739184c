import pytest
from botocore.credentials import RefreshableCredentials

from receipt_parser.settings import ParserSettings
from receipt_reconciler.settings import ReconcilerSettings
from receipts.errors import SettingsError
from receipts.settings import DatabaseSettings
from receipts_api.settings import LONGEST_ADDRESS_SECONDS, ApiSettings

PARSER = {
    "DATABASE_URL": "postgresql+pg8000://receipts:secret@localhost/receipts",
    "RECEIPT_BUCKET": "receipts",
    "RECEIPT_QUEUE_URL": "https://queue.test",
    "RECEIPT_EVENTS_TOPIC_ARN": "arn:aws:sns:ap-northeast-2:123456789012:receipt-events",
}


def test_settings_come_from_upper_case_names() -> None:
    settings = ParserSettings.from_env(PARSER | {"CLAIM_LEASE_SECONDS": "60", "HOME": "/root"})
    assert settings.receipt_bucket == "receipts"
    assert settings.claim_lease.total_seconds() == 60


def test_a_blank_setting_counts_as_missing() -> None:
    with pytest.raises(SettingsError, match="RECEIPT_BUCKET"):
        ParserSettings.from_env(PARSER | {"RECEIPT_BUCKET": "  "})


def test_the_message_names_every_problem_but_no_secret() -> None:
    with pytest.raises(SettingsError) as caught:
        ParserSettings.from_env({"DATABASE_URL": "s3cret", "CLAIM_LEASE_SECONDS": "soon"})
    assert "RECEIPT_BUCKET" in str(caught.value)
    assert "CLAIM_LEASE_SECONDS" in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_a_database_needs_a_url_or_a_host_with_a_secret() -> None:
    with pytest.raises(SettingsError, match="DATABASE_SECRET_ARN"):
        DatabaseSettings.from_env({"DATABASE_HOST": "db"})
    DatabaseSettings.from_env({"DATABASE_HOST": "db", "DATABASE_SECRET_ARN": "arn:aws:x"})


def test_printing_settings_shows_no_password() -> None:
    assert "secret@" not in repr(ParserSettings.from_env(PARSER))


def test_no_setting_deletes_photos_that_the_law_wants() -> None:
    never = ReconcilerSettings.from_env(PARSER | {"PHOTOS_DELETED_AFTER_DAYS": ""})
    assert never.photos_deleted_after_days is None
    with pytest.raises(SettingsError, match="PHOTOS_DELETED_AFTER_DAYS"):
        ReconcilerSettings.from_env(PARSER | {"PHOTOS_DELETED_AFTER_DAYS": "1826"})


@pytest.mark.parametrize("name", ["UPLOAD_EXPIRES_SECONDS", "IMAGE_EXPIRES_SECONDS"])
def test_no_address_is_promised_for_longer_than_the_credentials_that_signed_it(name: str) -> None:
    assert vars(RefreshableCredentials)["_advisory_refresh_timeout"] >= LONGEST_ADDRESS_SECONDS
    ApiSettings.from_env(PARSER | {name: "900"})
    with pytest.raises(SettingsError, match=name):
        ApiSettings.from_env(PARSER | {name: "86400"})
