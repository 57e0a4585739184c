// What every screen shares: the keyboard, messages that go away, and lists that keep their place.

const help = document.getElementById("help");

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens).showModal();
  if (event.target.closest("[data-closes]")) event.target.closest("dialog").close();
});

/** Whether a key is meant for what is typed into, and not for the page. */
export function isTyping(event) {
  return Boolean(event.target.closest("input, select, textarea, dialog[open]")) || document.querySelector("dialog[open]") !== null;
}

/** Call `keys[key]` for a plain key that nobody types. */
export function onKeys(keys) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event)) return;
    // With a Korean keyboard the letters come as jamo: what counts is which key it was.
    const plain = event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : event.key;
    const act = keys[plain] ?? keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/** Tell something in the corner. */
export function tell(text, kind = "well") {
  const line = document.createElement("p");
  line.className = kind;
  line.textContent = text;
  document.getElementById("toast").replaceChildren(line);
}

onKeys({ "?": () => help?.showModal() });

const shown = document.querySelector("#toast p");
if (shown) {
  const address = new URL(location.href);
  address.searchParams.delete("done");
  history.replaceState(null, "", address); // told once, not again when the page is loaded anew
}
/** What went well goes away by itself; what did not stays until it was read. */
function attend() {
  const line = document.querySelector("#toast p");
  if (line?.matches(".well")) setTimeout(() => line.remove(), 5000);
  if (!line?.matches(".trouble") || line.querySelector("button")) return;
  const close = document.createElement("button");
  Object.assign(close, { type: "button", className: "quiet", textContent: "×" });
  close.setAttribute("aria-label", document.getElementById("toast").dataset.close);
  close.addEventListener("click", () => line.remove());
  line.append(close);
}
new MutationObserver(attend).observe(document.getElementById("toast"), { childList: true });
attend();
