/* What scripts add to the list: it stays fresh, keys move in it, a colleague is seen in the same conversation.
   Every page works without it. Fires "desk:live" {word, person} on document for the thread beside the list. */

const list = document.querySelector("[data-live]");
const sign = document.getElementById("live-sign");
const crumb = (() => { try { return JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || ""; } catch { return ""; } })();
const kept = { get: (name) => { try { return localStorage.getItem(name); } catch { return null; } }, set: (name, value) => { try { localStorage.setItem(name, value); } catch { /* a browser that keeps nothing */ } } };
const title = document.title;
document.querySelector("#list-rows > li:has([aria-current])")?.scrollIntoView({ block: "nearest" });

/* ---- fresh ---- */
const changed = new Set();
let lateBefore = document.querySelectorAll("#list-rows .late").length;
let everything = false, timer = 0, busy = false, last = 0;

function soon(person) {
  if (person) changed.add(person); else everything = true;
  if (changed.size > 25) everything = true;
  clearTimeout(timer);
  timer = setTimeout(refresh, Math.max(120, everything ? 1500 - (Date.now() - last) : 0));
}

async function refresh() {
  if (busy) return soon([...changed][0]);
  const ids = everything ? [] : [...changed];
  if (!everything && !ids.length) return;
  busy = true; last = Date.now(); everything = false; changed.clear();
  try {
    const address = new URL(list.dataset.rows, location.href);
    if (ids.length) address.searchParams.set("ids", ids.join(","));
    if (list.dataset.open) address.searchParams.set("open", list.dataset.open);
    const answer = await fetch(address, { headers: { "HX-Request": "true" }, cache: "no-store" });
    if (answer.redirected || answer.status === 403) { location.reload(); return; }
    if (answer.ok) put(new DOMParser().parseFromString(await answer.text(), "text/html"), ids);
  } catch { reached(false); }
  finally { busy = false; if (everything || changed.size) soon([...changed][0]); }
}

function put(piece, ids) {
  const tabs = piece.getElementById("list-tabs"), rows = document.getElementById("list-rows");
  const old = document.getElementById("list-tabs");
  const focused = document.activeElement;
  const place = focused?.closest?.("#list-rows > [data-person]")?.dataset.person, inTab = focused?.closest?.("[data-tab]")?.dataset.tab, onBox = focused?.matches?.("input");
  const ticked = new Set([...rows.querySelectorAll("input:checked")].map((one) => one.value));
  if (old.querySelector("details[open]")) tabs.querySelector("details").open = true;
  old.replaceWith(tabs);
  const fresh = [...piece.querySelectorAll("#list-rows > li")];
  const before = new Map([...rows.children].map((one) => [one.dataset.person, one]));
  if (ids.length) for (const id of ids) { if (!fresh.some((one) => one.dataset.person === id)) before.get(id)?.remove(); }
  else { const there = new Set(fresh.map((one) => one.dataset.person)); for (const [id, one] of before) if (!there.has(id)) one.remove(); }
  for (const one of fresh) placed(rows, one, before.get(one.dataset.person), !ids.length);
  for (const box of rows.querySelectorAll("input[name=people]")) if (ticked.has(box.value)) box.checked = true;
  const late = rows.querySelectorAll(".late").length;
  if (late > lateBefore && kept.get("janji-sound") === "on") ring();
  lateBefore = late;
  document.getElementById("list-empty").hidden = rows.children.length > 0;
  if (place) rows.querySelector(`[data-person="${place}"] ${onBox ? "input" : ".item"}`)?.focus({ preventScroll: true });
  else if (inTab) tabs.querySelector(`[data-tab="${inTab}"]`)?.focus({ preventScroll: true });
  attention(Number(tabs.dataset.attention));
}

function placed(rows, one, was, whole) {
  if (was && was.outerHTML === one.outerHTML) { if (whole) rows.append(was); return; }
  const moved = !was || was.dataset.key !== one.dataset.key;
  if (!was && list.dataset.first !== "1") return;
  if (!whole && was && !moved) { was.replaceWith(one); return; }
  if (!whole && one.classList.contains("is-new")) one.classList.add("came");
  was?.remove();
  const down = list.dataset.sort === "down", key = Number(one.dataset.key);
  const next = whole ? null : [...rows.children].find((other) => (down ? Number(other.dataset.key) <= key : Number(other.dataset.key) > key));
  rows.insertBefore(one, next ?? null);
}

/* ---- noticed: in the title, and by a soft sound when one wants it ---- */
let waiting = Number(document.getElementById("list-tabs")?.dataset.attention || 0);
function attention(count) {
  document.title = count ? `(${count}) ${title}` : title;
  if (count > waiting && kept.get("janji-sound") === "on") ring();
  waiting = count;
}
function ring() {
  try {
    const room = new AudioContext(), tone = room.createOscillator(), soft = room.createGain();
    tone.frequency.value = 660; soft.gain.setValueAtTime(.06, room.currentTime); soft.gain.exponentialRampToValueAtTime(.0001, room.currentTime + .35);
    tone.connect(soft).connect(room.destination); tone.start(); tone.stop(room.currentTime + .4);
  } catch { /* no sound here */ }
}

/* ---- the stream ---- */
let stream = null;
function reached(on) {
  if (!sign) return;
  const words = on ? sign.dataset.on : sign.dataset.off;
  sign.hidden = false; sign.classList.toggle("off", !on); sign.title = words;
  const told = sign.querySelector("[role=status]");
  if (told.textContent !== words) told.textContent = words;
}
function listen() {
  if (stream || !list || document.hidden) return;
  stream = new EventSource(list.dataset.live);
  let opened = false;
  stream.addEventListener("hello", () => { reached(true); if (opened || last) soon(); opened = true; });
  stream.addEventListener("error", () => { reached(false); if (stream?.readyState === EventSource.CLOSED) hangUp(); });
  stream.addEventListener("over", (event) => { hangUp(); reached(false); if (event.data === "signed_out") location.reload(); else if (event.data === "slow" || event.data === "later") setTimeout(listen, 3000); });
  for (const word of ["talk", "gone", "message", "note", "presence", "many", "seat"])
    stream.addEventListener(word, (event) => heard(word, event.data));
}
function hangUp() { stream?.close(); stream = null; }
function heard(word, person) {
  document.dispatchEvent(new CustomEvent("desk:live", { detail: { word, person } }));
  if (word === "presence") { if (person === list.dataset.open) others(); return; }
  if (word === "seat") return;
  if (word === "message" && !document.querySelector(`[data-person="${CSS.escape(person)}"]`)) return;
  soon(word === "many" ? "" : person);
}
addEventListener("offline", () => reached(false));
addEventListener("online", () => { hangUp(); listen(); soon(); document.dispatchEvent(new CustomEvent("desk:live", { detail: { word: "many", person: "" } })); });
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  if (!stream) { listen(); soon(); }
});

/* ---- colleagues in the same conversation ---- */
const thread = document.querySelector("[data-look]");
let typed = 0;
function look(doing) {
  if (!thread) return;
  const words = new URLSearchParams({ doing, csrfmiddlewaretoken: crumb });
  if (doing === "left") navigator.sendBeacon(thread.dataset.look, words);
  else fetch(thread.dataset.look, { method: "POST", body: words }).catch(() => {});
}
async function others() {
  const place = document.querySelector("[data-others]");
  if (!place) return;
  try {
    const answer = await fetch(place.dataset.others, { cache: "no-store" });
    if (!answer.ok || answer.redirected) return;
    const words = (await answer.text()).trim();
    if (place.innerHTML.trim() !== words) place.innerHTML = words;
  } catch { /* asked again with the next change */ }
}
if (thread) {
  look("open"); others();
  setInterval(() => { if (!document.hidden) { if (Date.now() - typed > 8000) look("open"); others(); } }, 25000);
  document.addEventListener("input", (event) => {
    if (!event.target.closest?.(".pane-main textarea, #main textarea") || Date.now() - typed < 4000) return;
    typed = Date.now(); look("typing");
    setTimeout(() => { if (Date.now() - typed >= 8000) { look("open"); } }, 8100);
  });
  addEventListener("pagehide", () => look("left"));
}

/* ---- keys: only outside of fields, and only while they are switched on ---- */
const help = document.getElementById("keys");
const on = () => kept.get("janji-keys") !== "off";
const items = () => [...document.querySelectorAll("#list-rows .item[href]")];
const here = () => document.activeElement?.closest?.("#list-rows > li") || document.querySelector("#list-rows > li:has([aria-current])");
function move(step) {
  const all = items(), at = all.indexOf(here()?.querySelector(".item"));
  const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
  next?.focus(); next?.scrollIntoView({ block: "nearest" });
}
function act(word) {
  const form = document.getElementById("bulk"), ticked = document.querySelectorAll("#list-rows input:checked");
  if (!form) return;
  if (!ticked.length) { const box = here()?.querySelector("input"); if (!box) return; box.checked = true; }
  form.elements.act.value = word;
  form.requestSubmit();
}
/* In a conversation a key acts on it and stays, or goes on to the next; in the list it acts on the line. */
const talk = document.querySelector(".talk-tools");
const write = () => document.querySelector(".pane-main textarea:not([disabled])")?.focus();
function go(step) {
  const all = items(), at = all.findIndex((one) => one.getAttribute("aria-current"));
  const next = all[at < 0 ? 0 : at + step];
  if (!next) return;
  byKeys();
  next.click();
}
function byKeys() { try { sessionStorage.setItem("janji-by-key", "1"); } catch { /* the box takes the focus then */ } }
function take() {
  const button = talk.querySelector("[name=act][value=take_over]");
  if (button) button.click(); else write();
}
function opens(menu, first) {
  if (!menu) return;
  menu.open = true;
  menu.querySelector(first)?.focus();
}
const keys = {
  j: () => (talk ? go(1) : move(1)), k: () => (talk ? go(-1) : move(-1)),
  ArrowDown: () => move(1), ArrowUp: () => move(-1),
  x: () => { const box = here()?.querySelector("input"); if (box) { box.checked = !box.checked; box.dispatchEvent(new Event("change", { bubbles: true })); } },
  a: () => (talk ? take() : act("take")),
  e: () => (talk ? opens(document.getElementById("close")?.parentElement, ".talk-close button") : act("close")),
  m: () => opens(document.querySelector(".talk-organise"), "select, button"),
  r: write,
  u: () => document.querySelector(".talk-back")?.click(),
  "?": () => help?.showModal(),
};
const LISTED = new Set(["ArrowDown", "ArrowUp"]);
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable], dialog")) return;
  const single = event.key.length === 1;
  if (single && !on()) { event.stopImmediatePropagation(); return; }
  const ending = event.target.closest?.(".talk-close");
  if (ending && /^[0-9]$/.test(event.key)) {
    const all = [...ending.querySelectorAll("button")], one = event.key === "0" ? all.at(-1) : all[event.key - 1];
    event.preventDefault(); event.stopImmediatePropagation(); byKeys(); one?.click(); return;
  }
  if (ending && LISTED.has(event.key)) {
    const all = [...ending.querySelectorAll("button")], at = all.indexOf(document.activeElement);
    event.preventDefault(); all[(at + (event.key === "ArrowDown" ? 1 : all.length - 1)) % all.length].focus(); return;
  }
  if (LISTED.has(event.key) && !event.target.closest?.("#list-rows")) return;
  if (!keys[event.key]) return;
  event.preventDefault(); event.stopImmediatePropagation();
  keys[event.key]();
}, true);
for (const button of document.querySelectorAll("[data-keys-help]")) {
  button.hidden = false;
  button.addEventListener("click", () => { button.closest("details").open = false; help?.showModal(); });
}
for (const [id, name, value] of [["keys-on", "janji-keys", "off"], ["sound-on", "janji-sound", "on"]]) {
  const box = document.getElementById(id);
  if (!box) continue;
  const unusual = kept.get(name) === value;
  box.checked = id === "keys-on" ? !unusual : unusual;
  box.addEventListener("change", () => { kept.set(name, id === "keys-on" ? (box.checked ? "on" : "off") : box.checked ? "on" : "off"); if (id === "sound-on" && box.checked) ring(); });
}

attention(waiting);
listen();
