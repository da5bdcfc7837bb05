"""Prints the table of docs/results/hopper.md from the progress.csv of each seed, and draws hopper.svg (standard library only)."""
import pathlib
import statistics
import sys

from curves import HEIGHT, column, draw, read, save

folder, seeds = pathlib.Path(sys.argv[1]), sys.argv[2:]
runs = {seed: read(folder / f"seed-{seed}") for seed in seeds}
evaluations = {seed: column(rows, "evaluation_return") for seed, rows in runs.items()}
iterations = sorted(set.intersection(*(set(values) for values in evaluations.values())))
print("| iteration | " + " | ".join(f"seed {seed}" for seed in seeds) + " | mean |")
print("|---" * (len(seeds) + 2) + "|")
for i in iterations:
    values = [evaluations[seed][i] for seed in seeds]
    print(f"| {i} | " + " | ".join(f"{value:.0f}" for value in values) + f" | {statistics.mean(values):.0f} |")
best = [max(value for i, value in evaluations[seed].items() if i > 0) for seed in seeds]
print("| best | " + " | ".join(f"{value:.0f}" for value in best) + f" | {statistics.mean(best):.0f} |")
for name, label in (("rollout_seconds", "rollout"), ("update_seconds", "update")):
    seconds = [row for seed in seeds for i, row in column(runs[seed], name).items() if i > 0]
    print(f"\n{label}: median {statistics.median(seconds):.1f} s per iteration, fastest {min(seconds):.1f} s, slowest {max(seconds):.1f} s")

title = "Hopper-v2: mean return; solid: evaluation, dotted: rollout (with noise)"
series = [(f"seed {seed}", evaluations[seed], column(runs[seed], "rollout_return")) for seed in seeds]
save(folder / "hopper.svg", [draw(title, series, 3000)], HEIGHT)
