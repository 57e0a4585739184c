"""What can stop the local stack, each told in one sentence."""


class StackError(Exception):
    """The stack cannot start or go on; the message is for the person at the terminal."""
