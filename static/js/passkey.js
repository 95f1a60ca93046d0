// Passkeys: the page brings what to ask of the device, or says where to fetch it; the answer goes back in its form.
// The options and the answer are the JSON of WebAuthn, in which bytes are Base64 for addresses.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const listed = (credentials = []) => credentials.map((one) => ({ ...one, id: bytes(one.id) }));

async function create({ publicKey: asked }) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...asked, challenge: bytes(asked.challenge), user: { ...asked.user, id: bytes(asked.user.id) },
      excludeCredentials: listed(asked.excludeCredentials),
    },
  });
  const { clientDataJSON, attestationObject } = made.response;
  return answer(made, { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject) });
}

async function get({ publicKey: asked }) {
  const found = await navigator.credentials.get({
    publicKey: { ...asked, challenge: bytes(asked.challenge), allowCredentials: listed(asked.allowCredentials) },
  });
  const { clientDataJSON, authenticatorData, signature, userHandle } = found.response;
  return answer(found, {
    clientDataJSON: text(clientDataJSON), authenticatorData: text(authenticatorData), signature: text(signature),
    userHandle: userHandle && text(userHandle),
  });
}

const answer = (credential, response) => JSON.stringify({
  type: credential.type, id: credential.id, rawId: text(credential.rawId), response,
  authenticatorAttachment: credential.authenticatorAttachment ?? null,
  clientExtensionResults: credential.getClientExtensionResults(),
});

async function fetched(address) {
  const response = await fetch(address, { headers: { Accept: "application/json" }, redirect: "error" });
  if (!response.ok) throw new Error(response.statusText);
  return (await response.json()).request_options;
}

function brought() {
  const { creation_options, request_options } = JSON.parse(document.querySelector("#passkey-options").textContent);
  return creation_options ?? request_options;
}

for (const button of document.querySelectorAll("[data-passkey-button]")) {
  if (!window.PublicKeyCredential) continue;
  const { form } = button;
  const trouble = form.querySelector("[data-passkey-trouble]");
  button.hidden = false;
  button.classList.remove("waits");
  form.querySelector("[data-passkey-needs]")?.remove();
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    trouble.hidden = button.disabled = true;
    const { passkeyFrom: from } = button.dataset;
    try {
      const options = from ? await fetched(from) : brought();
      form.elements.namedItem("credential").value = await (form.dataset.passkey === "create" ? create : get)(options);
      if (from) form.action = from;
      form.submit();
    } catch {
      trouble.hidden = button.disabled = false;
    }
  });
}
