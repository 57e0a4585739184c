"""When the reading of a receipt is given up: only its own photo may be the reason."""

from typing import Final

FATAL_READS: Final = 5
"""As many as the tries that SQS gives one message, so that five readers which were killed (a deployment, a
machine that went away) are needed before a photo is blamed for it."""


def is_given_up(died: int) -> bool:
    """Whether a receipt fails whose message was given up.

    `died` counts the reads that ended in the middle: killed, timed out, or by a fault nobody foresaw. A try
    that never began, and one that met a database, bucket or topic which did not answer, is not counted:
    however long an outage lasts, it is no failure of the receipt.
    """
    return died >= FATAL_READS
