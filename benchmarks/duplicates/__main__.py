"""Precision and recall on made pairs. Odd seeds are reported; rules are made on even ones."""

from benchmarks.duplicates.judging import judged
from local.arguments import Parser, at_least


def main() -> None:
    """Print a table."""
    parser = Parser(prog="duplicates", description=__doc__)
    parser.add_argument("--seeds", type=at_least(1), default=400, help="up to this number (default 400)")
    parser.add_argument("--even", action="store_true", help="the seeds that rules are made on")
    options = parser.parse_args()
    result = judged(range(0 if options.even else 1, options.seeds, 2))
    for kind in result.kinds:
        word = "found" if kind.is_double else "taken for doubles"
        print(f"{kind.name:32}{kind.called:6} of {kind.pairs:4} {word}")
    print(f"precision {result.precision:.3f}, recall {result.recall:.3f}")


if __name__ == "__main__":
    main()
