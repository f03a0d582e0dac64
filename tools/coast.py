#!/usr/bin/env python3
"""Makes the embedded coastline for maps without a boundary pack.

usage: coast.py COUNTRIES LON_WEST LAT_SOUTH LON_EAST LAT_NORTH WIDTH OUT.c

COUNTRIES is node_modules/world-atlas/countries-10m.json (TopoJSON of Natural Earth, public domain). What lies in the box
becomes two SVG paths in whole numbers of a frame WIDTH units wide: Indonesia, and the countries around it.
"""
import json
import math
import sys
from pathlib import Path

SOURCE = "Natural Earth 1:10m (public domain), by world-atlas 2.0.2"
INDONESIA = "360"
MARGIN = 20  # units beyond the frame, so that cut edges are not seen


def fail(message):
    sys.exit(f"coast.py: {message}")


def arcs_of(topology):
    (kx, ky), (x0, y0) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * kx + x0, y * ky + y0))
        yield points


def rings(geometry, arcs):
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    for polygon in polygons:
        for ring in polygon:
            points = []
            for i in ring:
                arc = arcs[i] if i >= 0 else arcs[~i][::-1]
                points += arc if not points else arc[1:]
            yield points


def clip(points, axis, limit, keep_less):
    """One side of Sutherland and Hodgman's polygon clipping."""
    out = []
    for a, b in zip(points, points[1:] + points[:1]):
        inside_a = (a[axis] <= limit) == keep_less or a[axis] == limit
        inside_b = (b[axis] <= limit) == keep_less or b[axis] == limit
        if inside_a:
            out.append(a)
        if inside_a != inside_b:
            t = (limit - a[axis]) / (b[axis] - a[axis])
            out.append((a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])))
    return out


def path(points):
    """Relative steps, as the pictures of a boundary pack have them; an islet without any area is left out."""
    whole = [(round(x), round(y)) for x, y in points]
    whole = [p for i, p in enumerate(whole) if p != whole[i - 1]]
    if len(whole) < 3:
        return ""
    steps = [f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in zip(whole, whole[1:])]
    return f"M{whole[0][0]} {whole[0][1]}l{' '.join(steps)}z"


def c_array(name, text):
    lines = [f'\t"{text[i:i + 100]}"\n' for i in range(0, len(text), 100)] or ['\t""\n']
    return f"const char {name}[] =\n{''.join(lines)};\n"


def main():
    if len(sys.argv) != 8:
        fail("usage: coast.py COUNTRIES LON_WEST LAT_SOUTH LON_EAST LAT_NORTH WIDTH OUT.c")
    source, out = Path(sys.argv[1]), Path(sys.argv[7])
    west, south, east, north = map(float, sys.argv[2:6])
    width = int(sys.argv[6])
    if not source.is_file():
        fail(f"{source} is missing. It comes from npm: ./dev run installs it; by hand: npm ci")
    k = round(math.cos(math.radians((south + north) / 2)), 6)
    scale = round(width / ((east - west) * k), 4)
    height = math.ceil((north - south) * scale)
    topology = json.loads(source.read_text())
    arcs = list(arcs_of(topology))
    land, abroad = [], []
    for country in topology["objects"]["countries"]["geometries"]:
        if country.get("type") not in ("Polygon", "MultiPolygon"):
            continue
        for ring in rings(country, arcs):
            points = [((lon - west) * k * scale, (north - lat) * scale) for lon, lat in ring[:-1]]
            for axis, limit, keep_less in ((0, -MARGIN, False), (0, width + MARGIN, True),
                                           (1, -MARGIN, False), (1, height + MARGIN, True)):
                points = clip(points, axis, limit, keep_less) if points else points
            (land if country.get("id") == INDONESIA else abroad).append(path(points))
    land, abroad = "".join(land), "".join(abroad)
    if not land:
        fail("there is no land in the box")
    out.write_text(
        f"/* Made by tools/coast.py from {SOURCE}. */\n"
        '#include "place/coast.h"\n\n'
        f'const char place_coast_source[] = "{SOURCE}";\n'
        f"const struct place_frame place_coast_frame = {{ {width}, {height}, {round(west * 1e6)}, {round(north * 1e6)}, "
        f"{round(scale * 1e6)}, {round(k * 1e6)} }};\n" + c_array("coast_land", land) + c_array("coast_abroad", abroad))


main()
