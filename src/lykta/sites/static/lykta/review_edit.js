// The position of a report is moved by a tap on the map.
import { openMap } from "./map.js";
import { suggestPlaces } from "./place_names.js";

let picker = null;
const form = document.getElementById("edit"), element = document.getElementById("pick-map"), moved = document.getElementById("moved");
for (const input of document.querySelectorAll("input[list=place-names]")) suggestPlaces(input);
openMap(element, {
  pick: ([lon, lat]) => {
    form.elements.lon.value = lon.toFixed(6);
    form.elements.lat.value = lat.toFixed(6);
    moved.textContent = moved.dataset.words;
    picker?.mark([lon, lat]);
  },
}).then((made) => { picker = made; }).catch(() => { element.hidden = true; document.getElementById("map-hint").hidden = true; });

