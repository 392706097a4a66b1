// The report page as an app: the service worker that lets it open without coverage, and a hint after the first report.
import { all, onChange } from "./queue.js";

const HINTED = "lykta-install-hinted";
const element = document.getElementById("install-hint");
const door = document.querySelector("[data-door]")?.dataset.door ?? location.pathname;
let offer = null; // Chromium's own question, kept until it is wanted

addEventListener("beforeinstallprompt", (event) => { event.preventDefault(); offer = event; hint(); });
addEventListener("appinstalled", done);
onChange(hint);
document.readyState === "complete" ? whenIdle() : addEventListener("load", whenIdle);
hint();

/** Not before the form is usable: a cold phone has better things to fetch first. */
function whenIdle() { (globalThis.requestIdleCallback ?? ((act) => setTimeout(act, 500)))(register, { timeout: 3000 }); }

async function register() {
  if (!navigator.serviceWorker) return;
  try {
    const scope = door.startsWith("/l/") ? "/l/" : "/arbete/";
    const registration = await navigator.serviceWorker.register("/sw.js", { scope, updateViaCache: "none" });
    const worker = registration.active ?? (await becomeActive(registration));
    worker.postMessage({ keep: door });
  } catch { /* private window, or turned off: the page works as long as there is coverage */ }
}

function becomeActive(registration) {
  const worker = registration.installing ?? registration.waiting;
  return new Promise((resolve, reject) => {
    worker.addEventListener("statechange", () => {
      if (worker.state === "activated") resolve(worker);
      if (worker.state === "redundant") reject(new Error("the worker could not be installed"));
    });
  });
}

/** After the first sent report, once, and never where it is installed already. */
async function hint() {
  if (!element || remembered() || matchMedia("(display-mode: standalone)").matches || navigator.standalone) return;
  const byHand = navigator.standalone === false; // Safari on a phone or a tablet
  if (!offer && !byHand) return;
  if (!(await all()).some((row) => row.state === "sent")) return;
  element.querySelector("[data-install]").hidden = !offer;
  element.querySelector("[data-by-hand]").hidden = Boolean(offer);
  element.hidden = false;
}

element?.querySelector("[data-install]").addEventListener("click", async () => { const asked = offer; done(); await asked?.prompt(); });
element?.querySelector("[data-not-now]").addEventListener("click", done);

function done() {
  if (element) element.hidden = true;
  offer = null;
  try { localStorage.setItem(HINTED, "1"); } catch { /* asked again next time */ }
}
function remembered() { try { return localStorage.getItem(HINTED) !== null; } catch { return false; } }
