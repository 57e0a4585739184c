"""Optional engines that know receipts: asked only about what the embedded one is unsure of (ADR 0009)."""

from receipts.adapters.engines.bedrock import BedrockReader, TokenPrices, bedrock_client
from receipts.adapters.engines.breaker import GuardedReader
from receipts.adapters.engines.clova import ClovaReader, clova_pool
from receipts.adapters.engines.textract import TextractReader, textract_client

__all__ = [
    "BedrockReader",
    "ClovaReader",
    "GuardedReader",
    "TextractReader",
    "TokenPrices",
    "bedrock_client",
    "clova_pool",
    "textract_client",
]
