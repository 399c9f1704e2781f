/* The editor of the policy: line numbers, the check while typing, a jump to each fault. All of it works without. */
const form = document.querySelector(".policy-edit .editor"), text = form?.querySelector("#text"), faults = document.getElementById("faults");
const PAUSE = 600;
let timer = 0, asked = 0, left = text?.value ?? "";

/* ---- line numbers beside the text ---- */
const paper = form?.querySelector("[data-paper]"), gutter = document.createElement("div"), numbers = document.createElement("div");
function drawn() {
  const lines = text.value.split("\n").length, hit = new Set([...faults.querySelectorAll("a[data-line]")].map((one) => Number(one.dataset.line)));
  numbers.replaceChildren(...Array.from({ length: lines }, (_, at) => {
    const one = document.createElement("div");
    one.textContent = `${at + 1}`; one.style.position = "static";
    if (hit.has(at + 1)) one.className = "hit";
    return one;
  }));
  moved();
}
function moved() { numbers.style.transform = `translateY(${-text.scrollTop}px)`; }

/* ---- the check, a moment after the last letter; an older answer never covers a newer one ---- */
async function check() {
  const mine = ++asked, words = new URLSearchParams(new FormData(form));
  words.delete("act");
  faults.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.dataset.check, { method: "POST", body: words, headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value } });
    if (mine !== asked) return;
    if (!answer.ok) throw new Error(answer.status);
    const piece = new DOMParser().parseFromString(await answer.text(), "text/html");
    faults.replaceChildren(...piece.body.childNodes);
    text.toggleAttribute("aria-invalid", false);
    if (faults.querySelector(".flaw.fault a[data-line]")) text.setAttribute("aria-invalid", "true");
    drawn();
  } catch {
    if (mine === asked) faults.replaceChildren(Object.assign(document.createElement("p"), { textContent: form.dataset.lost, className: "wrong" }));
  } finally { if (mine === asked) faults.removeAttribute("aria-busy"); }
}
function soon() { clearTimeout(timer); timer = setTimeout(check, PAUSE); }

/* ---- to the place of a fault ---- */
function jump(line, column) {
  const lines = text.value.split("\n"), start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  const at = start + Math.min(column - 1, (lines[line - 1] ?? "").length);
  text.focus();
  text.setSelectionRange(at, start + (lines[line - 1] ?? "").length);
  const height = parseFloat(getComputedStyle(text).lineHeight);
  text.scrollTop = Math.max(0, (line - 6) * height);
  moved();
}

if (form && text && faults) {
  gutter.className = "gutter"; gutter.setAttribute("aria-hidden", "true"); gutter.append(numbers); paper.prepend(gutter);
  drawn();
  text.addEventListener("scroll", moved, { passive: true });
  text.addEventListener("input", () => { if (numbers.childElementCount !== text.value.split("\n").length) drawn(); soon(); });
  faults.addEventListener("click", (event) => {
    const one = event.target.closest("a[data-line]");
    if (one) { event.preventDefault(); jump(Number(one.dataset.line), Number(one.dataset.column)); }
  });
  form.querySelector("[data-press]").addEventListener("click", (event) => { event.preventDefault(); clearTimeout(timer); check(); });
  form.addEventListener("submit", () => { left = text.value; });
  addEventListener("beforeunload", (event) => { if (text.value !== left) event.preventDefault(); });
}
