// PouchDB as a peer: push of many documents by one database and pull of them by a second one; one JSON line.
//     node pouch.mjs ENTRIES FOLDER
// Both local databases and the server's are LevelDB on disk; the server runs in a process of its own. Batches as
// large as they serve PouchDB best here (1,000; the default of 100 is slower).
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import http from "pouchdb-adapter-http";
import leveldb from "pouchdb-adapter-leveldb";
import PouchDB from "pouchdb-core";
import replication from "pouchdb-replication";

PouchDB.plugin(http).plugin(leveldb).plugin(replication);
const BATCH = { batch_size: 1000, batches_limit: 10 };
const two = (number) => String(number).padStart(2, "0");

function entry(number) {
  const start = 450 + (number % 8) * 60;
  const clock = (minutes) => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  return {
    _id: `0199f1a0-0000-7000-8000-${number.toString(16).padStart(12, "0")}`,
    day: `2026-${two(1 + (Math.floor(number / 8) % 12))}-${two(1 + (Math.floor(number / 96) % 28))}`,
    start: clock(start),
    end: clock(start + 50),
    zone: "Asia/Makassar",
    activity: `Mendaftar arsip inaktif perangkat daerah boks ${number} menurut tahun dan pencipta arsip`,
    plan: `rencana-${number % 12}`,
    quantity: (number % 9) + 1,
    unit: "berkas",
    evidence: `https://arsip.kota.example/daftar/${number}`,
  };
}

async function serving(folder) {
  mkdirSync(folder, { recursive: true });
  const script = fileURLToPath(new URL("server.mjs", import.meta.url));
  const child = spawn(process.execPath, [script, folder], { stdio: ["ignore", "pipe", "inherit"] });
  const port = await new Promise((resolve, reject) => {
    child.stdout.once("data", (data) => resolve(Number(data)));
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
  });
  return { child, url: `http://127.0.0.1:${port}/entri` };
}

async function timed(replicate, count) {
  const begun = performance.now();
  const result = await replicate();
  const seconds = (performance.now() - begun) / 1000;
  if (!result.ok || result.docs_written !== count) throw new Error(`not whole: ${JSON.stringify(result)}`);
  return seconds;
}

const count = Number(process.argv[2]);
const folder = process.argv[3];
const { child, url } = await serving(`${folder}/server`);
try {
  const office = new PouchDB(`${folder}/office`, { adapter: "leveldb" });
  const home = new PouchDB(`${folder}/home`, { adapter: "leveldb" });
  const remote = new PouchDB(url, { adapter: "http" });
  await remote.info();
  await office.bulkDocs(Array.from({ length: count }, (_, number) => entry(number)));
  const push = await timed(() => office.replicate.to(remote, BATCH), count);
  const pull = await timed(() => home.replicate.from(remote, BATCH), count);
  const rest = await timed(() => home.replicate.from(remote, BATCH), 0);
  const held = (await home.info()).doc_count;
  if (held !== count) throw new Error(`the second database holds ${held}`);
  const named = new URL("node_modules/pouchdb-core/package.json", import.meta.url);
  const { version } = JSON.parse(readFileSync(named, "utf8"));
  console.log(JSON.stringify({ version, push_s: push, pull_s: pull, nothing_new_s: rest }));
} finally {
  child.kill();
}
