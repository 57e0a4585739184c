"""The embedded OCR engine: PP-OCRv6 with a Hangul head of our own."""

from receipts.adapters.ocr.engine import EmbeddedEngine

__all__ = ["EmbeddedEngine"]
