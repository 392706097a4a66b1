// The numbers of the list on the map. Without this script the list says where.
import { Marker } from "../vendor/maplibre/maplibre-gl.mjs";
import { openMap } from "./map.js";

const element = document.getElementById("residents-map");
const points = JSON.parse(document.getElementById("resident-points").textContent);

function pin({ number, point, url }, map) {
  const link = document.createElement("a");
  Object.assign(link, { href: url, className: "resident-pin", textContent: number });
  link.tabIndex = -1;  // the same link stands in the list, where the keyboard reaches it
  link.setAttribute("aria-hidden", "true");
  new Marker({ element: link }).setLngLat(point).addTo(map);
  link.removeAttribute("aria-label"); link.removeAttribute("role"); link.tabIndex = -1;
}

openMap(element).then(({ map }) => {
  for (const each of points) pin(each, map);
  const [x, y] = [0, 1].map((axis) => points.map(({ point }) => point[axis]));
  if (points.length) map.fitBounds([[Math.min(...x), Math.min(...y)], [Math.max(...x), Math.max(...y)]], { padding: 60, maxZoom: 15, duration: 0 });
}).catch(() => { element.hidden = true; });
