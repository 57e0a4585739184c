"""`make fuzz-api SEED=1 EXAMPLES=25`: all phases of Schemathesis on a live API.

It ends with 1 if a check fails. What it does not know is Schemathesis's: ARGS="--phases fuzzing".
"""

import logging
import sys

from local.arguments import Parser, at_least
from tests.api_fuzz.fuzz import fuzz
from tests.api_fuzz.live import live_api
from tests.fixtures.postgres_server import postgres_server


def main() -> int:
    parser = Parser(prog="make fuzz-api", description=__doc__)
    parser.add_argument("--seed", type=at_least(0), default=1)
    parser.add_argument(
        "--max-examples", type=at_least(1), default=25, help="of each route, in the phase of fuzzing"
    )
    asked, more = parser.parse_known_args()
    logging.disable(logging.CRITICAL)  # a line for each request
    with postgres_server() as server, live_api(server) as api:
        failed = fuzz(api, asked.seed, "--max-examples", str(asked.max_examples), *more)
        print("what receipts went through:", ", ".join(f"{kind} {count}" for kind, count in api.events()))
    return failed


sys.exit(main())
