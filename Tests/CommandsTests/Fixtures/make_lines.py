"""Lines that a program might write, and what Python's own json makes of them: lines.json.

A line is taken when it is one flat object without a name twice; lists and objects inside of it are refused.
"""
import json
import math
import os
import random

random.seed(20261130)
HERE = os.path.dirname(os.path.abspath(__file__))


def number():
    kind = random.randrange(6)
    if kind == 0:
        return random.randrange(-10**6, 10**6)
    if kind == 1:
        return random.uniform(-1, 1) * 10.0 ** random.randrange(-300, 300)
    if kind == 2:
        return random.choice([math.nan, math.inf, -math.inf])
    if kind == 3:
        return random.choice([0.0, -0.0, 5e-324, 1.7976931348623157e308, 1e22, 0.1])
    if kind == 4:
        return 10 ** random.randrange(1, 400)
    return random.random()


def text():
    signs = "abc \"\\/\b\f\n\r\tüß漢😀\u200b'{}[]:,"
    return "".join(random.choice(signs) for _ in range(random.randrange(12)))


def value():
    kind = random.randrange(10)
    if kind < 6:
        return number()
    return text() if kind == 6 else random.choice([True, False, None])


def damaged(line):
    place = random.randrange(len(line))
    kind = random.randrange(6)
    if kind == 0:
        return line[:place]
    if kind == 1:
        return line[:place] + random.choice("{}[]\",:x0-+.e\\ \t") + line[place:]
    if kind == 2:
        return line[:place] + line[place + 1:]
    if kind == 3:
        return line + random.choice([" ", "x", "{}", ","])
    if kind == 4:
        return line.replace(":", ": [", 1).replace(",", "],", 1)
    return line.replace("{", '{"a": 1, "a": 2' + (", " if line != "{}" else ""), 1)


class Refused(Exception):
    pass


def flat(pairs):
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise Refused("twice")
    return dict(pairs)


def read(line):
    """None for what is no flat object; texts with half of a character are none either."""
    try:
        found = json.loads(line, object_pairs_hook=flat)
        if not isinstance(found, dict) or any(isinstance(v, (list, dict)) for v in found.values()):
            return None
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, Refused, UnicodeEncodeError):
        return None
    return {name: told(value) for name, value in found.items()}


def told(value):
    if value is None or isinstance(value, bool):
        return {"missing": True} if value is None else {"flag": value}
    if isinstance(value, str):
        return {"text": value}
    try:
        number = float(value)
    except OverflowError:
        return {"missing": True}
    return {"number": repr(number)} if math.isfinite(number) else {"missing": True}


cases = []
while len(cases) < 1500:
    line = json.dumps({text() or "k": value() for _ in range(random.randrange(6))}, ensure_ascii=random.random() < 0.5)
    if random.random() < 0.6:
        line = damaged(line)
    # A line ends at its first line feed, and blanks around a line are Fathom's to judge.
    if "\n" not in line and line.strip():
        cases.append({"line": line, "read": read(line)})
for line in ['{"a": 01}', '{"a": .5}', '{"a": 1.}', '{"a": +1}', '{"a": 1e}', '{"a": "\\ud800"}', '{"a": "\\q"}',
             '{"a": 1e400}', '{"a": -1e400}', '{"a": "\t"}', "{'a': 1}", '{"a": True}', "[]", "1"]:
    cases.append({"line": line, "read": read(line)})


def anything(depth=0):
    kind = random.randrange(8 if depth < 3 else 6)
    if kind == 0:
        return random.choice([True, False, None])
    if kind == 1:
        return text()
    if kind in (2, 3):
        return random.uniform(-1, 1) * 10.0 ** random.randrange(-20, 25)
    if kind == 4:
        return random.choice(
            [1e-5, 1e-4, 0.001, 1.0, 1e15, 1e16, 123456789012345680.0, 9007199254740993.0, 2.5e-7, 9007199254740992.0])
    if kind == 5:
        return random.randrange(-10**9, 10**9)
    if kind == 6:
        return [anything(depth + 1) for _ in range(random.randrange(4))]
    return {text() or "k": anything(depth + 1) for _ in range(random.randrange(4))}


values = [anything() for _ in range(300)]
arguments = [{"str": str(value), "json": json.dumps(value)} for value in values]
with open(os.path.join(HERE, "lines.json"), "w") as file:
    json.dump({"lines": cases, "arguments": arguments}, file, indent=0, allow_nan=False)
