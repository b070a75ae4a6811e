"""What is asked of an open page: facts that its DOM tells, each with the words of what is wrong."""
import re

# Text that can be seen, with the colours that a reader sees; in a chart the ground is the last shape drawn under it.
CONTRAST = """(() => {
  const canvas = Object.assign(document.createElement('canvas'), {width: 1, height: 1}).getContext('2d', {willReadFrequently: true});
  const rgba = colour => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].map((v, i) => i < 3 ? v : v / 255); };
  const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
  const behind = element => { const layers = [];
    for (let one = element; one; one = one.parentElement) layers.unshift(rgba(getComputedStyle(one).backgroundColor));
    const page = matchMedia('(prefers-color-scheme: dark)').matches ? [18, 18, 18, 1] : [255, 255, 255, 1];
    return layers.reduce((below, top) => over(top, below), page); };
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const under = text => { const box = text.getBoundingClientRect(), [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    return [...text.closest('svg').querySelectorAll('[class*="mark-rect"] path')].filter(shape => { const one = shape.getBoundingClientRect();
      return one.left <= x && x <= one.right && one.top <= y && y <= one.bottom; }).map(shape => rgba(getComputedStyle(shape).fill)).at(-1); };
  const bad = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || ['SCRIPT', 'STYLE', 'NOSCRIPT'].includes(element.tagName) || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const ground = (element.closest('svg') && under(element)) || behind(element);
    const ink = rgba(element.closest('svg') ? style.fill : style.color);
    let alpha = ink[3]; for (let one = element; one; one = one.parentElement) alpha *= getComputedStyle(one).opacity;
    if (alpha === 0) continue;
    const pair = [light(over([...ink.slice(0, 3), alpha], ground)), light(ground)].sort();
    const ratio = (Math.max(...pair) + .05) / (Math.min(...pair) + .05);
    if (ratio < 4.5) bad.push(`${ratio.toFixed(2)}: ${walk.currentNode.data.trim().slice(0, 40)}`);
  }
  return [...new Set(bad)];
})()"""

# Text that a reader sees only in part, and text that lies on other text. A box is cut where an ancestor hides what
# overflows it; what a reader can scroll to is not. Letters are lower than the box of their line.
CROWDED = """(() => {
  const bad = new Set(), seen = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement, text = walk.currentNode.data.trim();
    if (!text || ['SCRIPT', 'STYLE', 'NOSCRIPT', 'TITLE'].includes(element.tagName) || !element.checkVisibility()) continue;
    if (element.closest('#vg-tooltip-element') || element.closest('.skip')) continue;
    const range = document.createRange();
    range.selectNodeContents(walk.currentNode);
    const boxes = element.closest('svg') ? [element.getBoundingClientRect()] : [...range.getClientRects()];
    for (const box of boxes) {
      let [left, top, right, bottom] = [box.left, box.top, box.right, box.bottom];
      if (right - left < 1 || bottom - top < 1 || +getComputedStyle(element).opacity === 0) continue;
      const trim = (bottom - top) * .2;
      [top, bottom] = [top + trim, bottom - trim];
      let scrolls = false;
      for (let one = element; one && one !== document.body; one = one.parentElement) {
        const style = getComputedStyle(one), edge = one.getBoundingClientRect();
        if (style.overflowX === 'visible' || one.tagName === 'svg' || one.closest('svg')) continue;
        const canScroll = ['auto', 'scroll'].includes(style.overflowX) && one.scrollWidth > one.clientWidth;
        if (!canScroll && !scrolls && (left < edge.left - 1 || right > edge.right + 1))
          bad.add(`cut: ${text.slice(0, 40)}`);
        scrolls ||= canScroll;
        [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
      }
      if (right - left < 1) continue;
      if (!scrolls && (left < -1 || right > innerWidth + 1)) bad.add(`beyond the screen: ${text.slice(0, 40)}`);
      seen.push({left, top, right, bottom, text, node: walk.currentNode});
    }
  }
  seen.sort((a, b) => a.top - b.top);
  for (let i = 0; i < seen.length; i++) for (let j = i + 1; j < seen.length && seen[j].top < seen[i].bottom; j++) {
    const [a, b] = [seen[i], seen[j]];
    if (a.node === b.node) continue;
    const [across, down] = [Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - b.top];
    if (across > 1 && down > 1) bad.add(`on each other: '${a.text.slice(0, 30)}' and '${b.text.slice(0, 30)}'`);
  }
  return [...bad];
})()"""

# Charts that are open and without a mark that takes up room.
EMPTY_CHARTS = """[...document.querySelectorAll('.chart')].filter(place => place.checkVisibility()).filter(place => {
  const marks = [...place.querySelectorAll('svg [class*="role-mark"] path, svg [class*="role-mark"] rect, svg [class*="role-mark"] text')];
  return !marks.some(mark => { const box = mark.getBBox(); return box.width + box.height > 0; });
}).map(place => place.dataset.chart + ': ' + place.textContent.slice(0, 80))"""

REACHABLE = """[...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')]
  .filter(one => one.checkVisibility())"""

FOCUSED = """(() => { const one = document.activeElement; if (!one || one === document.body) return null;
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
  return [%s.indexOf(one), seen && box.width > 0, one.outerHTML.slice(0, 100)]; })()""" % REACHABLE

# Every table with its place in findings.json, its keys, and its cells as they are read.
TABLES = """[...document.querySelectorAll('table[data-numbers]')].map(table => ({
  place: table.dataset.numbers, keys: [...table.querySelectorAll('thead th')].map(th => th.dataset.key ?? null),
  rows: [...table.querySelectorAll('tbody tr')].map(row => [...row.cells].map(cell => cell.textContent)) }))"""


def broken_keyboard(browser):
    """Links and controls that Tab does not reach, and those that do not show that they have the focus."""
    count = browser.ask(f"{REACHABLE}.length")
    browser.ask("document.activeElement?.blur(); window.scrollTo(0, 0)")
    reached, dull = set(), []
    for _ in range(2 * count + 20):
        browser.press("Tab", 9)
        found = browser.ask(FOCUSED)
        if found is None or (found[0] in reached and found[0] >= 0):
            if len(reached) >= count:
                break
            continue
        reached.add(found[0])
        if not found[1]:
            dull.append(found[2])
    reached.discard(-1)
    return [f"{count - len(reached)} of {count} links and controls are not reached"] * (len(reached) < count) + dull


def wrong_numbers(browser, findings):
    """Cells and sentences that differ from findings.json, and how many numbers were compared."""
    wrong, compared = [], 0
    for table in browser.ask(TABLES):
        rows = walk(findings, table["place"]) or []
        if len(table["rows"]) != min(len(rows), 200):
            wrong.append(f"{table['place']} has {len(table['rows'])} rows for {len(rows)}")
        for index, (cells, row) in enumerate(zip(table["rows"], rows)):
            for key, text in zip(table["keys"], cells):
                if key is None:
                    continue
                value = walk(row, key)
                compared += 1
                if not agrees(text, value, key):
                    wrong.append(f"{table['place']}/{index}/{key} is '{text}' for {value}")
    sentences = browser.ask("[...document.querySelectorAll('article .words p')].map(p => p.textContent)")
    if sorted(sentences) != sorted(one["sentence"] for one in findings["findings"]):
        wrong.append("the sentences differ")
    counts = browser.ask("[...document.querySelectorAll('.counts li')].map(li => [li.lastChild.data.trim(), li.querySelector('b').textContent])")
    for name, text in counts:
        compared += 1
        if text.replace(",", "") != str(findings["counts"]["planned" if name == "trials" else name]):
            wrong.append(f"the count of {name} is {text}")
    return wrong, compared


def walk(value, path):
    for step in path.split("/"):
        if isinstance(value, list) and value and "layer" in value[0]:
            value = next((one["figures"] for one in value if str(one["layer"]) == step), None)
        elif isinstance(value, list):
            value = value[int(step)] if value else None
        else:
            value = (value or {}).get(step)
    return value


def agrees(text, value, key):
    """Whether a cell's text is what findings.json has, to the digits that are shown."""
    if value is None:
        return text in ("", "–")
    if isinstance(value, bool):
        return text == str(value).lower()
    if isinstance(value, (int, float)):
        return near(text, value)
    if isinstance(value, list):
        ends = text.split(" to ")
        return near(ends[0], value[0]) and near(ends[-1], value[-1])
    if isinstance(value, dict) and "of" in value:
        return text.replace(",", "") == f"{value['count']}/{value['of']}"
    if isinstance(value, dict):
        mean, _, half = text.removesuffix(" (n = 1)").partition(" ± ")
        return near(mean, value["mean"]) and (near(half, value["half_width"]) if half else value["n"] == 1 or not value["half_width"])
    return text == value or (key == "trial" and value.startswith(text) and len(text) == 8)


def near(text, value):
    shown = re.fullmatch(r"(-?[\d,]*\.?(\d*))(?:e(-?\d+))?", text)
    if not shown:
        return False
    last = 10 ** (int(shown[3] or 0) - len(shown[2]))
    # A mantissa loses its zeros at the end: it is exact to 5 per cent however few digits are left.
    return abs(float(text.replace(",", "")) - value) <= min(0.5 * last, 0.05 * abs(value) or 0) * (1 + 1e-9)
