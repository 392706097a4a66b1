// While colours are chosen: the same sentences and the same sum as the server's (WCAG 2), before anything is sent.
const main = document.getElementById("id_colour_main"), accent = document.getElementById("id_colour_accent");
const sample = document.getElementById("colour-sample");
const decimal = new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

const linear = (channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);
function luminance(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => linear(parseInt(colour.slice(at, at + 2), 16) / 255));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
function contrast(first, second) {
  const [lighter, darker] = [luminance(first), luminance(second)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}
function say(line, ratio) {
  const enough = ratio >= Number(line.dataset.needed);
  line.dataset.is = enough ? "enough" : "too-little";
  line.textContent = (enough ? line.dataset.enough : line.dataset.tooLittle).replace("{ratio}", decimal.format(Math.floor(ratio * 10) / 10));
}
function show() {
  say(document.getElementById("line-of-main"), contrast(main.value, "#ffffff"));
  say(document.getElementById("line-of-accent"), contrast(accent.value, main.value));
  sample.style.background = main.value;
  sample.style.borderColor = accent.value;
}
for (const input of [main, accent]) input.addEventListener("input", show);
