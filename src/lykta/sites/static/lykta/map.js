// The quiet base map with incidents on it. All addresses come from the page (json_script "map-settings").
import * as maplibregl from "../vendor/maplibre/maplibre-gl.mjs";

const C = {
  land: "#f1f1ec", forest: "#e0e9dd", park: "#d5e5cf", pitch: "#cfe3cb", yard: "#efe7d3", beach: "#f3ead2", water: "#c9dcea", centre: "#ebe6df", block: "#eeebe4", industry: "#e7e5e6",
  square: "#f6edd8", building: "#d6d0c7", public: "#cbbf9f", casing: "#cdd1d6", street: "#ffffff", foot: "#b39d78", rail: "#8c939c", border: "#7a8490", label: "#4b5460", lamp: "#e0a21a",
};
const KIND = ["get", "kind"];
const byKind = (pairs, otherwise) => ["match", KIND, ...Object.entries(pairs).flat(), otherwise];
const is = (...kinds) => ["in", KIND, ["literal", kinds]];
const widen = (...stops) => ["interpolate", ["exponential", 1.6], ["zoom"], ...stops];

function baseLayers(has) {
  const fill = (id, source, color, more = {}) => ({ id, source, type: "fill", paint: { "fill-color": color }, ...more });
  const line = (id, source, paint, more = {}) => ({ id, source, type: "line", layout: { "line-cap": "round", "line-join": "round" }, paint, ...more });
  const width = ["match", KIND, "trunk", 2, "main", 1.5, "rural", .8, 1];
  return [
    fill("ground", "ground", C.land),
    fill("forest", "green", C.forest, { filter: is("forest") }),
    fill("blocks", "blocks", byKind({ centre: C.centre, industry: C.industry }, C.block)),
    fill("green", "green", byKind({ pitch: C.pitch, school_yard: C.yard, beach: C.beach }, C.park), { filter: ["!", is("forest")] }),
    fill("water", "water", C.water),
    fill("squares", "squares", byKind({ parking: "#eceae6", playground: C.park, skate_park: "#e5e2dd" }, C.square)),
    line("streets-casing", "streets", { "line-color": C.casing, "line-width": widen(11, ["*", width, .9], 15, ["*", width, 6], 18, ["*", width, 22]) }, { filter: ["!", is("foot")] }),
    line("streets-fill", "streets", { "line-color": C.street, "line-width": widen(11, ["*", width, .5], 15, ["*", width, 4.4], 18, ["*", width, 19]) }, { filter: ["!", is("foot")] }),
    line("foot", "streets", { "line-color": C.foot, "line-width": ["interpolate", ["linear"], ["zoom"], 13, .6, 17, 2.4], "line-dasharray": [2, 1.5] }, { filter: is("foot"), minzoom: 13 }),
    line("railway", "railway", { "line-color": C.rail, "line-width": 1.8, "line-dasharray": [4, 2] }),
    fill("buildings", "buildings", byKind({ school: C.public, public: C.public, church: C.public, sports_hall: C.public, station: C.public }, C.building), { minzoom: 13.5 }),
    { id: "lamps", source: "lamps", type: "circle", minzoom: 15.5, paint: { "circle-radius": 2, "circle-color": C.lamp } },
    line("areas", "areas", { "line-color": C.border, "line-width": 1, "line-dasharray": [4, 4], "line-opacity": .7 }),
    // Without streets there is nothing else to find one's way by.
    { id: "area-names", source: has("streets") ? "" : "areas", type: "symbol", layout: { "text-field": ["get", "name"], "text-size": 12.5, "text-font": ["Source Sans"], "text-max-width": 8 }, paint: { "text-color": C.label, "text-halo-color": "#fff", "text-halo-width": 1.5 } },
    { id: "street-names", source: "streets", type: "symbol", minzoom: 15, layout: { "symbol-placement": "line", "text-field": ["get", "name"], "text-size": 11, "text-font": ["Source Sans"] }, paint: { "text-color": C.label, "text-halo-color": "#fff", "text-halo-width": 1.3 } },
    { id: "place-names", source: "facilities", type: "symbol", minzoom: 12.8, layout: { "text-field": ["get", "name"], "text-size": 12.5, "text-font": ["Source Sans"], "text-max-width": 7 }, paint: { "text-color": C.label, "text-halo-color": "#fff", "text-halo-width": 1.5 } },
  ].filter((layer) => has(layer.source));
}

function incidentLayers(settings) {
  const tiles = [new URL(settings.tiles.replaceAll("{", "%7B").replaceAll("}", "%7D"), location.href).href.replaceAll("%7B", "{").replaceAll("%7D", "}") + (settings.query ? `?${settings.query}` : "")];
  return {
    source: { type: "vector", tiles, minzoom: 5, maxzoom: 16 },
    layers: [
      { id: "counts", source: "incidents", "source-layer": "counts", type: "circle", paint: { "circle-color": "#10243e", "circle-opacity": .82, "circle-radius": ["interpolate", ["linear"], ["sqrt", ["get", "n"]], 1, 7, 10, 18, 100, 34], "circle-stroke-color": "#fff", "circle-stroke-width": 1.5 } },
      { id: "counts-n", source: "incidents", "source-layer": "counts", type: "symbol", layout: { "text-field": ["to-string", ["get", "n"]], "text-size": 12, "text-allow-overlap": true }, paint: { "text-color": "#fff" } },
      { id: "points", source: "incidents", "source-layer": "incidents", type: "circle", paint: { "circle-color": "#f2b01e", "circle-radius": 7, "circle-stroke-color": "#10243e", "circle-stroke-width": 2 } },
    ],
  };
}

function viewOf({ point, centre, bounds }) {
  if (point) return { center: point, zoom: 15.5 };
  if (centre[0] !== null) return { center: centre, zoom: 13.2 };
  return bounds ? { bounds, fitBoundsOptions: { padding: 24 } } : { center: [15, 62], zoom: 5 };
}

export async function openMap(element, { pick } = {}) {
  const settings = JSON.parse(document.getElementById("map-settings").textContent);
  maplibregl.setWorkerUrl(new URL(settings.worker, location.href).href);
  const drawn = await (await fetch(settings.base)).json();
  const base = drawn.layers ? Object.fromEntries(drawn.layers.map(({ key, features }) => [key, features])) : drawn;  // the public site's is a list
  const sources = Object.fromEntries(Object.entries(base).map(([key, data]) => [key, { type: "geojson", data }]));
  const style = { version: 8, sources, layers: [{ id: "paper", type: "background", paint: { "background-color": C.forest } }, ...baseLayers((key) => key in base)] };
  if (settings.tiles && !pick) { const incidents = incidentLayers(settings); sources.incidents = incidents.source; style.layers.push(...incidents.layers); }
  const map = new maplibregl.Map({ container: element, style, ...viewOf(settings), maxZoom: 18, minZoom: 5, attributionControl: false, fadeDuration: 0, dragRotate: false, pitchWithRotate: false, localIdeographFontFamily: "Source Sans" });
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibregl.ScaleControl({ maxWidth: 100, unit: "metric" }), "bottom-left");
  // The canvas is the region that the keyboard reaches; two of the same name would be one too many.
  map.getCanvas().setAttribute("aria-label", element.getAttribute("aria-label"));
  element.removeAttribute("role"); element.removeAttribute("aria-label");
  const marker = new maplibregl.Marker({ color: "#10243e" });
  const mark = (point) => { marker.setLngLat(point).addTo(map); marker.getElement().setAttribute("aria-hidden", "true"); marker.getElement().removeAttribute("role"); marker.getElement().removeAttribute("tabindex"); map.easeTo({ center: point, duration: 0 }); };
  if (settings.point) mark(settings.point);
  if (pick) map.on("click", (event) => pick([event.lngLat.lng, event.lngLat.lat]));
  if (settings.incident) map.on("click", "points", (event) => { location.href = settings.incident.replace("PID", event.features[0].properties.pid); });
  map.on("click", "counts", (event) => map.easeTo({ center: event.lngLat, zoom: map.getZoom() + 2 }));
  for (const layer of ["points", "counts"]) { map.on("mouseenter", layer, () => { map.getCanvas().style.cursor = "pointer"; }); map.on("mouseleave", layer, () => { map.getCanvas().style.cursor = ""; }); }
  if (settings.marked?.features.length) {
    map.on("load", () => {
      // Only what is beyond chance is marked; darker where there are more. Names and streets stay readable above it.
      map.addSource("marked", { type: "geojson", data: settings.marked });
      const below = map.getLayer("street-names") ? "street-names" : undefined;
      map.addLayer({ id: "marked", source: "marked", type: "fill", paint: { "fill-color": ["interpolate", ["linear"], ["get", "n"], 0, "#c3cfde", 5, "#8299b5", 15, "#46658c", 40, "#10243e"], "fill-opacity": .72 } }, below);
      map.addLayer({ id: "marked-edge", source: "marked", type: "line", paint: { "line-color": "#10243e", "line-width": 1 } }, below);
      map.addLayer({ id: "marked-n", source: "marked", type: "symbol", minzoom: 13, filter: [">", ["get", "n"], 0], layout: { "text-field": ["to-string", ["get", "n"]], "text-size": 12, "text-font": ["Source Sans"] }, paint: { "text-color": "#fff", "text-halo-color": "#10243e", "text-halo-width": 1.2 } });
    });
    const corners = settings.marked.features.flatMap((feature) => feature.geometry.coordinates[0]);
    const [x, y] = [corners.map((c) => c[0]), corners.map((c) => c[1])];
    map.fitBounds([[Math.min(...x), Math.min(...y)], [Math.max(...x), Math.max(...y)]], { padding: 70, maxZoom: 15, duration: 0 });
  }
  map.once("idle", () => element.setAttribute("data-ready", ""));
  return { map, mark, clear: () => marker.remove() };
}

const own = document.getElementById("map");
if (own) openMap(own).catch(() => { own.hidden = true; });  // no WebGL: the list beside it says the same
