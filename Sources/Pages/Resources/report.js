const specs = JSON.parse(document.getElementById("charts").textContent);
/* charts.js */
const drawn = new Set();
// A folded chart has no width: it is drawn when it is opened.
const draw = () => drawCharts([...document.querySelectorAll(".chart")].filter(place => !drawn.has(place)),
  place => { drawn.add(place); return specs[place.dataset.chart]; });
document.addEventListener("toggle", () => { offerUnfolding(); draw(); }, true);
offerUnfolding();
openNamed();
await draw();
