#!/bin/sh
# Makes .venv: finds uv and Python 3.13, or fetches them, and installs what uv.lock says.
# Needs a Python (any from 3.8 on) and the package index; `make setup` runs it. `setup.sh sam` makes .tools/sam,
# `setup.sh checkov` (or audit, or pipeline) .tools/checkov.
set -eu
cd "$(dirname "$0")/.."

tools=.tools
log=$tools/setup.log
wanted=3.13
oldest=3.11

say() { printf '  %s\n' "$*" >&2; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

# A program may be on PATH and still not work: pyenv's shims stand for versions that are not selected.
works() { "$@" --version >/dev/null 2>&1; }

is_version() { # PROGRAM CONDITION-ON-v
    "$1" -c "import sys; v = sys.version_info[:2]; sys.exit(not ($2))" >/dev/null 2>&1
}

any_python() {
    for candidate in python3 python; do
        if is_version "$candidate" 'v >= (3, 8)'; then echo "$candidate"; return; fi
    done
    for candidate in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.*/bin/python3; do
        if is_version "$candidate" 'v >= (3, 8)'; then echo "$candidate"; return; fi
    done
    fail "no Python was found; install Python $oldest or later"
}

# The version and hashes of local/uv.txt alone: what installs everything else is itself looked at first.
is_pinned() { # UV
    works "$1" && [ "$("$1" --version | cut -d' ' -f2)" = "$(sed -n 's/^uv==\([^ ]*\).*/\1/p' local/uv.txt)" ]
}

find_uv() {
    if is_pinned uv; then echo uv; return; fi
    if is_pinned "$tools/bin/uv"; then echo "$tools/bin/uv"; return; fi
    say "installing uv into $tools"
    install_uv "$(any_python)" >"$log" 2>&1 || true
    is_pinned "$tools/bin/uv" || fail "uv could not be installed with pip; see $log"
    echo "$tools/bin/uv"
}

install_uv() { # PYTHON; with its own pip, or where a distribution left that out, with a virtual environment's
    set -- "$1" install --quiet --require-hashes --upgrade --target "$tools/uv" --requirement local/uv.txt
    python_of_pip=$1; shift
    "$python_of_pip" -m pip "$@" || { "$python_of_pip" -m venv "$tools/venv" && "$tools/venv/bin/pip" "$@"; }
    mkdir -p "$tools/bin"
    ln -sf ../uv/bin/uv "$tools/bin/uv"
}

find_python() { # UV
    for candidate in "python$wanted" \
        "${PYENV_ROOT:-$HOME/.pyenv}/versions/$wanted"*/bin/"python$wanted" \
        "$HOME/.pyenv/versions/$wanted"*/bin/"python$wanted"; do
        if is_version "$candidate" 'v == (3, 13)'; then path_of "$candidate"; return; fi
    done
    if found=$("$1" python find --no-project "$wanted" 2>>"$log") && is_version "$found" 'v == (3, 13)'; then
        echo "$found"
        return
    fi
    say "fetching Python $wanted"
    if "$1" python install --quiet "$wanted" >>"$log" 2>&1; then "$1" python find --no-project "$wanted"; return; fi
    fall_back
}

fall_back() {
    for candidate in python3.12 python3.14 python3.11 python3 python \
        "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[1-9]*/bin/python3; do
        if is_version "$candidate" 'v >= (3, 11)'; then
            say "Python $wanted could not be found; using $("$candidate" --version), which the code also runs on"
            path_of "$candidate"
            return
        fi
    done
    fail "Python $wanted could not be fetched and none from $oldest on is here; see $log"
}

path_of() { "$1" -c 'import sys; print(sys.executable)'; }

mkdir -p "$tools"
: >"$log"
uv=$(find_uv)
python=$(find_python "$uv")
if [ "${1:-}" = sam ]; then # an environment of its own: it pins boto3 to another version than ministack does
    say "installing the SAM CLI into $tools/sam"
    UV_PROJECT_ENVIRONMENT=$tools/sam "$uv" sync --quiet --frozen --only-group sam --python "$python" >>"$log" 2>&1 ||
        { tail -n 3 "$log" >&2; fail "the SAM CLI could not be installed; see $log"; }
    exit
fi
if [ -n "${1:-}" ]; then # of their own: checkov pins boto3 to a version older than ours, so that not even uv.lock can hold it
    say "installing $1 into $tools/$1"
    { "$uv" venv --quiet --allow-existing --python "$python" "$tools/$1" &&
        "$uv" pip sync --quiet --require-hashes --python "$tools/$1/bin/python" "local/$1.txt"; } >>"$log" 2>&1 ||
        { tail -n 3 "$log" >&2; fail "$1 could not be installed; see $log"; }
    exit
fi
say "installing the packages for $("$python" --version) (a minute or two the first time)"
"$uv" sync --quiet --frozen --python "$python" >>"$log" 2>&1 ||
    { tail -n 3 "$log" >&2; fail "the packages could not be installed; see $log"; }
