const link = document.getElementById("link");
/* charts.js */
// The newest page's charts, and what each place shows.
let specs = {};
const drawn = new Map();
async function draw() {
  const source = document.getElementById("charts");
  specs = source ? JSON.parse(source.textContent) : {};
  offerUnfolding();
  await drawCharts(window.vegaEmbed ? document.querySelectorAll("main .chart") : [], place => {
    const spec = specs[place.dataset.chart];
    const text = JSON.stringify(spec);
    if (drawn.get(place) === text) return null;
    drawn.set(place, text);
    return spec;
  });
}
function keyed(main) {
  const keys = new Map();
  for (const element of main.querySelectorAll("details, summary, a, .scroll")) {
    const around = element.closest("section, header")?.id ?? "";
    const text = element.tagName === "DETAILS" || element.tagName === "SUMMARY" ? "" : element.textContent.slice(0, 40);
    let key = element.id || [around, element.tagName, element.getAttribute("href") ?? element.getAttribute("aria-label") ?? text].join("|");
    while (keys.has(key)) key += "+";
    keys.set(key, element);
  }
  return keys;
}
async function renew() {
  const answer = await fetch(location.href, { cache: "no-store" });
  if (!answer.ok) throw new Error("the coordinator answered " + answer.status);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("main");
  const main = document.getElementById("main");
  if (!fresh) return;
  const before = keyed(main);
  const after = keyed(fresh);
  let focus = null;
  for (const [key, element] of before) {
    const next = after.get(key);
    if (!next) continue;
    if (element.open !== undefined) next.open = element.open;
    if (element === document.activeElement) focus = next;
    if (element.scrollLeft) next.dataset.left = element.scrollLeft;
  }
  const places = new Map([...main.querySelectorAll(".chart")].map(place => [place.dataset.chart, place]));
  for (const place of fresh.querySelectorAll(".chart")) {
    const old = places.get(place.dataset.chart);
    if (old) place.replaceWith(old);
  }
  main.replaceChildren(...fresh.childNodes);
  for (const place of drawn.keys()) if (!place.isConnected) drawn.delete(place);
  for (const element of main.querySelectorAll("[data-left]")) element.scrollLeft = element.dataset.left;
  focus?.focus({ preventScroll: true });
  renewed = performance.now();
  tellAge();
  await draw();
}
let [isBusy, isAsked] = [false, false];
async function changed() {
  isAsked = true;
  if (isBusy) return;
  isBusy = true;
  while (isAsked) {
    isAsked = false;
    try { await renew(); link.textContent = ""; } catch (error) {
      link.textContent = "These numbers are not renewed: " + error.message + ".";
    }
    await new Promise(done => setTimeout(done, 2000));
  }
  isBusy = false;
}
// A page is renewed when something has changed.
let renewed = performance.now();
function tellAge() {
  const seconds = Math.round((performance.now() - renewed) / 1000);
  const place = document.getElementById("age");
  if (place) place.textContent = "Last change " + (seconds < 90 ? seconds + " s" : Math.round(seconds / 60) + " min") + " ago.";
}
setInterval(tellAge, 1000);
tellAge();
openNamed();
await draw();
// A folded chart has no width: it is drawn when it is opened.
document.addEventListener("toggle", draw, true);
const events = new EventSource("/events");
events.addEventListener("change", changed);
events.onerror = () => { link.textContent = "The coordinator does not answer; trying again."; };
events.onopen = () => { if (link.textContent) changed(); };
