const ink = { labelColor: "currentColor", titleColor: "currentColor", labelFontWeight: "normal",
  titleFontWeight: "normal", labelFontSize: 11, titleFontSize: 11 };
// Named, and not inherited: labels are measured in it, so that those that would touch are left out.
const config = { background: null, font: getComputedStyle(document.body).fontFamily, view: { stroke: null },
  axis: { ...ink, domainColor: "currentColor", domainOpacity: .35, tickColor: "currentColor", tickOpacity: .35,
    gridColor: "currentColor", gridOpacity: .1, tickCount: 5 },
  legend: { ...ink, padding: 0, offset: 8 }, mark: { color: "var(--ramp-2)" } };
const isSeen = place => { const box = place.getBoundingClientRect(); return box.bottom > 0 && box.top < innerHeight; };
const isOpen = place => place.isConnected && place.checkVisibility();
async function drawChart(place, spec) {
  try {
    await vegaEmbed(place, { ...spec, config }, { mode: "vega-lite", actions: false, renderer: "svg" });
  } catch (error) {
    place.textContent = "This chart could not be drawn: " + error.message;
  }
}
// Places that wait to be drawn, each with its specification; one loop takes them, what the screen shows first.
const waiting = new Map();
let isDrawing = false;
async function drawCharts(places, spec) {
  for (const place of places) {
    const one = isOpen(place) ? spec(place) : null;
    if (one) waiting.set(place, one);
  }
  if (isDrawing) return;
  isDrawing = true;
  document.documentElement.dataset.charts = "drawing";
  async function draw(place) {
    const one = waiting.get(place);
    waiting.delete(place);
    if (isOpen(place)) await drawChart(place, one); else drawn.delete(place);
  }
  async function drawRest() {
    while (waiting.size) {
      await new Promise(done => window.requestIdleCallback ? requestIdleCallback(done, { timeout: 100 }) : setTimeout(done));
      const end = performance.now() + 100;
      const next = new Set([...[...waiting.keys()].filter(isSeen), ...waiting.keys()]);
      for (const place of next) if (performance.now() < end) await draw(place);
    }
    isDrawing = false;
    document.documentElement.dataset.charts = "drawn";
  }
  for (const place of [...waiting.keys()].filter(isSeen)) await draw(place);
  drawRest();
}
// What is named in the address, or chosen in the contents, opens with all that it is in.
function openNamed() {
  for (let one = document.getElementById(decodeURIComponent(location.hash.slice(1))); one; one = one.parentElement)
    if (one.tagName === "DETAILS") one.open = true;
}
addEventListener("hashchange", openNamed);
document.addEventListener("click", event => {
  if (event.target.id !== "unfold") return;
  const all = [...document.querySelectorAll("details.fold")];
  const isFolded = all.some(one => !one.open);
  for (const one of all) one.open = isFolded;
});
function offerUnfolding() {
  const button = document.getElementById("unfold");
  if (!button) return;
  button.hidden = false;
  button.textContent = document.querySelector("details.fold:not([open])") ? "Unfold all" : "Fold all";
}
