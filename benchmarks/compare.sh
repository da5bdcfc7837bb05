#!/bin/sh
# Measures ReinFlow beside PyTorch and beside what the machine can do, in turn, and prints medians as Markdown.
#
#   benchmarks/compare.sh [ROUNDS [ROW]]
#
# ROW chooses the rows whose name contains it: act, update, pretraining, fql, sac, products,
# physics, iteration. A quiet machine gives figures that hold.
# PYTHON names an interpreter with another PyTorch than the system's.
set -eu

rounds=${1:-5}
row=${2:-}
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
PATH=$PATH:/usr/sbin:/sbin

missing=
"${PYTHON:-/usr/bin/python3}" -c 'import torch, numpy' 2>/dev/null || missing="$missing python3-torch python3-numpy"
ldconfig -p | grep -q 'libopenblas\.so\.0' || missing="$missing libopenblas0"
[ -e /usr/include/mujoco/mujoco.h ] || missing="$missing libmujoco-dev"
command -v gcc >/dev/null || missing="$missing gcc libc6-dev"
if [ -n "$missing" ]; then
    echo "The comparison needs more. On Debian or Ubuntu: sudo apt-get install$missing" >&2
    exit 1
fi

loop=$(mktemp)
trap 'rm -f "$loop"' EXIT
gcc -O2 -o "$loop" "$root/benchmarks/limits/mujoco_loop.c" -lmujoco
dotnet build "$root/benchmarks/ReinFlow.Benchmarks" -c Release -v quiet --nologo >&2
dotnet "$root/artifacts/bin/ReinFlow.Benchmarks/release/ReinFlow.Benchmarks.dll" compare "$root/benchmarks/pytorch/peer.py" "$loop" "$rounds" "$row"
