"""What can stop the local stack."""


class StackError(Exception):
    """The stack cannot start or go on; the message is one sentence for the person at the terminal."""
