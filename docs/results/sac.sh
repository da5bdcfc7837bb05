#!/usr/bin/env bash
# Reproduces the numbers of docs/results/sac.md: soft actor-critic on Hopper-v2 from scratch.
# Usage: docs/results/sac.sh OUTPUT [SEED...]
set -euo pipefail
cd "$(dirname "$0")/../.."
output=$1
shift
seeds=("$@")
[ ${#seeds[@]} -gt 0 ] || seeds=(42)
. docs/results/run.sh
for seed in "${seeds[@]}"; do
  run "sac-$seed" finetune hopper-sac --from-scratch --seed "$seed"
done
python3 docs/results/sac.py "$output" "${seeds[@]}"
