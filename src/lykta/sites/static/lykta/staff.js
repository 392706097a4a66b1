// Small help for keyboards and slow networks. Every page works without it.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", () => {
    for (const button of form.querySelectorAll("button[type=submit]")) {
      button.setAttribute("aria-busy", "true");
    }
  });
}
// Whoever logs out leaves no report page behind on the phone (what waits to be sent stays: see reporting/queue.js).
for (const form of document.querySelectorAll("form[action$='/konto/logout/'], form[action$='/l/avsluta/']")) {
  form.addEventListener("submit", async () => {
    for (const name of (await globalThis.caches?.keys()) ?? []) if (name.startsWith("lykta-door-")) caches.delete(name);
  });
}
document.getElementById("errors")?.focus();
for (const select of document.querySelectorAll("[data-submit-on-change]")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}

// Single keys can be switched off (WCAG 2.1.4): those who speak to their computer press them without meaning to.
const OFF = "lykta-shortcuts-off";
const stored = (act) => { try { return act(localStorage); } catch { return null; } };
const shortcuts = document.getElementById("shortcuts");
for (const button of document.querySelectorAll("[data-opens]")) {
  button.hidden = false;
  button.addEventListener("click", () => document.getElementById(button.dataset.opens).showModal());
}
for (const box of document.querySelectorAll("[data-shortcuts]")) {
  box.checked = stored((store) => store.getItem(OFF)) === null;
  box.addEventListener("change", () => stored((store) => (box.checked ? store.removeItem(OFF) : store.setItem(OFF, "1"))));
}
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || stored((store) => store.getItem(OFF))) return;
  if (event.key === "?") shortcuts?.showModal();
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (target) { event.preventDefault(); target.click(); }
});
