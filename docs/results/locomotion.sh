#!/usr/bin/env bash
# Reproduces the numbers of docs/results/locomotion.md: three imitations and four fine-tunings per task.
# Usage: docs/results/locomotion.sh TASK DEMONSTRATIONS/train.npz OUTPUT/TASK [SEED...]     TASK is hopper or walker2d
# With the word 'time' as the only seed, it measures three iterations of each fine-tuning (on a quiet machine).
# 'docs/results/locomotion.py OUTPUT SEED...' then prints the tables.
set -euo pipefail
cd "$(dirname "$0")/../.."
task=$1
demonstrations=$2
output=$3
shift 3
seeds=("$@")
[ ${#seeds[@]} -gt 0 ] || seeds=(42)
. docs/results/run.sh

# pretrain FOLDER RECIPE
pretrain() {
  run "$1" pretrain "$2" --demonstrations "$demonstrations"
}

# finetune FOLDER RECIPE START SECTION
finetune() {
  for seed in "${seeds[@]}"; do
    [ "$seed" = time ] && length=(--set "$4.iterations=3" --set "$4.criticWarmupIterations=0" --set "$4.evaluationEvery=0") || length=(--seed "$seed" --set "$4.iterations=20")
    run "$1-$seed" finetune "$2" --from "$output/$3" "${length[@]}"
  done
}

pretrain rectified "$task-medium-reinflow"
finetune reinflow-r "$task-medium-reinflow" rectified algorithm
finetune flow-sde "$task-medium-flow-sde" rectified algorithm
pretrain diffusion "$task-medium-dppo"
finetune dppo "$task-medium-dppo" diffusion dppo
pretrain shortcut "$task-medium-reinflow-shortcut"
finetune reinflow-s "$task-medium-reinflow-shortcut" shortcut algorithm
