// Names from the gazetteer while one writes, in the browser's own list of suggestions.
export function suggestPlaces(input) {
  const list = document.getElementById(input.getAttribute("list"));
  let waiting = 0;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const text = input.value.trim();
      if (text.length < 2) { list.replaceChildren(); return; }
      const answer = await fetch(`${list.dataset.url}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const { places } = await answer.json();
      list.replaceChildren(...places.map((place) => Object.assign(document.createElement("option"), { value: place.name })));
    }, 150);
  });
}
