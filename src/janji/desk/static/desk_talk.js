/* Comforts of one conversation; all of it works without. The newest message in sight, a counter, Ctrl+Enter,
   Esc, "/" for ready-made words, the draft kept while one types, news as they come ("desk:live"). */

document.documentElement.classList.add("scripted");
const thread = document.getElementById("thread");
const form = document.querySelector("form[data-composer]");
const text = form?.querySelector("textarea");
const picker = document.getElementById("picker");
const count = document.getElementById("count");
const byKey = (() => { try { const was = sessionStorage.getItem("janji-by-key"); sessionStorage.removeItem("janji-by-key"); return was; } catch { return null; } })();
if (byKey) thread?.focus({ preventScroll: true });  /* who goes through by keys goes on by keys; "r" writes */
/* The thread grows upwards from its end (column-reverse): nought is the end, with and without scripts. */
const atEnd = () => Math.abs(thread.scrollTop) < 96;
const toEnd = () => { thread.scrollTop = 0; };
let leaving = false;  /* a form is on its way: the page that answers it is newer than any news */
document.addEventListener("submit", (event) => { if (!event.defaultPrevented && event.target.method === "post") leaving = true; });
addEventListener("pageshow", () => { leaving = false; });

/* ---- where to begin: at what is new, else at the end; an address that points somewhere wins ---- */
if (thread && !location.hash.startsWith("#m-") && thread.dataset.newest) {
  const edge = document.getElementById("new");
  if (edge && edge.getBoundingClientRect().top < thread.getBoundingClientRect().top) edge.scrollIntoView({ block: "start" });
}

/* ---- news: the window is read again; what did not change is not touched, so that nothing that is open shuts,
   no focus is lost and readers aloud hear the new message alone. Whoever reads further up is told, not moved ---- */
let busy = false, again = false;
async function refresh() {
  if (!thread || !thread.dataset.newest || document.hidden || leaving) return;
  if (busy) { again = true; return; }
  busy = true; again = false;
  try {
    const answer = await fetch(thread.dataset.url, { cache: "no-store", headers: { "HX-Request": "true" } });
    if (answer.status === 410) { gone(); return; }
    if (answer.redirected || answer.status === 403) { await keep(); location.reload(); return; }
    if (!answer.ok || leaving) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (page.getElementById("thread")?.dataset.stands !== thread.dataset.stands) { await keep(); location.reload(); return; }
    for (const id of ["talk-now", "talk-state"]) swap(document.getElementById(id), page.getElementById(id));
    const fresh = page.querySelector("#thread > .talk"), old = thread.querySelector(":scope > .talk");
    if (!fresh || !old) return;
    const stay = !atEnd(), known = lastOf(old);
    merge(old, fresh);
    if (!stay) toEnd(); else if (lastOf(old) !== known) below();
  } catch { /* told by the frame: no connection */ }
  finally { busy = false; if (again) setTimeout(refresh, 500); }
}
const lastOf = (talk) => [...talk.querySelectorAll("article")].at(-1)?.id;
/* What a line says, without what ticks, what is opened and what differs in every answer. */
const essence = (node) => node.outerHTML.replace(/<time[^>]*data-until="([^"]*)"[^>]*>[^<]*<\/time>/g, "$1").replace(/ open=""/g, "").replace(/value="[A-Za-z0-9]{64}"/g, "");
function swap(was, now) { if (was && now && !was.contains(document.activeElement) && essence(was) !== essence(now)) was.replaceWith(now); }
function merge(old, fresh) {
  const first = fresh.querySelector("article");
  const from = first && old.querySelector(`#${CSS.escape(first.id)}`);
  const above = [];  /* what was loaded above the window stays above it */
  if (from) for (let one = old.firstElementChild; one && one !== from; one = one.nextElementSibling) above.push(one);
  const wanted = [...fresh.children].slice(from && above.length ? [...fresh.children].indexOf(first) : 0);
  let place = from ?? old.firstElementChild;
  for (const one of wanted) {
    const twin = one.id && old.querySelector(`:scope > #${CSS.escape(one.id)}`);
    const same = twin || (place && place.tagName === one.tagName && !place.id ? place : null);
    if (!same) { old.insertBefore(one, place); continue; }
    while (place && place !== same) { const left = place; place = place.nextElementSibling; left.remove(); }
    place = same.nextElementSibling;
    if (essence(same) === essence(one)) continue;
    const shown = same.querySelector("details[open]");
    if (shown) one.querySelector("details.fate")?.setAttribute("open", "");
    same.replaceWith(one);
  }
  while (place) { const left = place; place = place.nextElementSibling; left.remove(); }
}
/* The conversation ended under our hands: what was typed is given back by the page that says so. */
function gone() {
  if (!form || !text?.value.trim()) { location.reload(); return; }
  const act = document.createElement("input");
  act.type = "hidden"; act.name = "act"; act.value = "draft";
  sending = true; form.append(act); form.submit();
}
function below() {
  if (thread.querySelector(".talk-more")) return;
  const button = document.createElement("button");
  button.type = "button"; button.className = "button small talk-more"; button.textContent = thread.dataset.more;
  button.addEventListener("click", () => { toEnd(); button.remove(); });
  thread.prepend(button);
}
const mine = () => thread?.dataset.person;
document.addEventListener("desk:live", (event) => {
  const { word, person } = event.detail;
  if (word === "many" || (person === mine() && word !== "presence")) refresh();
});
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });

/* ---- counting as the provider counts: UTF-16 units ---- */
function counted() {
  if (!count || !text) return;
  const part = Number(form.dataset.part), units = text.value.trim().length, parts = Math.max(1, Math.ceil(units / part));
  const words = units > part ? form.dataset.parts.replace("{n}", parts) : "", rest = part * parts - units;
  const left = rest < 200 || parts > 1 ? `${rest}` : "";  /* a number is said when it begins to matter */
  count.textContent = [left, words].filter(Boolean).join(" · ");
}

/* ---- the draft ---- */
let saved = text?.value ?? "", timer = 0, sending = false;
async function keep() {
  if (!text || sending || text.value === saved) return;
  const now = text.value, words = new URLSearchParams({ act: "draft", text: now, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
  try {
    const answer = await fetch(form.action, { method: "POST", body: words, headers: { Accept: "application/json" }, keepalive: true });
    if (answer.status === 204) { saved = now; if (text.value === now && now.trim()) count.textContent = form.dataset.kept; } else if (answer.status === 410) gone();
    else count.textContent = form.dataset.lost;
  } catch { count.textContent = form.dataset.lost; }
}

/* ---- ready-made words: "/" in an empty box, arrows, Enter, Esc ---- */
const options = () => [...picker.querySelectorAll("button")].filter((one) => !one.hidden);
function pick(open) {
  if (!picker) return;
  picker.hidden = !open;
  if (open) { const wanted = text.value.slice(1).toLowerCase(); for (const one of picker.querySelectorAll("button")) { one.hidden = !one.textContent.toLowerCase().includes(wanted); one.classList.remove("on"); } choose(0); if (!options().length) picker.hidden = true; }
}
function choose(at) {
  const all = options();
  all.forEach((one, place) => one.classList.toggle("on", place === at));
  all[at]?.scrollIntoView({ block: "nearest" });
}
function insert(one) {
  text.value = one.dataset.text; pick(false); text.focus(); counted(); soon();
}
function soon() { clearTimeout(timer); timer = setTimeout(keep, 900); }

if (form && text) {
  counted();
  if (!count.textContent && saved.trim()) count.textContent = form.dataset.kept;
  if (form.querySelector("[data-send]") && matchMedia("(min-width: 48rem)").matches && !location.hash.startsWith("#m-") && !byKey) { text.focus({ preventScroll: true }); text.setSelectionRange(text.value.length, text.value.length); }
  text.addEventListener("input", () => { pick(/^\/[^\s/]*$/.test(text.value)); counted(); soon(); });
  text.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const open = picker && !picker.hidden, all = open ? options() : [];
    const at = all.findIndex((one) => one.classList.contains("on"));
    if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) { event.preventDefault(); choose((at + (event.key === "ArrowDown" ? 1 : all.length - 1)) % all.length); return; }
    if (open && event.key === "Enter") { event.preventDefault(); if (all[at]) insert(all[at]); return; }
    if (open && event.key === "Escape") { event.preventDefault(); event.stopPropagation(); pick(false); return; }
    const send = form.querySelector("[data-send]");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && send) { event.preventDefault(); form.requestSubmit(send); }
    else if (event.key === "Escape") text.blur();
  });
  picker?.addEventListener("mousedown", (event) => { const one = event.target.closest("button"); if (one) { event.preventDefault(); insert(one); } });
  form.addEventListener("submit", (event) => {
    if (!text.value.trim() && event.submitter?.value !== "draft") { event.preventDefault(); text.focus(); return; }
    if (sending) { event.preventDefault(); return; }
    if (!navigator.onLine) { event.preventDefault(); count.textContent = form.dataset.offline; return; }
    sending = true; clearTimeout(timer);
    event.submitter?.classList.add("busy");
  });
  addEventListener("pageshow", (event) => { if (event.persisted) { sending = false; form.querySelector(".busy")?.classList.remove("busy"); } });
  addEventListener("online", () => { if (count.textContent === form.dataset.offline) counted(); keep(); });
  addEventListener("pagehide", keep);
  document.addEventListener("desk:over", async () => { if (form.querySelector(".window .over")) { await keep(); location.reload(); } });
}
