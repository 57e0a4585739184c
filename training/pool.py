"""A process that makes lines and their features, and the pool from which batches are drawn."""

from __future__ import annotations

import itertools
import multiprocessing
import queue
import random
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from training.features import Backbone, Features
from training.fonts import Face, find_faces
from training.lines import Line, make_lines
from training.sheets import sheet_lines
from training.vocabulary import Alphabet, build_alphabet

_CHUNK: Final = 160
_BUCKET: Final = 6  # steps of width that may share a batch
_FROM_SHEETS: Final = 0.4  # of the lines are cut from whole receipts by the detector


@dataclass
class Sample:
    """A line as the head sees it."""

    features: Features
    classes: NDArray[np.int16]
    profile: str
    face: str = "mixed"
    uses: int = 0


@dataclass(frozen=True)
class Chunk:
    """Some samples, and the CPU seconds their maker has used so far."""

    samples: list[Sample]
    cpu_seconds: float


def all_lines(alphabet: Alphabet, faces: list[Face], seed: int) -> Iterator[Line]:
    """Lines drawn one by one, and lines that the detector found on whole receipts."""
    rng = random.Random(seed + 2)
    single, found = make_lines(alphabet, faces, seed), sheet_lines(alphabet, faces, seed)
    while True:
        yield next(found if rng.random() < _FROM_SHEETS else single)


def make_samples(backbone_file: Path, seed: int, count: int) -> list[Sample]:
    """A fixed set of samples (the hold-out)."""
    maker = _Maker(backbone_file, seed)
    return [sample for _ in range(-(-count // _CHUNK)) for sample in maker.chunk()][:count]


class _Maker:
    def __init__(self, backbone_file: Path, seed: int) -> None:
        cv2.setNumThreads(1)
        self._alphabet = Alphabet(build_alphabet())
        self._backbone = Backbone(backbone_file)
        self._lines = all_lines(self._alphabet, find_faces(), seed)
        self._rng = random.Random(seed + 1)

    def chunk(self) -> list[Sample]:
        lines = list(itertools.islice(self._lines, _CHUNK))
        features = self._backbone([line.picture for line in lines], self._rng)
        return [
            Sample(found, np.array(self._alphabet.encode(line.text), np.int16), line.profile, line.face)
            for line, found in zip(lines, features, strict=True)
        ]


def _produce(backbone_file: Path, seed: int, out: Queue[Chunk]) -> None:
    maker = _Maker(backbone_file, seed)
    while True:
        out.put(Chunk(maker.chunk(), time.process_time()))


class Pool:
    """Samples in buckets of like width; each is used a few times and then dropped."""

    def __init__(self, backbone_file: Path, seed: int, capacity: int, reuse: float) -> None:
        context = multiprocessing.get_context("spawn")
        self._queue: Queue[Chunk] = context.Queue(maxsize=4)
        self._process = context.Process(target=_produce, args=(backbone_file, seed, self._queue), daemon=True)
        self._process.start()
        self._buckets: dict[int, list[Sample]] = {}
        self._ages: deque[tuple[int, Sample]] = deque()
        self._capacity, self._reuse = capacity, reuse
        self._rng = random.Random(seed)
        self.made = self.used = 0
        self.cpu_seconds = 0.0

    def close(self) -> None:
        """Stop the process that makes lines."""
        self._process.terminate()

    def _take_in(self, chunk: Chunk) -> None:
        for sample in chunk.samples:
            bucket = sample.features.shape[1] // _BUCKET
            self._buckets.setdefault(bucket, []).append(sample)
            self._ages.append((bucket, sample))
        self.made += len(chunk.samples)
        self.cpu_seconds = chunk.cpu_seconds
        while len(self._ages) > self._capacity:
            bucket, oldest = self._ages.popleft()
            self._buckets[bucket] = [sample for sample in self._buckets[bucket] if sample is not oldest]

    def _refill(self) -> None:
        """Take what is ready; wait only while lines have been used often enough already."""
        while True:
            wait = self.used >= self.made * self._reuse or self.made < 2 * _CHUNK
            try:
                self._take_in(self._queue.get(block=wait, timeout=600 if wait else None))
            except queue.Empty:
                return

    def draw(self, size: int) -> list[Sample]:
        """A batch of lines of like width, the least used first."""
        self._refill()
        filled = [bucket for bucket, samples in self._buckets.items() if samples]
        middle = self._rng.choices(filled, [len(self._buckets[bucket]) for bucket in filled])[0]
        near: list[Sample] = []
        for bucket in sorted(filled, key=lambda other: abs(other - middle)):
            if len(near) >= size:
                break
            near.extend(self._buckets[bucket])
        batch = sorted(near, key=lambda sample: (sample.uses, self._rng.random()))[:size]
        for sample in batch:
            sample.uses += 1
        self.used += len(batch)
        return batch
