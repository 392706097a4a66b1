// Reads {today, texts} as JSON on stdin, screens every text with the phone's modules, writes {answers, seconds}.
import { readFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";

const [, , folder] = process.argv;
globalThis.fetch = async (url) => new Response(await readFile(fileURLToPath(url)));
const { load, removed, screen } = await import(pathToFileURL(`${folder}/screening.js`));
await load();

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { today, texts } = JSON.parse(Buffer.concat(chunks).toString("utf-8"));
const [year, month, day] = today.split("-").map(Number);
const answers = [];
const seconds = [];
for (const text of texts) {
  const began = performance.now();
  const { verdict, findings } = screen(text, { today: new Date(year, month - 1, day) });
  seconds.push((performance.now() - began) / 1000);
  answers.push({
    verdict,
    findings: findings.map(({ start, end, kind, severity }) => [start, end, kind, severity]),
    removed: removed(text, findings),
  });
}
process.stdout.write(JSON.stringify({ answers, seconds }));
