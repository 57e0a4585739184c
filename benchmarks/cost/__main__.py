"""What a month on AWS costs, from the templates' own resources and a dated table of prices.

    make cost                                  production, at 100 receipts an hour
    make cost RECEIPTS_PER_MONTH=500000 ENV=staging

Two months are shown: a usual one, and one whose last three days bring ten times as many receipts. Below
them stands what each choice would save or cost, and what it means. The bill itself is AWS's; before tax.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rich.console import Console
from rich.table import Table

from benchmarks.cost.bill import PRICES, Bill, Deployed, Line, NoPriceError, left_behind
from benchmarks.cost.load import Month
from infra.system import parameters_of, the_system
from local.arguments import Parser

DESIGN_USUAL_USD: Final = 289
DESIGN_MONTH_END_USD: Final = 361
"""What the first design of this system promised for production."""

_AS_DEPLOYED: Final[Mapping[str, Mapping[str, str]]] = {
    "prod": {
        "DomainName": "receipts.example.com",
        "BackupKeyArn": "arn:aws:kms:ap-northeast-1:123456789012:key/copies",
        "ReplicaBucketArn": "arn:aws:s3:::copies",
    }
}
"""What only a deployment knows, and that decides what is made."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Another value of the templates' parameters, and what follows from it."""

    name: str
    parameters: Mapping[str, str]
    means: str


CHOICES: Final = (
    Choice("x86_64", {"Architecture": "x86_64"}, "for those who build on such a machine"),
    Choice("second NAT gateway", {"NatGateways": "2"}, "log lines and messages go on when a zone is lost"),
    Choice("no standby database", {"MultiAz": "false"}, "a lost zone is hours from backups, not a minute"),
    Choice("no second region", {"BackupRegion": ""}, "a lost region is a lost company"),
    Choice("no spare capacity", {"FargateSpot": "false"}, "month-end tasks are never taken back by AWS"),
    Choice("firewall", {"Firewall": "basic"}, "an address that floods is stopped before it costs a task"),
    Choice("firewall with all rules", {"Firewall": "full"}, "and known attacks are refused before the API"),
    Choice(
        "Container Insights", {"ContainerInsights": "true"}, "processor and memory of each task, not of all"
    ),
    Choice(
        "larger database", {"InstanceClass": "db.t4g.large"}, "twice the memory, for millions of receipts"
    ),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the bill. Status 2 where a price is missing."""
    parser = Parser(prog="make cost", description=__doc__, formatter_class=_Plain)
    parser.add_argument("environment", choices=("dev", "staging", "prod"))
    parser.add_argument("--receipts", type=_positive, default=73_000, help="a month (default: 73000)")
    parser.add_argument("--architecture", choices=("arm64", "x86_64"), default="arm64")
    chosen = parser.parse_args(arguments)
    given = parameters(chosen.environment) | {"Architecture": chosen.architecture}
    try:
        _print(given, chosen.environment, chosen.receipts)
    except NoPriceError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


class _Plain(argparse.RawDescriptionHelpFormatter):
    pass


def _positive(text: str) -> int:
    digits = text.replace(",", "")
    number = int(digits) if digits.isdecimal() else 0
    if not 1 <= number <= 100_000_000:
        raise argparse.ArgumentTypeError(f"{text} is no number between 1 and 100,000,000")
    return number


def parameters(environment: str) -> dict[str, str]:
    """Of the root template, as the environment is deployed."""
    said = {name: str(value) for name, value in parameters_of(environment).items()}
    return said | dict(_AS_DEPLOYED.get(environment, {}))


def bill(given: Mapping[str, str], receipts: int, *, rush: bool) -> Bill:
    """The bill of one month with these parameters of the root template."""
    return Bill(Deployed(the_system().deployed(**given)), Month(receipts, rush))


def _print(given: Mapping[str, str], environment: str, receipts: int) -> None:
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
    deployed = Deployed(the_system().deployed(**given))
    usual, rush = Bill(deployed, Month(receipts)), Bill(deployed, Month(receipts, rush=True))
    console.print(
        f"{environment}, Seoul, {given['Architecture']}, prices of {PRICES['taken']}, USD before tax"
    )
    console.print(_bills(usual, rush))
    if environment == "prod":
        promised = f"The first design promised {DESIGN_USUAL_USD} and {DESIGN_MONTH_END_USD}"
        console.print(f"{promised}; the reservation's price is assumed (docs/deploying.md).")
    console.print(_choices(given, receipts, usual))
    console.print(_left(left_behind(usual)))
    console.print(
        "AWS's permanent free tier is taken off. Not counted: tax, support,\n"
        "traffic of photos that are looked at, other discounts."
    )


def _bills(usual: Bill, rush: Bill) -> Table:
    table = Table(box=None, header_style="bold", title_justify="left")
    for name in ("", "usual month", "with a month-end rush"):
        table.add_column(name, justify="left" if not name else "right")
    table.add_column("in the rush: what is counted", overflow="fold")
    table.add_row("receipts", f"{usual.month.receipts:,}", f"{rush.month.receipts:,}", "")
    for one, other in zip(usual.lines, rush.lines, strict=True):
        table.add_row(one.name, f"{one.usd:.2f}", f"{other.usd:.2f}", other.because)
    table.add_row("sum", f"{usual.total:.2f}", f"{rush.total:.2f}", "", style="bold")
    reserved = [f"{one.total - one.saved_by_reserving:.2f}" for one in (usual, rush)]
    table.add_row(
        "with the database reserved", *reserved, "for a year, nothing paid in advance", style="bold"
    )
    table.add_row("for 1,000 receipts", f"{usual.per_thousand:.2f}", f"{rush.per_thousand:.2f}", "")
    return table


def _choices(given: Mapping[str, str], receipts: int, usual: Bill) -> Table:
    table = Table(box=None, header_style="bold", title="Choices, a usual month", title_justify="left")
    table.add_column("")
    table.add_column("USD", justify="right")
    table.add_column("what it means")
    for choice in CHOICES:
        if any(given.get(name, "") != value for name, value in choice.parameters.items()):
            other = bill({**given, **choice.parameters}, receipts, rush=False)
            if abs(other.total - usual.total) < 0.005:
                continue
            table.add_row(choice.name, f"{other.total - usual.total:+.2f}", choice.means)
    return table


def _left(lines: Sequence[Line]) -> Table:
    title = "After `make destroy`, each month"
    table = Table(box=None, header_style="bold", title=title, title_justify="left")
    table.add_column("")
    table.add_column("USD", justify="right")
    table.add_column("what stays")
    for line in lines:
        table.add_row(line.name, f"{line.usd:.2f}", line.because)
    return table


if __name__ == "__main__":
    sys.exit(main())
