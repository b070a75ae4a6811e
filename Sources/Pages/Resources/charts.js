const ink = { labelColor: "currentColor", titleColor: "currentColor", labelFontWeight: "normal",
  titleFontWeight: "normal", labelFontSize: 11, titleFontSize: 11 };
const config = { background: null, font: "inherit", view: { stroke: null },
  axis: { ...ink, domainColor: "currentColor", domainOpacity: .35, tickColor: "currentColor", tickOpacity: .35,
    gridColor: "currentColor", gridOpacity: .1, tickCount: 5 },
  legend: { ...ink, symbolStrokeWidth: 2.5, symbolSize: 150, symbolOpacity: 1, padding: 0, offset: 6, columnPadding: 8 },
  mark: { color: "var(--ramp-2)" } };
function isSeen(place) {
  const box = place.getBoundingClientRect();
  return box.bottom > 0 && box.top < innerHeight;
}
async function drawChart(place, spec) {
  if (!spec || !place.isConnected) return;
  try {
    await vegaEmbed(place, { ...spec, config }, { mode: "vega-lite", actions: false, renderer: "svg" });
  } catch (error) {
    place.textContent = "This chart could not be drawn: " + error.message;
  }
}
async function drawCharts(places, spec) {
  const left = new Set(places);
  async function draw(place) {
    left.delete(place);
    await drawChart(place, spec(place));
  }
  async function drawRest() {
    while (left.size) {
      await new Promise(done => window.requestIdleCallback ? requestIdleCallback(done, { timeout: 100 }) : setTimeout(done));
      const end = performance.now() + 100;
      const next = new Set([...[...left].filter(isSeen), ...left]);
      for (const place of next) if (performance.now() < end) await draw(place);
    }
    document.documentElement.dataset.charts = "drawn";
  }
  for (const place of [...left].filter(isSeen)) await draw(place);
  drawRest();
}
