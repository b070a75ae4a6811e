/// Draws every chart after the renderer is loaded, one after the other, and opens all details for paper.
///
/// The renderer defines `window.vegaEmbed`. Text and lines take the page's colours through `currentColor`, so
/// that dark, light and paper need no second drawing.
let pageScript = """
  const specs = JSON.parse(document.getElementById("charts").textContent);
  \(chartConfig)
  for (const place of document.querySelectorAll(".chart")) {
    const spec = specs[place.dataset.chart];
    try {
      await vegaEmbed(place, { ...spec, config }, { mode: "vega-lite", actions: false, renderer: "svg" });
    } catch (error) {
      place.textContent = "This chart could not be drawn: " + error.message;
    }
  }
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach(d => d.open = true));
  document.documentElement.dataset.charts = "drawn";
  """

/// How every chart looks: no colour of its own for text and lines, so that it follows the page's.
let chartConfig = """
  const ink = { labelColor: "currentColor", titleColor: "currentColor", labelFontWeight: "normal",
    titleFontWeight: "normal", labelFontSize: 11, titleFontSize: 11 };
  const config = { background: null, font: "inherit", view: { stroke: null },
    axis: { ...ink, domainColor: "currentColor", domainOpacity: .35, tickColor: "currentColor", tickOpacity: .35,
      gridColor: "currentColor", gridOpacity: .1, tickCount: 5 },
    legend: { ...ink, symbolStrokeWidth: 2.5, symbolSize: 150, symbolOpacity: 1, padding: 0, offset: 6, columnPadding: 8 },
    mark: { color: "var(--ramp-2)" } };
  """
