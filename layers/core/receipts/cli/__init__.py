"""The `receipts` command: one module a command, and what two of them share."""
