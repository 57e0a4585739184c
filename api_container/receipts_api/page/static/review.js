// Reviewing: the photo with its outlines, and the form beside it.

import { onKeys } from "./page.js";

/** Zoom, turn and move of the photo; `scale` 1 fits it into the stage. */
const view = { scale: 1, turn: 0, x: 0, y: 0 };
let fit = 1;
let active = null;

const part = (id) => document.getElementById(id);

function begin() {
  const picture = part("picture");
  if (!picture) return;
  page = 1;
  if (picture.complete && picture.naturalWidth) place();
  picture.addEventListener("load", place);
  picture.addEventListener("error", missing);
  if (picture.complete && !picture.naturalWidth) missing();
}

const isMissing = (missed) => {
  part("sheet").hidden = missed;
  part("no-picture").hidden = !missed;
};
const missing = () => isMissing(true);

let size = { width: 0, height: 0 };
let page = 1;
const marksOf = (number) => part("marks")?.querySelector(`[data-page="${number}"]`);

/** Boxes are pixels of the page as it was read; its picture is that page, larger or smaller. */
function place() {
  const [picture, sheet] = [part("picture"), part("sheet")];
  const { width, height } = marksOf(page)?.dataset ?? {};
  size = { width: Number(width) || picture.naturalWidth, height: Number(height) || picture.naturalHeight };
  part("marks").setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
  sheet.style.width = `${size.width}px`;
  sheet.style.height = `${size.height}px`;
  isMissing(false);
  reset();
}

/** Another page: its picture, and the outlines that lie on it. */
function leaf(number) {
  if (!marksOf(number) || number === page) return;
  page = number;
  for (const marks of part("marks").children) marks.classList.toggle("is-away", Number(marks.dataset.page) !== page);
  part("picture").src = `${part("review").dataset.address}/pages/${page}`;
  part("page-of").textContent = `${page} / ${part("marks").children.length}`;
}

function reset() {
  Object.assign(view, { scale: 1, turn: 0, x: 0, y: 0 });
  draw();
}

function draw() {
  const stage = part("stage");
  const { width, height } = size;
  if (!width || !stage) return;
  const lies = view.turn % 180 !== 0;
  fit = Math.min(stage.clientWidth / (lies ? height : width), stage.clientHeight / (lies ? width : height));
  const x = stage.clientWidth / 2 + view.x;
  const y = stage.clientHeight / 2 + view.y;
  part("sheet").style.transform = `translate(${x}px, ${y}px) scale(${fit * view.scale}) rotate(${view.turn}deg) translate(-50%, -50%)`;
  part("marks").style.setProperty("--thin", `${(stage.clientWidth < 600 ? 1.2 : 2) / (fit * view.scale)}px`);
}

function zoom(by, at) {
  const scale = Math.min(Math.max(view.scale * by, 1), 12);
  const stage = part("stage").getBoundingClientRect();
  const x = (at?.x ?? stage.left + stage.width / 2) - stage.left - stage.width / 2;
  const y = (at?.y ?? stage.top + stage.height / 2) - stage.top - stage.height / 2;
  const grown = scale / view.scale;
  view.x = scale === 1 ? 0 : x - (x - view.x) * grown;
  view.y = scale === 1 ? 0 : y - (y - view.y) * grown;
  view.scale = scale;
  draw();
}

function turn() {
  view.turn = (view.turn + 90) % 360;
  view.x = view.y = 0;
  draw();
}

/** Outline where a field was read, and bring it into sight. */
function outline(path, mayMove) {
  const marks = part("marks");
  if (!marks) return;
  let found = null;
  for (const mark of marks.querySelectorAll("[data-path]")) {
    const is = mark.dataset.path === path;
    mark.classList.toggle("is-active", is);
    if (is) found = mark;
  }
  if (!found || !mayMove) return;
  const its = Number(found.parentElement.dataset.page);
  if (its !== page) leaf(its);
  else bring(found);
}

function bring(mark) {
  const stage = part("stage").getBoundingClientRect();
  const box = mark.getBoundingClientRect();
  const isSeen = box.left >= stage.left && box.right <= stage.right && box.top >= stage.top && box.bottom <= stage.bottom;
  if (isSeen) return;
  view.x += stage.left + stage.width / 2 - (box.left + box.width / 2);
  view.y += stage.top + stage.height / 2 - (box.top + box.height / 2);
  draw();
}

const fieldOf = (element) => element.closest?.(".field, [data-item]");
const pathOf = (field) => field?.dataset.path ?? (field?.dataset.item ? `${field.dataset.item}.amount` : null);

document.addEventListener("focusin", (event) => {
  const field = fieldOf(event.target);
  if (!field) return;
  active = event.target.matches("input:not([type=checkbox]), textarea") ? event.target : null;
  outline(pathOf(field), true);
});
document.addEventListener("pointerover", (event) => {
  const field = fieldOf(event.target);
  if (field) outline(pathOf(field), false);
  const mark = event.target.closest?.("polygon");
  const named = mark?.dataset.path && document.querySelector(`.field[data-path="${CSS.escape(mark.dataset.path)}"]`);
  for (const one of document.querySelectorAll(".field.is-pointed")) one.classList.remove("is-pointed");
  named?.classList.add("is-pointed");
});
document.addEventListener("pointerout", (event) => {
  if (fieldOf(event.target)) outline(pathOf(fieldOf(document.activeElement)), false);
});

/** A click on a text of the photo writes it into the field that was typed into last. */
function pick(mark) {
  if (!active || !active.isConnected) {
    if (mark.dataset.path) document.querySelector(`.field[data-path="${CSS.escape(mark.dataset.path)}"] :is(input, select)`)?.focus();
    return;
  }
  active.value = suited(active, mark.dataset.raw);
  active.dispatchEvent(new Event("input", { bubbles: true }));
  active.focus();
}

function suited(input, text) {
  const kind = input.closest(".field")?.className ?? (input.matches(".figure") ? "kind-money" : "");
  if (kind.includes("kind-money")) return (text.match(/-?[\d.,]*\d/) ?? [text])[0];
  if (kind.includes("kind-number")) return (text.match(/\d{3}\s*-?\s*\d{2}\s*-?\s*\d{5}/) ?? [text])[0].replace(/\s/g, "");
  return text;
}

let hold = null;
const fingers = new Map();

/** Where two fingers are, and how far from each other. */
function pinch() {
  const [one, other] = fingers.values();
  return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2, apart: Math.hypot(one.x - other.x, one.y - other.y) };
}

document.addEventListener("pointerdown", (event) => {
  const stage = event.target.closest("#stage");
  if (!stage || !part("picture") || event.button !== 0) return;
  event.preventDefault(); // the field keeps its focus
  fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  hold = fingers.size > 1 ? null : { x: event.clientX, y: event.clientY, moved: false, mark: event.target.closest("polygon") };
  stage.setPointerCapture(event.pointerId);
});
document.addEventListener("pointermove", (event) => {
  if (fingers.size === 2 && fingers.has(event.pointerId)) {
    const before = pinch();
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const now = pinch();
    if (before.apart > 0) zoom(now.apart / before.apart, now);
    return;
  }
  if (!hold) return;
  const [x, y] = [event.clientX - hold.x, event.clientY - hold.y];
  if (!hold.moved && Math.hypot(x, y) < 5) return;
  Object.assign(hold, { moved: true, x: event.clientX, y: event.clientY });
  view.x += x;
  view.y += y;
  draw();
});
document.addEventListener("pointerup", (event) => {
  fingers.delete(event.pointerId);
  if (hold && !hold.moved && hold.mark) pick(hold.mark);
  hold = null;
});
document.addEventListener("pointercancel", (event) => {
  fingers.delete(event.pointerId);
  hold = null;
});
document.addEventListener("wheel", (event) => {
  if (!event.target.closest?.("#stage") || !part("picture")) return;
  event.preventDefault();
  zoom(Math.exp(-event.deltaY / 400), { x: event.clientX, y: event.clientY });
}, { passive: false });
document.addEventListener("dblclick", (event) => { if (event.target.closest("#stage")) zoom(2, { x: event.clientX, y: event.clientY }); });
window.addEventListener("resize", draw);

const TOOLS = { in: () => zoom(1.5), out: () => zoom(1 / 1.5), turn, reset, before: () => leaf(page - 1), after: () => leaf(page + 1) };
document.addEventListener("click", (event) => {
  const tool = event.target.closest("[data-photo]");
  if (tool) TOOLS[tool.dataset.photo]();
  const taken = event.target.closest("[data-takes]");
  if (taken) {
    const input = part(taken.dataset.takes);
    input.value = taken.dataset.value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
});

// What is typed is checked where the rules are: on the server, a moment after the last key.
let waits = null;
document.addEventListener("input", (event) => {
  const form = event.target.closest("#values");
  if (!form) return;
  event.target.closest(".field")?.classList.add("is-changed");
  clearTimeout(waits);
  waits = setTimeout(() => {
    htmx.ajax("POST", `${part("review").dataset.address}/check`, {
      source: "#sums", target: "#sums", swap: "innerHTML", select: "unset", values: htmx.values(form, "post"),
    });
  }, 250);
});
function approve() {
  const button = part("approve");
  if (!button) return;
  clearTimeout(waits);
  button.click();
}

onKeys({
  a: approve,
  e: () => (document.querySelector(".field:has(.doubt) :is(input, select, textarea)") ?? document.querySelector(".field :is(input, select)"))?.focus(),
  x: () => document.querySelector("[data-opens=reject]")?.click(),
  r: () => part("picture") && turn(),
  "+": () => part("picture") && zoom(1.5),
  "=": () => part("picture") && zoom(1.5),
  "-": () => part("picture") && zoom(1 / 1.5),
  0: () => part("picture") && reset(),
  "[": () => leaf(page - 1),
  "]": () => leaf(page + 1),
  Escape: () => part("back").click(),
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); approve(); }
  if (event.key === "Escape" && event.target.matches("#values :is(input, select, textarea)")) { event.preventDefault(); event.target.blur(); }
  // Enter alone saves nothing by accident: it goes on to the next field, as in a spreadsheet.
  if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && event.target.matches("#values input")) {
    event.preventDefault();
    const all = [...document.querySelectorAll("#values :is(input:not([type=hidden]), select, textarea)")].filter((one) => one.offsetParent);
    all[all.indexOf(event.target) + 1]?.focus();
  }
});
document.addEventListener("htmx:afterSettle", (event) => { if (event.detail.elt.id === "review") begin(); });
if (new URLSearchParams(location.search).get("do") === "reject") part("reject")?.showModal();
document.addEventListener("change", (event) => {
  if (event.target.name === "reason") part("reject-note").required = event.target.value === "other";
});
new ResizeObserver(draw).observe(document.querySelector("#stage") ?? document.body);
begin();
