"""What dead_letter_settler reads from the environment."""

from receipts.settings import BucketSettings, DatabaseSettings


class DeadLetterSettlerSettings(DatabaseSettings, BucketSettings):
    """Settings of dead_letter_settler."""

    receipt_events_topic_arn: str
