"""What is printed beside an amount to say in which money it is: codes of ISO 4217, and which dollar."""

from typing import Final

CODES: Final = "USD|EUR|GBP|JPY|CNY|SGD|HKD|TWD|THB|VND|PHP|IDR|INR|MYR|AUD|CAD|NZD|CHF|AED|SEK|NOK|DKK"
"""Alternatives of a pattern. Won are left out: what a Korean paper says in another money is told by these."""
DOLLARS: Final = "US|HK|NT|NZ|[SAC]"
"""Alternatives of a pattern, before the $: whose dollar it is."""
