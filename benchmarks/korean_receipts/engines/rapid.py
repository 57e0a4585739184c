"""RapidOCR, with its Korean model or with the models of its wheel, and the regex baseline."""

from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.korean_receipts.engines import Answer, EngineMissingError
from benchmarks.korean_receipts.engines.baseline import fields_in
from benchmarks.korean_receipts.engines.lines import rows


class Rapid:
    """RapidOCR as it comes, on one thread."""

    def __init__(self, *, korean: bool) -> None:
        self._engine = _loaded(korean=korean)
        model = "Korean PP-OCRv5" if korean else "PP-OCRv6 of the wheel, no Hangul"
        self.name = f"RapidOCR {version('rapidocr')} ({model}), regex baseline"

    def read(self, picture: Path) -> Answer:
        found = self._engine(picture, use_det=True, use_cls=True, use_rec=True)
        return fields_in(rows(found.txts, found.boxes.tolist()) if found.txts else [])


def _loaded(*, korean: bool) -> Any:  # noqa: ANN401 - the package has no types
    from rapidocr import LangRec, ModelType, OCRVersion, RapidOCR  # noqa: PLC0415 - takes seconds to import

    one_thread = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    params: dict[str, Any] = {"Global.log_level": "critical", **one_thread}
    if korean:
        params |= {
            "Rec.lang_type": LangRec.KOREAN,
            "Rec.ocr_version": OCRVersion.PPOCRV5,
            "Rec.model_type": ModelType.MOBILE,
        }
    try:
        engine = RapidOCR(params=params)
        line = np.full(
            (48, 320, 3), 255, np.uint8
        )  # without one, the recogniser is not loaded before it is needed
        engine(line, use_det=False, use_cls=False, use_rec=True)
    except Exception as error:  # whatever its download raises
        reason = f"RapidOCR could not load its models (it fetches the Korean one at first use): {error}"
        raise EngineMissingError(f"{reason}; rapidocr-wheel does without") from error
    return engine
