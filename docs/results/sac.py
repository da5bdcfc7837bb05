"""Prints the table of docs/results/sac.md and draws its picture. Usage: sac.py OUTPUT SEED..."""
import sys
from pathlib import Path

import curves

output, seeds = Path(sys.argv[1]), sys.argv[2:]
runs = {seed: curves.read(output / f"sac-{seed}") for seed in seeds}


def by_thousand_steps(rows, name):
    """A column by thousands of environment steps."""
    return {int(row["environment_steps"]) // 1000: float(row[name]) for row in rows if row[name]}


for seed, rows in runs.items():
    returns, success = by_thousand_steps(rows, "evaluation_return"), by_thousand_steps(rows, "evaluation_success")
    spread, last = by_thousand_steps(rows, "evaluation_return_std"), max(returns)
    print(f"seed {seed}: best evaluation {max(returns.values()):.0f} after {max(returns, key=returns.get)} thousand steps, "
          f"{max(int(row['environment_steps']) for row in rows)} steps in all")
    print("| thousand steps | mean of the evaluations | best | worst |\n|---|---|---|---|")
    for start in range(0, last - 99, 100):
        window = [value for step, value in returns.items() if start < step <= start + 100]
        print(f"| {start} to {start + 100} | {sum(window) / len(window):.0f} | {max(window):.0f} | {min(window):.0f} |")
    print(f"| {last} | {returns[last]:.0f} ± {spread[last]:.0f}, upright in {success[last]:.0%} | | |")
    print()


def smooth(values, width=10):
    """Means over windows, so that single episodes do not hide the curve."""
    keys = sorted(values)
    return {keys[i + width - 1]: sum(values[key] for key in keys[i:i + width]) / width for i in range(0, len(keys) - width + 1, width)}


panels = [curves.draw("Hopper-v2, SAC from scratch: mean return of ten episodes", [
    (f"seed {seed}", by_thousand_steps(rows, "evaluation_return"), smooth(by_thousand_steps(rows, "rollout_return"))) for seed, rows in runs.items()
], 4000, axis="thousand environment steps (dotted: the episodes of training, means over 10,000 steps)", tick=100)]
curves.save(Path(__file__).with_name("sac.svg"), panels, curves.HEIGHT)
