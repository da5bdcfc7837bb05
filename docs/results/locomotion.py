"""Prints the tables of docs/results/locomotion.md and draws locomotion.svg (standard library only).

Usage: locomotion.py OUTPUT SEED..., where OUTPUT has the folders hopper and walker2d, which locomotion.sh has filled, once with the seeds
and once with the word 'time'.
"""
import pathlib
import statistics
import sys

from curves import HEIGHT, column, draw, read, save

TASKS = [("hopper", "Hopper-v2", 3000), ("walker2d", "Walker2d-v2", 3000)]
METHODS = [("reinflow-r", "ReinFlow-R"), ("reinflow-s", "ReinFlow-S"), ("dppo", "DPPO"), ("flow-sde", "Flow-SDE")]

# The authors' published curves, three seeds, at iterations 0, 10 and 20; there is none of Flow-SDE.
OFFICIAL = {
    ("hopper", "reinflow-r"): (1432, 1940, 2697), ("hopper", "reinflow-s"): (1528, 1529, 2954), ("hopper", "dppo"): (1413, 1668, 2367),
    ("walker2d", "reinflow-r"): (2740, 3385, 3647), ("walker2d", "reinflow-s"): (2739, 3512, 3756), ("walker2d", "dppo"): (3038, 3363, 3509),
}

folder, seeds = pathlib.Path(sys.argv[1]), sys.argv[2:]
print("| task | method | before | after 10 | after 20 | best | official before | after 10 | after 20 |")
print("|---" * 9 + "|")
panels = []
for number, (task, name, top) in enumerate(TASKS):
    series = []
    for method, label in METHODS:
        runs = [read(folder / task / f"{method}-{seed}") for seed in seeds]
        curves = [column(rows, "evaluation_return") for rows in runs]
        mean = {i: statistics.mean(curve[i] for curve in curves) for i in set.intersection(*(set(curve) for curve in curves))}
        official = [f"{value}" for value in OFFICIAL.get((task, method), ("–", "–", "–"))]
        cells = [f"{value:.0f}" for value in (mean[0], mean[10], mean[20], max(mean.values()))]
        print(f"| {name} | {label} | " + " | ".join(cells + official) + " |")
        series.append((label, mean, None))
    panels.append(draw(f"{name}: mean return of the evaluations", series, top, number * HEIGHT))
save(folder / "locomotion.svg", panels, HEIGHT * len(TASKS))

print("\n| task | method | rollout | update | iteration | environment steps per second |")
print("|---" * 6 + "|")
for task, name, _ in TASKS:
    for method, label in METHODS:
        rows = [row for row in read(folder / task / f"{method}-time") if int(row["iteration"]) > 0]
        steps = int(rows[-1]["environment_steps"]) / len(rows)
        rollout, update = (statistics.median(float(row[key]) for row in rows) for key in ("rollout_seconds", "update_seconds"))
        print(f"| {name} | {label} | {rollout:.1f} s | {update:.1f} s | {rollout + update:.1f} s | {steps / (rollout + update):,.0f} |")
