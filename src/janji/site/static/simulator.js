// Keeps the phone fresh and sends without leaving the page. Without this file the page works too.
const talk = document.getElementById("talk");
const held = document.getElementById("held-now");
let last = talk.innerHTML;

function toEnd() { talk.scrollTop = talk.scrollHeight; }

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch(talk.dataset.live, { headers: { Accept: "application/json" }, cache: "no-store" });
    if (!answer.ok) return;
    const pieces = await answer.json();
    if (!pieces.trouble && pieces.talk !== last) {
      last = pieces.talk;
      talk.innerHTML = pieces.talk;
      toEnd();
    }
    held.innerHTML = pieces.held;
  } catch { /* the next round asks again */ }
}

function show(words) {
  const note = document.createElement("div");
  note.className = "bubble note";
  note.setAttribute("role", "alert");
  note.textContent = words;
  talk.append(note);
  toEnd();
}

for (const form of document.querySelectorAll(".js-say")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const sent = new FormData(form, event.submitter);
    const field = form.querySelector("textarea");
    const pressed = event.submitter;
    if (pressed) pressed.disabled = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(sent), headers: { Accept: "application/json" } });
      const { wrong } = await answer.json();
      if (wrong) show(wrong);
      else if (field) field.value = "";
    } catch { form.submit(); return; }
    if (pressed) pressed.disabled = false;
    if (field) field.focus();
    await refresh();
  });
  const field = form.querySelector("textarea");
  if (field) field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(form.querySelector("button")); }
  });
}
toEnd();
setInterval(refresh, 1200);
