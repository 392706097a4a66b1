// Small help on the pages of lägesbilder. Each works without it.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A download leaves the page where it is, so the button must not go on looking busy.
for (const form of document.querySelectorAll("form[data-download]")) {
  form.addEventListener("submit", () => {
    setTimeout(() => {
      for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-busy");
    }, 1500);
  });
}

// The last day is asked for only where a period has one of its own.
for (const picker of document.querySelectorAll("[data-period-picker]")) {
  const kind = picker.querySelector("[name=kind]");
  const until = picker.querySelector("[name=until]").closest(".field");
  const show = () => { until.hidden = !["weeks", "free"].includes(kind.value); };
  kind.addEventListener("change", show);
  show();
}

// The editor opens in place: begin to write at once, and Escape leaves it.
document.body.addEventListener("htmx:afterSwap", (event) => {
  event.target.querySelector("#errors, textarea")?.focus();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") event.target.closest?.(".editor")?.querySelector("[data-cancel]")?.click();
});
for (const link of document.querySelectorAll("[data-cancel]")) link.dataset.plain = "true";
document.addEventListener("click", (event) => {
  const cancel = event.target.closest("[data-cancel]");
  if (!cancel || cancel.dataset.plain) return;
  event.preventDefault();
  location.reload(); // the same address but for its anchor would not load anew
});
