#!/usr/bin/env bash
# Reproduces the numbers of docs/results/fql.md: flow Q-learning on Hopper-v2, offline on demonstrations, then online.
# Usage: docs/results/fql.sh DEMONSTRATIONS/train.npz OUTPUT [SEED...]
set -euo pipefail
cd "$(dirname "$0")/../.."
demonstrations=$1
output=$2
shift 2
seeds=("$@")
[ ${#seeds[@]} -gt 0 ] || seeds=(42)
. docs/results/run.sh
for seed in "${seeds[@]}"; do
  run "fql-$seed" finetune hopper-fql-official --from-scratch --seed "$seed" --set demonstrations.path="$demonstrations" --set environment.masses=Exact
done
python3 docs/results/fql.py "$output" "${seeds[@]}"
