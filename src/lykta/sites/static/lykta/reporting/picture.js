// A photo made small on the phone: drawn anew as JPEG, so that nothing of the file but what can be seen leaves it.

const LONGEST_SIDE = 1600, QUALITY = 0.8, MOST_BYTES_AS_IS = 15 * 1024 * 1024;

/** Why a file cannot be sent, with a sentence for the person. `code`: no_picture | too_large. */
export class PictureProblem extends Error {
  constructor(code, message) { super(message); this.code = code; }
}

/** @param {File} file as chosen or taken.
 * @returns {Promise<{picture: Blob, address: string, isDrawn: boolean}>} what to send and a blob address to show (empty
 * where the browser cannot show it). A picture the browser cannot read goes as it is: the server makes it anew.
 * Throws PictureProblem. */
export async function prepared(file) {
  const kind = await kindOf(file);
  if (!kind) throw new PictureProblem("no_picture", words("noPicture"));
  const drawn = await drawnAnew(file).catch(() => null);
  if (drawn) return { picture: drawn, address: URL.createObjectURL(drawn), isDrawn: true };
  if (file.size > MOST_BYTES_AS_IS) throw new PictureProblem("too_large", words("tooLarge"));
  return { picture: new Blob([file], { type: kind }), address: "", isDrawn: false };
}

/** By its first bytes: a name and a type can say anything. */
async function kindOf(file) {
  const head = new Uint8Array(await file.slice(0, 16).arrayBuffer());
  const text = String.fromCharCode(...head);
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return "image/jpeg";
  if (text.startsWith("\x89PNG\r\n")) return "image/png";
  if (text.startsWith("RIFF") && text.slice(8, 12) === "WEBP") return "image/webp";
  if (text.slice(4, 8) === "ftyp" && /^(heic|heix|heim|heis|hevc|mif1|msf1|avif)/.test(text.slice(8))) return "image/heic";
  return "";
}

async function drawnAnew(file) {
  const source = await decoded(file);
  try {
    const scale = Math.min(1, LONGEST_SIDE / Math.max(source.width, source.height));
    const width = Math.max(1, Math.round(source.width * scale)), height = Math.max(1, Math.round(source.height * scale));
    return await asJpeg(source, width, height);
  } finally { source.close?.(); }
}

async function decoded(file) {
  try { return await createImageBitmap(file, { imageOrientation: "from-image" }); } catch { return decodedByElement(file); }
}

/** Safari reads HEIC here though not there; and turns it upright by itself. */
async function decodedByElement(file) {
  const image = new Image(), address = URL.createObjectURL(file);
  image.src = address;
  try { await image.decode(); return image; } finally { URL.revokeObjectURL(address); }
}

async function asJpeg(source, width, height) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const pen = canvas.getContext("2d", { alpha: false });
  pen.fillStyle = "#fff"; // JPEG has no transparency
  pen.fillRect(0, 0, width, height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(source, 0, 0, width, height);
  const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", QUALITY); });
  canvas.width = 0; // gives the memory back at once
  if (!blob) throw new Error("the canvas gave no picture");
  return blob;
}

/** Sentences stand in the page, translated like all others (sites/reporting/queue.html). */
function words(name) { return document.getElementById("queue")?.dataset[name] ?? ""; }
