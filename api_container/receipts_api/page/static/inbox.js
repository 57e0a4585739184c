// The inbox: a list that keeps up, the keyboard, and photos on their way to the bucket.

import { onKeys, tell } from "./page.js";

const list = document.getElementById("list");
let chosen = null;
let last = null;

const rows = () => [...list.querySelectorAll(".row")];

function choose(row, focus = true) {
  for (const one of rows()) one.classList.toggle("is-chosen", one === row);
  chosen = row?.dataset.id ?? null;
  if (row && focus) {
    row.querySelector(".who").focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }
}

function step(by) {
  const all = rows();
  const at = all.findIndex((row) => row.dataset.id === chosen);
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)];
  if (next) choose(next);
}

const current = () => rows().find((row) => row.dataset.id === chosen);

function approve() {
  const row = current() ?? rows()[0];
  const button = row?.querySelector("[data-approves]");
  if (!button) return;
  const all = rows();
  const following = all[all.indexOf(row) + 1] ?? all[all.indexOf(row) - 1];
  button.click();
  choose(following);
}

const open = () => (current() ?? rows()[0])?.querySelector(".who").click();

onKeys({
  j: () => step(1),
  k: () => step(-1),
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  a: approve,
  e: open,
  x: () => current() && location.assign(`${current().dataset.address}&do=reject`),
  "/": () => document.getElementById("search")?.focus(),
});
document.getElementById("show-filters").addEventListener("click", (event) => event.target.form.classList.add("is-open"));
document.getElementById("search")?.addEventListener("keydown", (event) => event.key === "Escape" && event.target.blur());
list.addEventListener("focusin", (event) => choose(event.target.closest(".row"), false));

/** On a phone the tabs are wider than the screen: the one that is open is brought into sight. */
function showTab() {
  const [tabs, open] = [list.querySelector(".tabs"), list.querySelector(".tabs [aria-current]")];
  tabs.scrollLeft = open.offsetLeft - (tabs.clientWidth - open.offsetWidth) / 2;
}

// A list that has not changed is left alone, so that nothing moves under the mouse; nobody looks at a hidden one.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt === list && document.hidden) event.preventDefault();
});
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target !== list || event.detail.xhr.status !== 200) return;
  if (event.detail.xhr.responseText === last) event.detail.shouldSwap = false;
  last = event.detail.xhr.responseText;
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target !== list) return;
  showTab();
  const row = rows().find((one) => one.dataset.id === chosen);
  if (row) choose(row, document.activeElement === document.body);
});

// Uploads: each photo gets a slot of the API and goes straight to the bucket, a few at a time.

const drop = document.getElementById("drop");
const words = JSON.parse(drop.dataset.words);
const mostBytes = Number(drop.dataset.mostBytes);
const sending = document.getElementById("sending");
const AT_ONCE = 6;
const SHOWN = 60;
const TYPES = { heic: "image/heic", heif: "image/heif", pdf: "application/pdf", jpg: "image/jpeg", jpeg: "image/jpeg", png: "image/png", webp: "image/webp", tif: "image/tiff", tiff: "image/tiff" };

/** Of a file that is as it is: sent again it would be refused again. */
class Refused extends Error {}

const photos = [];
let underWay = 0;
let began = 0;
let batch = Promise.resolve({});

function add(files) {
  const fresh = [...files].map((file) => ({ file, state: "waits", part: 0, told: "" }));
  if (fresh.length === 0) return;
  if (underWay === 0 && photos.every((photo) => photo.state === "done")) {
    photos.length = 0;
    began = Date.now();
    batch = together();
  }
  began ||= Date.now();
  photos.push(...fresh);
  sending.hidden = false;
  draw();
  go();
}

function go() {
  while (underWay < AT_ONCE) {
    const photo = photos.find((one) => one.state === "waits");
    if (!photo) break;
    underWay += 1;
    photo.state = "goes";
    send(photo)
      .then(() => { photo.state = "done"; })
      .catch((error) => { photo.state = "failed"; photo.told = error.message; photo.isRefused = error instanceof Refused; })
      .finally(() => { underWay -= 1; draw(); go(); htmx.trigger(list, "refresh"); });
  }
  draw();
}

/** What is dropped together is a batch, so that the page can tell when all of it will be read; without one it is read all the same. */
async function together() {
  const headers = { "Accept": "application/json" };
  return fetch("/batches", { method: "POST", headers }).then((answer) => (answer.ok ? answer.json() : {})).catch(() => ({}));
}

async function send(photo) {
  const { file } = photo;
  if (file.size > mostBytes) throw new Refused(words.too_large);
  if (file.size === 0) throw new Refused(words.empty);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  const body = {
    ...(await batch),
    filename: file.name,
    content_type: file.type || TYPES[file.name.split(".").pop().toLowerCase()] || "application/octet-stream",
    content_length: file.size,
    sha256: [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join(""),
  };
  const { upload } = await slot(body);
  if (upload === null) {
    photo.told = words.known;
    photo.part = 1;
    return;
  }
  await put(upload, photo);
}

async function slot(body, patience = 4) {
  let answer;
  try {
    answer = await fetch("/uploads", {
      method: "POST",
      headers: { "Content-Type": "application/json", "Accept": "application/json", "Accept-Language": document.documentElement.lang },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Error(words.lost);
  }
  if (answer.ok) return answer.json();
  if ((answer.status === 429 || answer.status === 503) && patience > 0) {
    const seconds = Math.min(Number(answer.headers.get("Retry-After")) || 2, 30);
    await new Promise((resume) => setTimeout(resume, seconds * 1000));
    return slot(body, patience - 1);
  }
  const problem = await answer.json().catch(() => ({}));
  if (problem.type === "/problems/unsupported-type") throw new Refused(words.no_photo);
  throw new Error(answer.status === 401 ? words.signed_out : problem.detail || words.lost);
}

function put(upload, photo) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch does not tell how much was sent
    request.open("PUT", upload.url);
    for (const [name, value] of Object.entries(upload.headers)) {
      if (name.toLowerCase() !== "content-length") request.setRequestHeader(name, value);
    }
    request.upload.addEventListener("progress", (event) => {
      photo.part = event.loaded / event.total;
      drawSoon();
    });
    request.addEventListener("load", () => {
      // 412: it is there already, an earlier answer got lost.
      if (request.status === 200 || request.status === 412) { photo.part = 1; resolve(); } else reject(new Error(`${words.lost} (${request.status})`));
    });
    request.addEventListener("error", () => reject(new Error(words.lost)));
    request.addEventListener("timeout", () => reject(new Error(words.lost)));
    request.timeout = 300_000;
    request.send(photo.file);
  });
}

const mayGo = (photo) => photo.state === "failed" && !photo.isRefused;

function again(photo) {
  photo.state = "waits";
  photo.part = 0;
  photo.told = "";
  go();
}

let isDue = false;
function drawSoon() {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(() => { isDue = false; draw(); });
}

function draw() {
  const done = photos.filter((photo) => photo.state === "done").length;
  const failed = photos.filter((photo) => photo.state === "failed");
  const part = photos.reduce((sum, photo) => sum + (photo.state === "done" ? 1 : photo.part), 0);
  const isOver = done + failed.length === photos.length;
  let told = `${done} / ${photos.length}${words.of}`;
  if (failed.length) told += ` · ${failed.length}${words.failed}`;
  const seconds = part > 0.5 && !isOver ? ((Date.now() - began) / 1000) * ((photos.length - part) / part) : 0;
  if (seconds > 3) told += ` · ${words.left} ${seconds > 90 ? `${Math.round(seconds / 60)}${words.minutes}` : `${Math.round(seconds)}${words.seconds}`}`;
  document.getElementById("sending-told").textContent = told;
  document.getElementById("sending-bar").value = photos.length ? part / photos.length : 0;
  const all = document.getElementById("retry-all");
  all.hidden = !(isOver && failed.filter(mayGo).length > 1);
  all.textContent = words.retry_all;
  document.getElementById("sending-close").hidden = !isOver;
  sending.classList.toggle("is-over", isOver && failed.length === 0);
  const rank = { failed: 0, goes: 1, waits: 2, done: 3 };
  const first = [...photos].sort((one, other) => rank[one.state] - rank[other.state]).slice(0, SHOWN);
  document.getElementById("sending-files").replaceChildren(...first.map(line));
}

function line(photo) {
  const item = document.createElement("li");
  item.className = `is-${photo.state}`;
  const name = document.createElement("span");
  name.className = "name";
  name.textContent = photo.file.name;
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = photo.state === "done" ? 1 : photo.part;
  bar.setAttribute("aria-label", photo.file.name);
  const told = document.createElement("span");
  told.className = "told";
  told.textContent = photo.told || (photo.state === "done" ? words.sent : "");
  item.append(name, bar, told);
  if (mayGo(photo)) {
    const retry = document.createElement("button");
    retry.className = "button small";
    retry.type = "button";
    retry.textContent = words.retry;
    retry.addEventListener("click", () => again(photo));
    item.append(retry);
  }
  return item;
}

document.getElementById("retry-all").addEventListener("click", () => photos.filter(mayGo).forEach(again));
document.getElementById("sending-close").addEventListener("click", () => { sending.hidden = true; photos.length = 0; });
for (const id of ["files", "camera"]) {
  const input = document.getElementById(id);
  input.addEventListener("change", () => { add(input.files); input.value = ""; });
}
document.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("is-over"); });
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("is-over"); });
document.addEventListener("drop", async (event) => {
  event.preventDefault();
  drop.classList.remove("is-over");
  add(await dropped(event.dataTransfer));
});
document.addEventListener("paste", (event) => add(event.clipboardData.files));
window.addEventListener("beforeunload", (event) => { if (underWay) event.preventDefault(); });

/** The files of a drop, with those in folders. */
async function dropped(data) {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((entry) => entry.isDirectory)) return data.files;
  const found = [];
  for (const entry of entries) await collect(entry, found);
  return found;
}

async function collect(entry, found) {
  if (entry.isFile) {
    found.push(await new Promise((resolve, reject) => entry.file(resolve, reject)));
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return;
    for (const one of some) await collect(one, found);
  }
}

showTab();
document.addEventListener("htmx:sendError", () => tell(words.lost, "trouble"));
