/* Passkeys (WebAuthn). A box [data-passkey] appears where the browser has them; its button asks the
   server for a challenge, lets the device answer, puts the answer into the form and sends it. */

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const words = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function readable(options) {
  const key = { ...options.publicKey, challenge: bytes(options.publicKey.challenge) };
  if (key.user) key.user = { ...key.user, id: bytes(key.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"])
    if (key[list]) key[list] = key[list].map((one) => ({ ...one, id: bytes(one.id) }));
  return { publicKey: key };
}

function answer(made) {
  const given = made.response, response = { clientDataJSON: words(given.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"])
    if (given[part]) response[part] = words(given[part]);
  return JSON.stringify({ id: made.id, rawId: words(made.rawId), type: made.type, response,
    clientExtensionResults: made.getClientExtensionResults() });
}

async function ask(box, form) {
  const sent = new URLSearchParams({ for: box.dataset.passkey, name: form.elements.name?.value || "" });
  const reply = await fetch(box.dataset.ask, { method: "POST", body: sent, headers: {
    "Accept": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value } });
  if (reply.status === 403) { form.submit(); return; }
  if (!reply.ok) throw new Error("no challenge");
  const options = readable(await reply.json());
  const made = box.dataset.passkey === "add"
    ? await navigator.credentials.create(options) : await navigator.credentials.get(options);
  form.elements.credential.value = answer(made);
  form.submit();
}

for (const box of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  box.hidden = false;
  const [button, wrong] = [box.querySelector("button"), box.querySelector(".wrong")];
  button.addEventListener("click", async () => {
    wrong.hidden = true; button.setAttribute("aria-busy", "true");
    try { await ask(box, box.closest("form")); } catch { wrong.hidden = false; }
    button.removeAttribute("aria-busy");
  });
}
