// A long form keeps itself: a moment after a pause what was typed goes to the server as a draft. One request at a time; one
// whose answer was lost is sent again under its own key before anything newer, so a draft is never made twice. Without
// connection the copy of shell.js on this device stays, and is sent when there is one. Without script there is a button.
"use strict";
(() => {
  const WAIT_MS = 1500, AGAIN_MS = 8000;
  const place = document.querySelector("[data-autosave]"), form = place?.querySelector("form[data-draft]"), spot = place?.querySelector("[data-kept]");
  if (!form || !spot) return;
  const words = JSON.parse(spot.dataset.words), quiet = ["csrf_token", "idempotency_key", "version", "draft", "draft_version"];
  const draft = form.elements.draft, version = form.elements.draft_version, keep = form.querySelector("[formaction]");
  let timer = 0, pending = null, busy = false, stopped = false, kept = typed();

  function typed() {
    const data = new FormData(form);
    for (const name of quiet) data.delete(name);
    return new URLSearchParams(data).toString();
  }
  function say(state, filling = {}) {
    spot.dataset.state = state;
    spot.textContent = Object.entries(filling).reduce((text, [name, value]) => text.replace(`{${name}}`, value), words[state]);
  }
  const key = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => "23456789bcdfghjkmnpqrstvwxz"[b % 27]).join("");
  function next() {
    const now = typed();
    if (now === kept) return null;
    const body = new URLSearchParams(now);
    body.set("csrf_token", form.elements.csrf_token.value);
    body.set("draft_version", version.value);
    return { key: key(), typed: now, body, url: place.dataset.autosave + (draft.value ? `/${draft.value}` : "") };
  }
  function later(ms) { clearTimeout(timer); timer = setTimeout(save, ms); }

  async function save() {
    if (busy || stopped || form.dataset.sent) return;
    pending ??= next();
    if (!pending) return;
    busy = true;
    say("saving");
    const headers = { Accept: "application/json", "Idempotency-Key": pending.key };
    const answer = await fetch(pending.url, { method: "POST", body: pending.body, headers, keepalive: pending.body.toString().length < 60000 }).catch(() => null);
    const said = answer ? await answer.json().catch(() => null) : null;
    busy = false;
    if (!said || answer.status >= 500) { say("offline"); return later(AGAIN_MS); }
    if (!answer.ok) { pending = null; return refused(answer.status, said); }
    accept(said);
  }
  function refused(status, said) {
    stopped = status === 409 || status === 404;
    if (stopped) say("stale"); else say("refused", { why: said.title });
  }
  function accept(said) {
    kept = pending.typed;
    pending = null;
    if (!draft.value) history.replaceState(null, "", form.elements.problem.value ? location.href : `?draft=${said.draft}`);
    draft.value = said.draft;
    version.value = said.version;
    keep?.setAttribute("formaction", `${place.dataset.autosave}/${said.draft}`);
    say("kept", { t: said.at });
    if (typed() === kept) document.dispatchEvent(new CustomEvent("challenge:accepted", { detail: form.dataset.draft }));
    else later(WAIT_MS);
  }
  // ---- what was tried already: asked for when the words have changed, never by address
  const shelf = document.querySelector("[data-similar]"), telling = ["title", "teaser", "summary", "question"];
  let asked = "", looking = 0;
  async function look() {
    const said = telling.map((name) => form.elements[name].value).join(" ").trim();
    if (!shelf || said.length < 12 || said === asked) return;
    asked = said;
    const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value, said, problem: form.elements.problem.value });
    const answer = await fetch(shelf.dataset.similar, { method: "POST", body }).catch(() => null);
    if (answer?.ok && said === asked) shelf.innerHTML = await answer.text();
  }
  form.addEventListener("input", () => { later(WAIT_MS); clearTimeout(looking); looking = setTimeout(look, WAIT_MS); });
  look();
  form.addEventListener("submit", () => clearTimeout(timer));
  addEventListener("online", () => later(0));
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  if (form.querySelector(".draft-note")) later(WAIT_MS); // what this device had kept without connection
})();
