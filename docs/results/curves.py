"""Reads progress.csv files and draws returns over iterations (standard library only)."""
import csv

WIDTH, HEIGHT, LEFT, BOTTOM = 720, 400, 60, 40
COLOURS = ["#1b6ca8", "#c2571a", "#2e8b57", "#7a3e9d", "#555555"]


def read(run):
    """The rows of a run's progress.csv."""
    with open(run / "progress.csv") as file:
        return list(csv.DictReader(file))


def column(rows, name):
    """A column of a progress.csv by iteration, without the cells that are empty."""
    return {int(row["iteration"]): float(row[name]) for row in rows if row[name]}


ITERATIONS = "iteration (20,000 decisions, up to 80,000 environment steps each)"


def draw(title, series, top, y_offset=0, axis=ITERATIONS, tick=5):
    """Draws a panel of curves: (label, solid, dotted or None) with values by what the axis says. Returns its elements."""
    last = max(max(solid) for _, solid, _ in series)

    def point(i, value):
        x = LEFT + i / last * (WIDTH - LEFT - 20)
        return f"{x:.1f},{y_offset + HEIGHT - BOTTOM - value / top * (HEIGHT - BOTTOM - 30):.1f}"

    def line(values, style):
        return f'<polyline points="{" ".join(point(i, value) for i, value in sorted(values.items()))}" fill="none" {style}/>'

    svg = [f'<text x="{LEFT}" y="{y_offset + 18}" font-size="14">{title}</text>']
    for value in range(0, top + 1, 500):
        (x1, y1), (x2, y2) = (point(i, value).split(",") for i in (0, last))
        svg.append(f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="#ddd"/>'
                   f'<text x="{LEFT - 8}" y="{float(y1) + 4:.1f}" text-anchor="end">{value}</text>')
    for i in range(0, last + 1, tick):
        x, y = point(i, 0).split(",")
        svg.append(f'<text x="{x}" y="{float(y) + 18:.1f}" text-anchor="middle">{i}</text>')
    svg.append(f'<text x="{WIDTH / 2}" y="{y_offset + HEIGHT - 4}" text-anchor="middle">'
               f'{axis}</text>')
    for number, ((label, solid, dotted), colour) in enumerate(zip(series, COLOURS)):
        if dotted:
            svg.append(line(dotted, f'stroke="{colour}" stroke-dasharray="2 3"'))
        svg.append(line(solid, f'stroke="{colour}" stroke-width="2"'))
        y = y_offset + HEIGHT - BOTTOM - 12 - 16 * number
        svg.append(f'<text x="{WIDTH - 100}" y="{y}" fill="{colour}">{label}</text>')
    return svg


def save(path, panels, height):
    """Writes panels as one picture."""
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="12">',
             f'<rect width="{WIDTH}" height="{height}" fill="white"/>', *(line for panel in panels for line in panel), "</svg>"]
    path.write_text("\n".join(lines) + "\n")
