/* Comforts of one conversation; all of it works without. The newest message in sight, a counter, Ctrl+Enter,
   Esc, "/" for ready-made words, the draft kept while one types, news as they come ("desk:live"). */

document.documentElement.classList.add("scripted");
const thread = document.getElementById("thread");
const form = document.querySelector("form[data-composer]");
const text = form?.querySelector("textarea");
const picker = document.getElementById("picker");
const count = document.getElementById("count");
const atEnd = () => thread.scrollHeight - thread.scrollTop - thread.clientHeight < 96;
const toEnd = () => { thread.scrollTop = thread.scrollHeight; };
const say = (words) => document.dispatchEvent(new CustomEvent("desk:toast", { detail: { words } }));

/* ---- where to begin: at what is new, else at the end; an address that points somewhere wins ---- */
if (thread && !location.hash.startsWith("#m-") && thread.dataset.newest) {
  const edge = document.getElementById("new");
  toEnd();
  if (edge && edge.offsetTop - thread.offsetTop < thread.scrollTop) edge.scrollIntoView({ block: "start" });
}

/* ---- news: the window is read again; whoever reads further up is told, not moved ---- */
let busy = false, again = false;
async function refresh() {
  if (!thread || !thread.dataset.newest || document.hidden) return;
  if (busy) { again = true; return; }
  if (thread.querySelector("details[open]") || thread.contains(document.activeElement) && document.activeElement !== thread) { again = true; setTimeout(refresh, 4000); return; }
  busy = true; again = false;
  try {
    const answer = await fetch(thread.dataset.url, { cache: "no-store", headers: { "HX-Request": "true" } });
    if (answer.redirected || answer.status === 403 || answer.status === 410) { location.reload(); return; }
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("#thread > .talk"), old = thread.querySelector(":scope > .talk");
    if (!fresh || !old) return;
    const stay = !atEnd(), known = old.querySelectorAll("article").length && old.querySelector("article:last-of-type").id;
    const last = fresh.querySelector("article:last-of-type")?.id;
    keepOlder(old, fresh);
    old.replaceWith(fresh);
    if (!stay) toEnd(); else if (last && last !== known) below();
  } catch { /* told by the frame: no connection */ }
  finally { busy = false; if (again) setTimeout(refresh, 500); }
}
/* What was loaded above the window stays above it. */
function keepOlder(old, fresh) {
  const first = fresh.querySelector("article");
  const twin = first && old.querySelector(`#${CSS.escape(first.id)}`);
  if (!twin || old.querySelector("article") === twin) return;
  const above = [];
  for (let one = old.firstElementChild; one && one !== twin; one = one.nextElementSibling) above.push(one);
  fresh.querySelector(".talk-older")?.remove();
  const day = first.previousElementSibling;
  if (day?.matches(".day-line") && above.some((one) => one.matches(".day-line") && one.textContent === day.textContent)) day.remove();
  fresh.prepend(...above);
}
function below() {
  if (thread.querySelector(".talk-more")) return;
  const button = document.createElement("button");
  button.type = "button"; button.className = "button small talk-more"; button.textContent = thread.dataset.more;
  button.addEventListener("click", () => { toEnd(); button.remove(); });
  thread.append(button);
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
  const part = Number(form.dataset.part), units = text.value.trim().length, parts = Math.ceil(units / part);
  const words = units > part ? form.dataset.parts.replace("{n}", parts) : "";
  const left = units ? `${part * Math.max(1, parts) - units}` : "";
  count.textContent = [left, words].filter(Boolean).join(" · ");
}

/* ---- the draft ---- */
let saved = text?.value ?? "", timer = 0, sending = false;
async function keep() {
  if (!text || sending || text.value === saved) return;
  const now = text.value, words = new URLSearchParams({ act: "draft", text: now, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
  try {
    const answer = await fetch(form.action, { method: "POST", body: words, headers: { Accept: "application/json" }, keepalive: true });
    if (answer.status === 204) { saved = now; if (text.value === now && now.trim()) count.textContent = form.dataset.kept; } else if (answer.status === 410) location.reload();
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
  if (form.querySelector("[data-send]") && matchMedia("(min-width: 48rem)").matches && !location.hash.startsWith("#m-")) { text.focus({ preventScroll: true }); text.setSelectionRange(text.value.length, text.value.length); }
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
    sending = true; clearTimeout(timer);
    event.submitter?.classList.add("busy");
  });
  addEventListener("pageshow", (event) => { if (event.persisted) { sending = false; form.querySelector(".busy")?.classList.remove("busy"); } });
  addEventListener("pagehide", keep);
  document.addEventListener("desk:over", (event) => { if (event.target === document && form.querySelector(".window .over")) { say(form.querySelector(".window").title); location.reload(); } });
}
