"""The phone's camera: perspective, curl, light, focus and sensor."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from samples.desk import lay_desk
from samples.fields import Field, blurred, clouds, grain, ramp, resized
from samples.paper import print_paper
from samples.shot import Desk, Shot

Points = npt.NDArray[np.float64]
"""One point a row: across, down."""

_FRAME_RATIO = 3 / 4
_FOCAL_LENGTH = 1.7
"""In heights of the paper; about a phone's main camera."""
_SOFT_EDGE = 4


@dataclass(frozen=True, slots=True)
class _Frame:
    """The photo before it is scaled down: its size, and where each of its pixels looks on the paper."""

    height: int
    width: int
    across: Field
    down: Field


def take_photo(ink: Image.Image, shot: Shot) -> Image.Image:
    """Photograph a receipt; the same ink and shot always give the same picture."""
    random = np.random.default_rng(shot.seed)
    paper = print_paper(random, ink, shot)
    frame = _aim(shot, ink.height, ink.width)
    scene = _lay_down(random, paper, frame, shot)
    scene *= _light(random, frame, shot)[..., None]
    scene *= np.asarray((1.0 + 0.08 * shot.warmth, 1.0, 1.0 - 0.14 * shot.warmth), np.float32)
    return expose(random, scene, shot)


def expose(random: np.random.Generator, scene: Field, shot: Shot) -> Image.Image:
    """Scale to the photo's size, blur, add the sensor's noise and sharpen as phones do."""
    scale = shot.long_side / max(scene.shape[:2])
    size = (round(scene.shape[1] * scale), round(scene.shape[0] * scale))
    photo = np.asarray(cv2.resize(scene, size, interpolation=cv2.INTER_AREA), np.float32)
    photo = blurred(photo, shot.blur)
    luma = blurred(grain(random, size[1], size[0]), 0.6) * 1.8
    photo = photo * 255.0 + shot.noise * luma[..., None]
    photo += 0.5 * (photo - blurred(photo, 1.6))
    return Image.fromarray(np.clip(photo, 0, 255).astype(np.uint8), "RGB")


def _aim(shot: Shot, paper_height: int, paper_width: int) -> _Frame:
    """Choose the frame around the paper, and follow each of its pixels back to the paper."""
    corners = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float64) * (paper_width, paper_height)
    seen = _project(shot, corners, paper_height, paper_width)
    extent = np.ptp(seen, axis=0)
    height = max(extent[1], extent[0] / _FRAME_RATIO) / shot.fill
    size = (round(height), round(height * _FRAME_RATIO))
    seen += (size[1] / 2, size[0] / 2) - (seen.min(axis=0) + extent / 2)
    to_paper = cv2.getPerspectiveTransform(seen.astype(np.float32), corners.astype(np.float32))
    rows, columns = np.mgrid[0 : size[0], 0 : size[1]].astype(np.float32)
    points = np.stack([columns.ravel(), rows.ravel()], axis=1)[:, None, :]
    flat = cv2.perspectiveTransform(points, to_paper).reshape(*size, 2)
    across, down = flat[..., 0].astype(np.float32), flat[..., 1].astype(np.float32)
    bend, u, v = shot.curl * paper_height, across / paper_width, down / paper_height
    across += bend * np.sin(2.0 * np.pi * v + shot.seed).astype(np.float32)
    down += bend * np.sin(np.pi * u + 0.4).astype(np.float32)
    return _Frame(*size, across, down)


def _project(shot: Shot, corners: Points, height: int, width: int) -> Points:
    """Where a pinhole camera that leans and turns sees the corners of the paper."""
    flat = np.column_stack([corners - (width / 2, height / 2), np.zeros(len(corners))])
    forwards, sideways = np.radians(shot.lean)
    turned, _ = cv2.Rodrigues(np.array([0.0, 0.0, np.radians(shot.turn)]))
    leant, _ = cv2.Rodrigues(np.array([forwards, sideways, 0.0]))
    x, y, z = np.asarray(leant @ turned, np.float64) @ flat.T
    depth = 1.0 + z / (_FOCAL_LENGTH * height)
    return np.column_stack([x / depth, y / depth])


def _lay_down(random: np.random.Generator, paper: Field, frame: _Frame, shot: Shot) -> Field:
    """The paper on the desk, with the shadow that it throws."""
    desk = blurred(lay_desk(random, shot.desk, frame.height, frame.width), 1.2)
    seen = np.asarray(cv2.remap(paper, frame.across, frame.down, cv2.INTER_LINEAR), np.float32)
    height, width = paper.shape[:2]
    inside = np.minimum.reduce([frame.across, frame.down, width - 1 - frame.across, height - 1 - frame.down])
    cover = np.clip(inside / _SOFT_EDGE, 0.0, 1.0)[..., None].astype(np.float32)
    if shot.desk is not Desk.SCANNER_LID:
        shade = _shifted(blurred(cover[..., 0], 14.0), 12)
        desk = desk * (1.0 - 0.55 * shade[..., None])
    return np.asarray(desk * (1.0 - cover) + seen * cover, np.float32)


def _shifted(field: Field, by: int) -> Field:
    """The field moved right and down."""
    move = np.array([(1.0, 0.0, by), (0.0, 1.0, by)])
    return np.asarray(cv2.warpAffine(field, move, field.shape[::-1]), np.float32)


def _light(random: np.random.Generator, frame: _Frame, shot: Shot) -> Field:
    """One lamp to a side, the lens's darker corners and the soft shadow of the hand."""
    height, width = frame.height // 8, frame.width // 8
    if shot.desk is Desk.SCANNER_LID:
        return np.ones((frame.height, frame.width), np.float32)
    lamp = 1.06 - 0.18 * ramp(height, width, random.uniform(0.0, 2 * np.pi))
    down, across = np.mgrid[-1 : 1 : complex(0, height), -1 : 1 : complex(0, width)]
    corners = 1.0 - 0.10 * (across**2 + down**2)
    edge = ramp(height, width, random.uniform(0.2, 1.2)) + 0.2 * clouds(random, height, width, 3, 3)
    hand = 1.0 - shot.shadow / (1.0 + np.exp(-(edge - 0.85) * 24.0))
    return resized((lamp * corners * hand).astype(np.float32), frame.height, frame.width)
