const specs = JSON.parse(document.getElementById("charts").textContent);
/* charts.js */
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach(d => d.open = true));
await drawCharts(document.querySelectorAll(".chart"), place => specs[place.dataset.chart]);
