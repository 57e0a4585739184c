"""What the API reads from the environment."""

from datetime import timedelta

from pydantic import Field, FilePath, SecretStr

from receipts.domain.receipt import MAX_PHOTO_BYTES
from receipts.settings import BucketSettings, DatabaseSettings, Settings


class ApiLimits(Settings):
    """What one task of the API takes from callers, before it says 408, 429 or 503.

    An upload holds one of `uploads_at_once` places, of which one tenant has so many at most, while its photo
    arrives and is stored, and a thread only while it is stored. A request's head, a JSON body and a photo
    must be here within their seconds; what waits of an answer must be read within `answer_seconds`. Of
    `exports_at_once` a tenant has one. Rates are of one API key; failed logins, of one address.
    """

    uploads_at_once: int = Field(default=64, gt=0)
    uploads_at_once_of_a_tenant: int = Field(default=12, gt=0)
    upload_threads: int = Field(default=16, gt=0)
    lists_at_once: int = Field(default=4, gt=0)
    exports_at_once: int = Field(default=2, gt=0)
    head_seconds: float = Field(default=10, gt=0)
    json_seconds: float = Field(default=15, gt=0)
    answer_seconds: float = Field(default=60, gt=0)
    photo_seconds: float = Field(default=300, gt=0)
    uploads_a_minute: int = Field(default=1200, gt=0)
    requests_a_minute: int = Field(default=3000, gt=0)
    failed_logins_a_minute: int = Field(default=60, gt=0)


LONGEST_ADDRESS_SECONDS = 15 * 60
"""A presigned address dies with the credentials of the task's role that signed it, whatever it says itself,
and botocore takes new ones a quarter of an hour before the old ones end: a longer promise may be broken.
"""


class ApiSettings(DatabaseSettings, BucketSettings, ApiLimits):
    """Settings of the API.

    `serve_docs` shows /docs and /openapi.json to everybody who can reach the API. X-Forwarded-For and -Proto
    are believed where they come from `trusted_proxies`: addresses and networks, with commas between.
    `s3_public_endpoint_url` is where phones and browsers find the bucket, if not where the API does.
    `parser_concurrency` is the parser's own: when a receipt will have been read follows from it.
    `export_layouts` is an accountant's own file of them; see `receipts/adapters/export_layouts.toml`.
    `page_secret` signs the sessions of the page, and has to be the same in all tasks; without it each process
    makes its own. A session ends `page_session_seconds` after it began.
    `originals_for` are people, with commas between, whose keys open photos as they came; those of other
    people show them with card and resident numbers covered. A key that is nobody's is a system's, and opens
    all.
    """

    receipt_queue_url: str
    s3_public_endpoint_url: str | None = Field(default=None, pattern="^https?://")
    category_table: FilePath | None = None
    parser_concurrency: int = Field(default=20, ge=2)
    export_layouts: FilePath | None = None
    upload_expires_seconds: int = Field(default=900, gt=0, le=LONGEST_ADDRESS_SECONDS)
    image_expires_seconds: int = Field(default=300, gt=0, le=LONGEST_ADDRESS_SECONDS)
    max_upload_bytes: int = Field(default=MAX_PHOTO_BYTES, gt=0, le=MAX_PHOTO_BYTES)
    serve_docs: bool = True
    page_secret: SecretStr | None = Field(default=None, min_length=32)
    page_session_seconds: int = Field(default=10 * 3600, gt=0)
    originals_for: str = ""
    trusted_proxies: str = "127.0.0.1"

    @property
    def upload_expires_in(self) -> timedelta:
        """How long an upload slot is open."""
        return timedelta(seconds=self.upload_expires_seconds)
