/* The desk locks where nobody sits: the page asks the server once a minute, and tells it whether
   somebody was here. When it is locked, a curtain hides the page; what was typed stays under it. */

const curtain = document.getElementById("curtain"), form = curtain?.querySelector("form");
const EACH = 60000;
let busy = false;

const send = (address, fields) => fetch(address, { method: "POST", body: new URLSearchParams(fields),
  headers: { "Accept": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value } });

function lock() {
  if (!curtain.open) curtain.showModal();
}

async function look() {
  const reply = await send(curtain.dataset.idle, { active: busy ? "1" : "" }).catch(() => null);
  busy = false;
  if (reply?.status === 403) lock();
}

async function open(event) {
  event.preventDefault();
  const wrong = form.querySelector(".wrong"), field = form.elements.password;
  const reply = await send(form.action, { password: field.value, code: form.elements.code?.value || "" });
  if (reply.status === 204) { form.reset(); wrong.hidden = true; curtain.close(); return; }
  wrong.querySelector("span").textContent = (await reply.json()).error;
  wrong.hidden = false; field.setAttribute("aria-invalid", "true"); field.focus();
}

if (curtain) {
  for (const kind of ["pointerdown", "keydown", "wheel", "touchstart"])
    addEventListener(kind, () => { busy = true; }, { passive: true });
  curtain.addEventListener("cancel", (event) => event.preventDefault());
  form.addEventListener("submit", open);
  document.addEventListener("desk-locked", lock);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  setInterval(look, EACH);
}
