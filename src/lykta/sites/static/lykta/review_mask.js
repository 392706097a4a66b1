// What is marked with the mouse in the text goes into the list of words to hide.
const text = document.getElementById("report-text"), button = document.getElementById("hide-marked"), words = document.querySelector("textarea[name=words]");
if (text && button && words) {
  button.hidden = false;
  button.addEventListener("mousedown", (event) => event.preventDefault());  // keeps what is marked
  button.addEventListener("click", () => {
    const marked = getSelection(), chosen = marked.toString().replace(/\s+/g, " ").trim();
    if (!chosen || !text.contains(marked.anchorNode) || !text.contains(marked.focusNode)) { words.focus(); return; }
    if (!words.value.split("\n").includes(chosen)) words.value = [words.value.trim(), chosen].filter(Boolean).join("\n");
  });
}
