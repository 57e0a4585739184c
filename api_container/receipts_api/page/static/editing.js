// Editing what a receipt says: its lines of goods, and only what was changed is sent.

const part = (id) => document.getElementById(id);

/** Tell the form that its goods were changed, so that they are checked and sent. */
function changed() {
  part("goods").classList.add("is-changed");
  part("goods-count").textContent = part("lines").childElementCount || "";
  part("goods").querySelector(".line-heads").hidden = !part("lines").childElementCount;
  part("goods").dispatchEvent(new Event("input", { bubbles: true }));
}

/** A line that keeps its number while others come and go; the next that is free. */
function addLine() {
  const used = [...part("lines").children].map((line) => Number(line.dataset.item.split(".")[1]));
  const next = Math.max(-1, ...used) + 1;
  const line = part("blank-line").content.firstElementChild.cloneNode(true);
  line.dataset.item = `items.${next}`;
  for (const one of line.querySelectorAll("[name]")) one.name = one.name.replace("9999", next);
  for (const one of line.querySelectorAll("[aria-label]")) one.setAttribute("aria-label", one.getAttribute("aria-label").replace("10000", next + 1));
  line.querySelector(".told").id = `items-${next}-note`;
  part("lines").append(line);
  changed();
  line.querySelector("input").focus();
}

function removeLine(line) {
  const stays = line.nextElementSibling ?? line.previousElementSibling;
  line.remove();
  changed();
  (stays?.querySelector("[data-removes-line]") ?? part("add-line")).focus();
}

function takeRecorded() {
  part("lines").replaceChildren(part("recorded-lines").content.cloneNode(true));
  part("goods-conflict").remove();
  changed();
  part("add-line")?.focus();
}

document.addEventListener("click", (event) => {
  const pressed = (selector) => event.target.closest(selector);
  if (pressed("#add-line")) addLine();
  if (pressed("#take-goods")) takeRecorded();
  if (pressed("[data-removes-line]")) removeLine(pressed(".line"));
  const switched = pressed("[data-shows-rare]");
  if (switched) {
    const group = switched.closest("fieldset");
    group.classList.add("shows-rare");
    switched.setAttribute("aria-expanded", "true");
    group.querySelector(".is-rare :is(input, select, textarea)")?.focus();
  }
});

document.addEventListener("input", (event) => {
  event.target.closest?.(".goods")?.classList.add("is-changed");
});

// What nobody touched here is not sent: if somebody else has changed it meanwhile, that change stands.
document.addEventListener("htmx:configRequest", (event) => {
  const form = event.detail.elt;
  if (form.id !== "values") return;
  const forget = (control) => event.detail.parameters.delete(control.name);
  for (const field of form.querySelectorAll(".field:not(.is-changed)")) forget(field.querySelector("[name]"));
  const goods = part("goods");
  if (goods && !goods.classList.contains("is-changed")) goods.querySelectorAll("[name]").forEach(forget);
});
