"""HAProxy in the load balancer's place: target groups, weights that move, and the figures CloudWatch has.

Unlike an ALB it does not retry failed connections: what fails here would fail there.
"""

import csv
import shutil
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from local.aws import base_environment
from local.drills.evaluation import Samples
from local.errors import StackError
from local.ports import LOOPBACK, listen, port_of
from local.processes import Component, wait_until

BLUE, GREEN = "BlueTargetGroup", "GreenTargetGroup"
"""As infra/load_balancer.yaml calls them."""
_MOST_WEIGHT = 256  # HAProxy's
_PREFERRED_PORT = 38090
_CONFIG = """
global
    stats socket {socket} mode 600 level admin
    maxconn 256
defaults
    mode http
    retries 0
    timeout connect 2s
    timeout client 30s
    timeout server 30s
    timeout check 5s
frontend public
    bind fd@{listener}
    default_backend api
backend api
    balance roundrobin
    option httpchk GET {health}
    default-server inter {inter}ms fall {fall} rise {rise}
"""


@dataclass(frozen=True, slots=True)
class Target:
    """A task of the API, in one of the groups."""

    name: str
    group: str
    port: int
    weight: int


@dataclass(slots=True)
class LoadBalancer:
    """A running HAProxy."""

    url: str
    control: Path
    targets: Sequence[Target]
    component: Component
    seen: dict[str, dict[str, int]] = field(default_factory=dict)

    def weigh(self, percent: Mapping[str, int]) -> None:
        """Give each target its share of the requests; one of 0 gets none."""
        for name, weight in percent.items():
            self._ask(f"set server api/{name} weight {weight}")

    def is_healthy(self, name: str) -> bool:
        return _is_healthy(self._rows()[name])

    def feed(self, samples: Samples) -> None:
        """Add what happened since the last call, under CloudWatch's names."""
        rows, failed = self._rows(), 0
        for group in sorted({one.group for one in self.targets}):
            members = [rows[one.name] for one in self.targets if one.group == group]
            samples.add(f"UnHealthyHostCount {group}", sum(not _is_healthy(one) for one in members))
        for target in self.targets:
            new = self._new(target.name, rows[target.name])
            failed += new["hrsp_5xx"]
            _count(samples, "HTTPCode_Target_5XX_Count", new["hrsp_5xx"], target.group)
            _count(samples, "TargetConnectionErrorCount", new["econ"], target.group)
            _count(samples, "RequestCount", new["stot"], target.group)
        of_all = self._new("FRONTEND", rows["FRONTEND"])
        _count(samples, "HTTPCode_ELB_5XX_Count", max(0, of_all["hrsp_5xx"] - failed))

    def _new(self, name: str, row: Mapping[str, str]) -> dict[str, int]:
        now = {key: int(row[key] or 0) for key in ("hrsp_5xx", "econ", "stot")}
        before, self.seen[name] = self.seen.get(name, dict.fromkeys(now, 0)), now
        return {key: value - before[key] for key, value in now.items()}

    def _rows(self) -> dict[str, dict[str, str]]:
        text = self._ask("show stat").removeprefix("# ")
        return {row["svname"]: row for row in csv.DictReader(text.splitlines()) if row["svname"] != "BACKEND"}

    def _ask(self, command: str) -> str:
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(self.control))
            line.sendall(command.encode() + b"\n")
            return b"".join(iter(lambda: line.recv(65536), b"")).decode()


def _is_healthy(row: Mapping[str, str]) -> bool:
    """A target is up before its first check, so an answer is needed. A star: a check is running."""
    return row["status"].startswith("UP") and row["check_status"].removeprefix("* ") == "L7OK"


def _count(samples: Samples, metric: str, value: int, group: str = "") -> None:
    """As CloudWatch has it: a count of nothing is not reported."""
    if value:
        samples.add(metric, value)
        if group:
            samples.add(f"{metric} {group}", value)


def program() -> str | None:
    """HAProxy, if this machine has it."""
    return shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")


@contextmanager
def load_balancer(
    folder: Path, targets: Sequence[Target], health: Mapping[str, object], speed: float
) -> Iterator[LoadBalancer]:
    """HAProxy in front of `targets`, with the template's health checks `speed` times as often."""
    found = program()
    if found is None:
        raise StackError("haproxy is not installed; on Debian and Ubuntu: sudo apt-get install haproxy")
    listener, control = listen(_PREFERRED_PORT), folder / "haproxy.sock"
    control.unlink(missing_ok=True)  # left by an earlier HAProxy
    url = f"http://{LOOPBACK}:{port_of(listener)}"
    config = folder / "haproxy.cfg"
    lines = [_server(one) for one in targets]
    inter = max(100, int(float(str(health["HealthCheckIntervalSeconds"])) * 1000 / speed))
    settings = _CONFIG.format(
        socket=control,
        listener=listener.fileno(),
        health=health["HealthCheckPath"],
        inter=inter,
        fall=health["UnhealthyThresholdCount"],
        rise=health["HealthyThresholdCount"],
    )
    config.write_text(settings + "\n".join(lines) + "\n", encoding="utf-8")
    component = Component.start(
        "haproxy",
        "HAProxy",
        [found, "-db", "-f", str(config)],
        log=folder / "haproxy.log",
        env=base_environment(),
        listener=listener,
    )
    try:
        if not wait_until(lambda: component.has_ended() or control.exists(), 20) or component.has_ended():
            raise StackError(f"HAProxy did not start: {component.output()}")
        yield LoadBalancer(url, control, targets, component)
    finally:
        component.stop()


def _server(target: Target) -> str:
    return f"    server {target.name} {LOOPBACK}:{target.port} weight {target.weight} check"
