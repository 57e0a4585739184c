"""`python -m receipts_api.describe > api_container/openapi.json` writes the OpenAPI document anew."""

import json
import sys

from receipts_api.app import create_app


def openapi_json() -> str:
    """The document as it is committed."""
    return json.dumps(create_app().openapi(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.write(openapi_json())
