"""Writes scenes.json: factors and pixels of rendered scenes, by integers of any length and numpy in double.

python3 make_scenes.py > scenes.json
"""
import json

import numpy as np

WORD = (1 << 64) - 1


def factor(seed, place):
    word = (place + seed * 0x100000001B3) * 0x9E3779B97F4A7C15 & WORD
    word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9 & WORD
    word = (word ^ word >> 27) * 0x94D049BB133111EB & WORD
    word ^= word >> 31
    return 2 * ((word >> 40) + 0.5) / 2**24 - 1


def factors(seed, row):
    return [factor(seed, 8 * row + j + 1) for j in range(8)]


def picture(z, side):
    centres = (2 * np.arange(side) + 1) / side - 1
    right, down = np.meshgrid(centres, centres)
    angle = 2 * np.arctan(0.5773502691896258 * z[2])
    u, v = right - z[0] / 2, down - z[1] / 2
    along = np.cos(angle) * u + np.sin(angle) * v
    across = np.cos(angle) * v - np.sin(angle) * u
    a = 0.4 * (1 + 0.35 * z[3])
    b = a / 2 * (1 + 0.3 * z[5])
    cover = np.clip(2 * (1.25 - (along / a) ** 2 - (across / b) ** 2), 0, 1)
    head = np.clip(0.5 + along / (2 * a), 0, 1)
    light = 0.35 + 0.15 * z[6] * right + 0.15 * z[7] * down
    fore = 0.7 + 0.25 * z[4]
    colours = [head, np.full_like(head, 0.6), 1 - head]
    return np.stack([light * (1 - cover) + cover * fore * c for c in colours], -1)


cases = []
for seed, row, side in [(0, 0, 8), (0, 1, 9), (3, 1000, 12), (2**53, 5, 8)]:
    z = factors(seed, row)
    pixels = [float(np.float32(value)) for value in picture(z, side).ravel()]
    cases.append({"seed": seed, "row": row, "side": side, "factors": z, "pixels": pixels})
print(json.dumps(cases))
