"""Prints the table of docs/results/fql.md and draws its picture. Usage: fql.py OUTPUT SEED..."""
import sys
from pathlib import Path

import curves

OFFLINE = 200
OFFICIAL = """
66 403 685 671 596 742 683 646 1206 1247 1143 1179 1089 1271 1452 1138 1291 1275 1192 1393 1267 1196 1351 1138 1299 1236 1470 1332 1330 1434
1328 1395 1252 1342 1223 1450 1328 1227 1316 1666 1391 1447 1421 1993 2217 2141 2302 2995 2752 2452 2368 2617 3102 2780 3088 2823 2574 3078
2755 3061 2699 3134 2959 3090 3129 2968 3114 2974 3056 3105 3102 2897 3011 3162 2467 3126 3114 3061 3115 3164 3096 3109 3100 2769 2888 3130
2568 2523 3135 3134 3170 3071 2929 2924 2836 2846 2731 3110 3144 2984 3133 2973 3000 3090 3179 3119 3126 2864 3133 2937 2620 3151 2675 3129
3112 3145 3143 2569 3125 2753 3079 3091 3102 3119 3104 3103 2865 2854 3101 3098 3114 2619 3041 2788 3108 3128 3075 3149 3120 2822 3143 3087
3136 3078 3038 2690 3043 3136 3004 3097 2860 3142 3056 3143
"""
official = {5 * i: float(value) for i, value in enumerate(OFFICIAL.split())}
output, seeds = Path(sys.argv[1]), sys.argv[2:]
runs = {seed: curves.read(output / f"fql-{seed}") for seed in seeds}
returns = {seed: curves.column(rows, "evaluation_return") for seed, rows in runs.items()}
last = min(max(values) for values in returns.values())


def mean(values, start, end):
    """The mean of the evaluations after start and up to end."""
    window = [value for i, value in values.items() if start < i <= end]
    return sum(window) / len(window)


for seed, values in returns.items():
    best, deviation = max(values, key=values.get), curves.column(runs[seed], "evaluation_return_std")
    length, episodes = curves.column(runs[seed], "evaluation_length"), curves.column(runs[seed], "evaluation_episodes")
    steps = max(int(row["environment_steps"]) for row in runs[seed])
    for i, label in ((OFFLINE, "end of the offline phase"), (best, "best"), (last, "last")):
        print(f"seed {seed}, {label}: after {i} thousand, {values[i]:.0f} ± {deviation[i]:.0f} over {episodes[i]:.0f} episodes of {length[i]:.0f} steps")
    print(f"seed {seed}: {steps} environment steps")

print("\n| thousand updates | phase | " + " | ".join(f"seed {seed}" for seed in seeds) + " | official |")
print("|---|---|" + "---|" * (len(seeds) + 1))
ends = [50, 100, 150, 200, *range(225, 301, 25), *range(350, 1000, 50)]
for start, end in zip([0, *ends], ends):
    if start >= last:
        break
    end = min(end, last)
    cells = [f"{mean(values, start, end):.0f}" for values in (*returns.values(), official)]
    print(f"| {start} to {end} | {'offline' if end <= OFFLINE else 'online'} | {' | '.join(cells)} |")

title = "Hopper-v2, flow Q-learning: mean return of the evaluations"
series = [(f"seed {seed}", values, None) for seed, values in returns.items()]
series.append(("official", {i: value for i, value in official.items() if i <= last}, None))
curves.save(Path(__file__).with_name("fql.svg"), [curves.draw(title, series, 3500, axis="thousand updates; after 200, also decisions of four steps", tick=25)], curves.HEIGHT)
