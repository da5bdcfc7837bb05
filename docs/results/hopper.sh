#!/usr/bin/env bash
# Reproduces the numbers of docs/results/hopper.md: one imitation, one fine-tuning per seed, one table, one picture.
# Usage: docs/results/hopper.sh DEMONSTRATIONS/train.npz OUTPUT [SEED...]
set -euo pipefail
cd "$(dirname "$0")/../.."
demonstrations=$1
output=$2
shift 2
seeds=("$@")
[ ${#seeds[@]} -gt 0 ] || seeds=(1 2 3)
. docs/results/run.sh
run pretrain pretrain hopper-medium-reinflow --demonstrations "$demonstrations"
for seed in "${seeds[@]}"; do
  run "seed-$seed" finetune hopper-medium-reinflow --from "$output/pretrain" --seed "$seed" --set algorithm.iterations=25
done
python3 docs/results/hopper.py "$output" "${seeds[@]}"
