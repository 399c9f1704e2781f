/* What scripts add to the desk. Every page works without them: here are comforts only.
   data-until on a <time>: ticks · data-copy on a button: copies · data-dialog on a link or button:
   opens the <dialog> with that id instead of following · data-close: closes it · form data-once: is
   sent once · data-check-all: ticks the boxes of its form · .menu: closes by Escape or beside it ·
   [data-drop]: takes files · toast(words) · keys: "?" help, "g" then a letter goes to a room. */

const body = document.body;
const shift = body.dataset.now ? Date.parse(body.dataset.now) - Date.now() : 0;
const [DAY, HOUR, MINUTE, SECOND] = (body.dataset.units || "d|h|min|s").split("|");

export const now = () => Date.now() + shift;

/* The two largest units, seconds only in the last ten minutes; the same as spans.py. */
export function left(ms) {
  const all = Math.max(0, Math.floor(ms / 1000));
  const [d, h, m, s] = [Math.floor(all / 86400), Math.floor(all / 3600) % 24, Math.floor(all / 60) % 60, all % 60];
  if (d) return `${d} ${DAY} ${h} ${HOUR}`;
  if (h) return `${h} ${HOUR} ${m} ${MINUTE}`;
  return m >= 10 ? `${m} ${MINUTE}` : m ? `${m} ${MINUTE} ${s} ${SECOND}` : `${s} ${SECOND}`;
}

function tick() {
  let changed = false;
  for (const one of document.querySelectorAll("time[data-until]")) {
    const rest = Date.parse(one.dataset.until) - now();
    const over = rest <= 0, words = over ? one.dataset.over || left(0) : left(rest);
    if (one.textContent !== words) one.textContent = words;
    one.classList.toggle("soon", !over && rest < 7.2e6);
    if (over && !one.classList.contains("over")) changed = true;
    one.classList.toggle("over", over);
  }
  if (changed) document.dispatchEvent(new CustomEvent("desk:over"));
}

export function toast(words, ms = 6000) {
  const place = document.getElementById("toasts");
  if (!place || !words) return;
  const one = document.createElement("div"), text = document.createElement("p");
  one.className = "toast"; text.textContent = words;
  one.append(text); place.append(one);
  passing(one, place, ms);
}

/* A toast goes by itself, not while one points at it or has the focus in it, and can be shut. */
function passing(one, place, ms) {
  const shut = document.createElement("button");
  shut.type = "button"; shut.textContent = "✕";
  shut.setAttribute("aria-label", place.dataset.close || "✕");
  shut.addEventListener("click", () => one.remove());
  one.append(shut);
  let timer = setTimeout(() => one.remove(), ms);
  for (const kind of ["pointerenter", "focusin"]) one.addEventListener(kind, () => clearTimeout(timer));
  for (const kind of ["pointerleave", "focusout"]) one.addEventListener(kind, () => { clearTimeout(timer); timer = setTimeout(() => one.remove(), 4000); });
}
for (const one of document.querySelectorAll("#toasts > .toast")) passing(one, one.parentElement, one.querySelector("form") ? 20000 : 8000);

async function copy(button) {
  const from = document.getElementById(button.dataset.copy);
  const text = from ? (from.value ?? from.textContent).trim() : button.dataset.copy;
  try { await navigator.clipboard.writeText(text); toast(button.dataset.done || body.dataset.copied); }
  catch { if (from) getSelection().selectAllChildren(from); }
}

function opened(event, link) {
  const dialog = document.getElementById(link.dataset.dialog);
  if (!dialog || typeof dialog.showModal !== "function") return;
  event.preventDefault();
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const hit = event.target.closest?.("[data-copy], [data-dialog], [data-close], [data-dismiss]");
  if (hit?.dataset.copy !== undefined) copy(hit);
  if (hit?.dataset.dialog !== undefined) opened(event, hit);
  if (hit?.dataset.close !== undefined && hit.closest("dialog")) { event.preventDefault(); hit.closest("dialog").close(); }
  if (hit?.dataset.dismiss !== undefined) hit.closest(".toast, .banner, .notice")?.remove();
  if (event.target instanceof HTMLDialogElement && event.target.open && beside(event)) event.target.close();
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

function beside(event) {
  const box = event.target.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  event.submitter?.classList.add("busy");
  event.submitter?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const one of document.querySelectorAll(".button.busy[aria-busy]")) { one.classList.remove("busy"); one.removeAttribute("aria-busy"); }
});

document.addEventListener("change", (event) => {
  const box = event.target;
  if (box.matches?.("[data-check-all]"))
    for (const one of box.form?.querySelectorAll(`input[type=checkbox][name="${box.dataset.checkAll}"]`) || []) one.checked = box.checked;
  if (box.matches?.("[data-drop] input[type=file]")) named(box);
  if (box.matches?.("[data-sends]")) box.form?.requestSubmit();
});

function named(input) {
  const place = input.closest("[data-drop]").querySelector("[data-names]");
  const large = input.dataset.most && [...input.files].some((one) => one.size > Number(input.dataset.most));
  if (place) place.textContent = large ? input.dataset.large : [...input.files].map((one) => one.name).join(", ");
  input.setCustomValidity(large ? input.dataset.large : "");
  input.setAttribute("aria-invalid", String(Boolean(large)));
}
for (const kind of ["dragover", "dragleave", "drop"])
  document.addEventListener(kind, (event) => {
    const drop = event.target.closest?.("[data-drop]");
    if (!drop) return;
    event.preventDefault();
    drop.classList.toggle("over", kind === "dragover");
    const input = drop.querySelector("input[type=file]");
    if (kind === "drop" && input && event.dataTransfer.files.length) { input.files = event.dataTransfer.files; named(input); }
  });

const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]");
let going = 0;
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const menu = document.querySelector("details.menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "?") { const help = document.querySelector("[data-help]"); if (help) location.assign(help.href); }
  else if (event.key === "/") { const find = document.querySelector("input[type=search]"); if (find) { event.preventDefault(); find.focus(); } }
  else if (event.key === "g") going = Date.now();
  else if (Date.now() - going < 1500) {
    const room = document.querySelectorAll(".rooms > li:not(.rooms-more) > a.room")[Number(event.key) - 1];
    going = 0;
    if (room) location.assign(room.href);
  }
});

function reach() {
  const notice = document.getElementById("offline");
  if (notice) notice.hidden = navigator.onLine;
}
addEventListener("online", reach);
addEventListener("offline", reach);
reach();

document.addEventListener("htmx:sendError", () => toast(body.dataset.unsent));
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status === 403 || event.detail.xhr.status === 401) location.reload();
  else toast(body.dataset.unsent);
});
document.addEventListener("desk:toast", (event) => toast(event.detail?.value ?? event.detail?.words));

tick();
setInterval(tick, 1000);
