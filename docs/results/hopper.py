"""Prints the table of docs/results/hopper.md from the progress.csv of each seed, and draws hopper.svg (standard library only)."""
import csv
import pathlib
import statistics
import sys

folder, seeds = pathlib.Path(sys.argv[1]), sys.argv[2:]
runs = {seed: list(csv.DictReader(open(folder / f"seed-{seed}" / "progress.csv"))) for seed in seeds}


def column(rows, name):
    return {int(row["iteration"]): float(row[name]) for row in rows if row[name]}


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

width, height, left, bottom = 720, 400, 60, 40
last = max(iterations)
top = 3000


def point(i, value):
    return f"{left + i / last * (width - left - 20):.1f},{height - bottom - value / top * (height - bottom - 30):.1f}"


svg = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
       f'<rect width="{width}" height="{height}" fill="white"/>',
       f'<text x="{left}" y="18" font-size="14">Hopper-v2: mean return; solid: evaluation, dotted: rollout (with noise)</text>']
for value in range(0, top + 1, 500):
    (x1, y1), (x2, y2) = (point(i, value).split(",") for i in (0, last))
    svg.append(f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="#ddd"/><text x="{left - 8}" y="{float(y1) + 4:.1f}" text-anchor="end">{value}</text>')
for i in range(0, last + 1, 5):
    x, y = point(i, 0).split(",")
    svg.append(f'<text x="{x}" y="{float(y) + 18:.1f}" text-anchor="middle">{i}</text>')
svg.append(f'<text x="{width / 2}" y="{height - 4}" text-anchor="middle">iteration (20,000 decisions, up to 80,000 environment steps each)</text>')
colours = ["#1b6ca8", "#c2571a", "#2e8b57", "#7a3e9d", "#555555"]
for seed, colour in zip(seeds, colours):
    solid = " ".join(point(i, value) for i, value in sorted(evaluations[seed].items()))
    dotted = " ".join(point(i, value) for i, value in sorted(column(runs[seed], "rollout_return").items()))
    svg.append(f'<polyline points="{dotted}" fill="none" stroke="{colour}" stroke-dasharray="2 3"/>')
    svg.append(f'<polyline points="{solid}" fill="none" stroke="{colour}" stroke-width="2"/>')
    svg.append(f'<text x="{width - 90}" y="{height - bottom - 12 - 16 * seeds.index(seed)}" fill="{colour}">seed {seed}</text>')
svg.append("</svg>")
(folder / "hopper.svg").write_text("\n".join(svg) + "\n")
