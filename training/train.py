"""Train the Hangul head. Stop it at any time (Ctrl-C, SIGTERM); started again, it goes on."""

from __future__ import annotations

import argparse
import copy
import math
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor, nn

from training.features import cut_backbone
from training.head import HangulHead
from training.measure import HOLDOUT, holdout, score, stack
from training.pool import Pool, Sample
from training.vocabulary import BLANK, Alphabet, build_alphabet

_HERE: Final = Path(__file__).parent
_WARM_UP: Final = 8_000  # lines


@dataclass
class Progress:
    """What a run has cost so far; kept in the checkpoint."""

    lines: int = 0  # lines shown to the head, repeats included
    fresh: int = 0  # lines rendered
    cpu_seconds: float = 0.0
    wall_seconds: float = 0.0


def share_done(progress: Progress, options: argparse.Namespace) -> float:
    """How much of the run is over, by lines or by the clock, whichever is further."""
    by_clock = progress.wall_seconds / 60 / options.minutes if options.minutes else 0.0
    return float(max(progress.lines / options.lines, by_clock))


def learning_rate(lines: int, part: float, highest: float) -> float:
    """Linear warm-up, then a cosine down to a hundredth at the end of the run."""
    if lines < _WARM_UP:
        return highest * (lines + 500) / (_WARM_UP + 500)
    part = min(part, 1.0)
    return highest * (0.01 + 0.99 * (1 + math.cos(math.pi * part)) / 2)


class Trainer:
    """Head, optimiser, moving average and checkpoint in one place."""

    def __init__(self, options: argparse.Namespace) -> None:
        torch.manual_seed(options.seed)
        torch.set_num_threads(options.threads)
        self.options = options
        self.alphabet = Alphabet(build_alphabet())
        self.head = HangulHead(self.alphabet)
        self.average = copy.deepcopy(self.head).eval()
        decay = [p for p in self.head.parameters() if p.ndim > 1]
        plain = [p for p in self.head.parameters() if p.ndim <= 1]
        groups = [{"params": decay, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}]
        self.optimizer = torch.optim.AdamW(groups, lr=options.rate, betas=(0.9, 0.98))
        self.loss = nn.CTCLoss(blank=BLANK, zero_infinity=True)
        self.progress = Progress()
        self._steps = 0

    def load(self, file: Path) -> None:
        """Go on where a checkpoint stopped."""
        state: dict[str, Any] = torch.load(file, weights_only=True)
        self.head.load_state_dict(state["head"])
        self.average.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.progress = Progress(**state["progress"])
        self._steps = state["steps"]

    def begin_from(self, file: Path) -> None:
        """Take another run's weights; schedule, optimiser and costs start anew."""
        weights: dict[str, Tensor] = torch.load(file, weights_only=True)["average"]
        self.head.load_state_dict(weights)
        self.average.load_state_dict(weights)

    def save(self, file: Path) -> None:
        """Write a checkpoint, whole or not at all."""
        state = {
            "head": self.head.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "progress": vars(self.progress),
            "steps": self._steps,
        }
        file.parent.mkdir(parents=True, exist_ok=True)
        torch.save(state, file.with_suffix(".part"))
        file.with_suffix(".part").replace(file)

    def step(self, batch: list[Sample]) -> float:
        """One update; answers the loss."""
        part = share_done(self.progress, self.options)
        rate = learning_rate(self.progress.lines, part, self.options.rate)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.head.train()
        features = _mask(stack(batch))
        log_probs = self.head(features).log_softmax(-1).transpose(0, 1)
        targets = torch.cat([torch.from_numpy(sample.classes) for sample in batch]).long()
        lengths = torch.tensor([len(sample.classes) for sample in batch])
        steps = torch.full((len(batch),), log_probs.shape[0])
        loss: Tensor = self.loss(log_probs, targets, steps, lengths)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.head.parameters(), 5.0)
        self.optimizer.step()
        self._follow()
        self.progress.lines += len(batch)
        return float(loss.detach())

    @torch.no_grad()
    def _follow(self) -> None:
        """Move the average towards the weights: it reads better than they do while the rate is high."""
        self._steps += 1
        keep = min(0.999, (1 + self._steps) / (20 + self._steps))
        means, values = self.average.state_dict().values(), self.head.state_dict().values()
        for mean, value in zip(means, values, strict=True):
            if mean.dtype.is_floating_point:
                mean.lerp_(value, 1 - keep)


def _mask(features: Tensor) -> Tensor:
    """Hide a few steps of some lines, so that a line read twice is not the same line."""
    count, _, steps = features.shape
    for row in torch.nonzero(torch.rand(count) < 0.25).flatten().tolist():
        width = int(torch.randint(1, 4, (1,)))
        start = int(torch.randint(0, max(steps - width, 1), (1,)))
        features[row, :, start : start + width] = 0
    return features


def report(trainer: Trainer, samples: list[Sample]) -> None:
    """Print the average's scores on the hold-out."""
    for name, value in score(trainer.average, samples, trainer.alphabet).items():
        print(f"  {name:9} {value}", flush=True)


def _tell(progress: Progress, options: argparse.Namespace, loss: float) -> None:
    speed = progress.lines / max(progress.wall_seconds, 1)
    print(
        f"{share_done(progress, options):6.1%}  {progress.lines} lines ({progress.fresh} fresh), "
        f"loss {loss:.3f}, {speed:.0f} lines/s, {progress.cpu_seconds / 60:.1f} CPU minutes",
        flush=True,
    )


def run(trainer: Trainer, checkpoint: Path) -> None:
    """The loop: draw, step, now and then tell, save, measure."""
    options, progress = trainer.options, trainer.progress
    backbone = cut_backbone(_HERE / "cache" / "backbone.onnx")
    samples = holdout(backbone, options.holdout)
    pool = Pool(backbone, options.seed + progress.fresh, options.pool, options.reuse)
    start = told = measured = time.monotonic()
    base = Progress(**vars(progress))
    own = time.process_time()
    losses: list[float] = []
    try:
        while share_done(progress, options) < 1:
            losses.append(trainer.step(pool.draw(options.batch)))
            now = time.monotonic()
            progress.fresh = base.fresh + pool.made
            progress.wall_seconds = base.wall_seconds + now - start
            progress.cpu_seconds = base.cpu_seconds + time.process_time() - own + pool.cpu_seconds
            if now - told > 30:
                _tell(progress, options, sum(losses) / len(losses))
                told, losses = now, []
            if now - measured > options.measure:
                trainer.save(checkpoint)
                report(trainer, samples)
                measured = time.monotonic()
    finally:
        pool.close()
        trainer.save(checkpoint)
    report(trainer, samples)


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=320_000, help="lines to show in all, repeats included")
    parser.add_argument("--minutes", type=float, default=0, help="minutes in all, restarts included")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--reuse", type=float, default=2.0, help="times a line is shown at most, on average")
    parser.add_argument("--pool", type=int, default=16_000, help="lines kept in memory (about 250 KB each)")
    parser.add_argument("--holdout", type=int, default=HOLDOUT, help="lines of the hold-out")
    parser.add_argument("--measure", type=float, default=300, help="seconds between two measurements")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=20260101)
    parser.add_argument("--begin-from", type=Path, help="a checkpoint whose weights a new run starts with")
    parser.add_argument("--checkpoint", type=Path, default=_HERE / "runs" / "head.pt")
    return parser.parse_args()


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def main() -> None:
    """Train until the lines are used up."""
    options = parse()
    signal.signal(signal.SIGTERM, _stop)
    trainer = Trainer(options)
    if options.checkpoint.exists():
        trainer.load(options.checkpoint)
        print(f"goes on at {trainer.progress.lines} lines", flush=True)
    elif options.begin_from:
        trainer.begin_from(options.begin_from)
    try:
        run(trainer, options.checkpoint)
    except KeyboardInterrupt:
        print("stopped; the checkpoint is written", flush=True)


if __name__ == "__main__":
    main()
