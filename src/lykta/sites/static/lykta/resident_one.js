// Names of places are suggested while one writes.
import { suggestPlaces } from "./place_names.js";

for (const input of document.querySelectorAll("input[list=place-names]")) suggestPlaces(input);
