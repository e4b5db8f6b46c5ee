// A juror's marks stay on this phone until the server has them: kept, sending, confirmed, refused. Pages work without it.
"use strict";
(() => {
  const PREFIX = "challenge.jury:" + location.pathname.split("/").slice(0, 3).join("/") + ":", RETRY_MS = 10000, PATIENCE_MS = 12000;
  const form = document.querySelector("form[data-jury-visit]"), spot = document.querySelector("[data-sync]");
  const words = JSON.parse(spot?.dataset.words || "{}");
  const csrf = () => document.querySelector("[name=csrf_token]")?.value || "";
  const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => "23456789bcdfghjkmnpqrstvwxz"[b % 27]).join("");
  let busy = false;

  // ---- what is kept: one entry per visit {action, fields, key, sent, refused}
  function read(visit) {
    try { return JSON.parse(localStorage.getItem(PREFIX + visit)); } catch { return null; }
  }
  function keep(visit, entry) {
    try { localStorage.setItem(PREFIX + visit, JSON.stringify(entry)); return true; } catch { return false; }
  }
  function drop(visit) {
    try { localStorage.removeItem(PREFIX + visit); } catch { /* nothing was kept either */ }
  }
  function visits() {
    try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length)); } catch { return []; }
  }

  function show(state, text = "") {
    if (!spot) return;
    spot.dataset.state = state;
    spot.querySelector("span").textContent = text || words[state] || "";
  }
  function mark(visit, state) {
    const line = document.querySelector(`[data-jury-line="${visit}"]`);
    if (line) line.dataset.sync = state;
    const badge = line?.querySelector(".badge");
    if (badge && state !== "saved") badge.textContent = words[state];
  }
  function tellAll() {
    const entries = visits().map(read).filter((entry) => entry?.sent);
    const refused = entries.find((entry) => entry.refused);
    if (refused) return show("refused", `${words.refused}: ${refused.refused}`);
    const draft = form && read(form.dataset.juryVisit);
    if (draft && !draft.sent) return show("kept", words.back);
    show(entries.length ? "kept" : "saved");
  }

  // ---- the form: typed marks are kept at once, a changed sheet is a new wish with a new key
  const typed = () => Object.fromEntries([...new FormData(form)].filter(([name]) => !["csrf_token", "idempotency_key"].includes(name)));

  function restore() {
    const entry = read(form.dataset.juryVisit);
    if (!entry || form.querySelector(".field-error")) return;
    for (const [name, value] of Object.entries(entry.fields)) {
      if (name === "version") continue;
      for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (field.type === "radio") field.checked = field.value === value;
        else field.value = value;
      }
    }
    form.elements.idempotency_key.value = entry.key;
  }

  function note() {
    const visit = form.dataset.juryVisit, before = read(visit);
    if (before?.sent || !before) form.elements.idempotency_key.value = newKey();
    keep(visit, { action: form.getAttribute("action"), fields: typed(), key: form.elements.idempotency_key.value, sent: false, refused: "" });
  }

  async function submit(event) {
    const visit = form.dataset.juryVisit;
    const entry = { action: form.getAttribute("action"), fields: typed(), key: form.elements.idempotency_key.value, sent: true, refused: "" };
    if (!keep(visit, entry)) return; // no place on this phone: the browser sends the form itself
    event.preventDefault();
    const answer = await send(visit, entry);
    if (answer?.next) return location.assign(answer.next);
    tellAll();
    spot?.scrollIntoView({ block: "center" });
  }

  // ---- sending: the same key however often it is tried
  async function send(visit, entry) {
    show("sending");
    mark(visit, "sending");
    const control = new AbortController(), timer = setTimeout(() => control.abort(), PATIENCE_MS);
    try {
      const headers = { Accept: "application/json", "X-CSRF-Token": csrf(), "Idempotency-Key": entry.key };
      const body = new URLSearchParams({ ...entry.fields, csrf_token: csrf(), idempotency_key: entry.key });
      const response = await fetch(entry.action, { method: "POST", headers, body, signal: control.signal, credentials: "same-origin", redirect: "manual" });
      if (response.ok) return accepted(visit, entry, await response.json());
      if (response.status >= 400 && response.status < 500 && response.status !== 429) return refuse(visit, entry, await response.json().catch(() => ({})));
    } catch { /* no network, or too slow: it stays kept and is tried again */ } finally { clearTimeout(timer); }
    mark(visit, "kept");
    return null;
  }
  function accepted(visit, entry, answer) {
    if (read(visit)?.key === entry.key) drop(visit);
    mark(visit, "saved");
    tellAll();
    return answer;
  }
  function refuse(visit, entry, problem) {
    const said = [problem.title, ...(problem.errors || []).map((found) => found.sentence)].filter(Boolean).join(" ");
    keep(visit, { ...entry, refused: said || String(words.refused) });
    mark(visit, "refused");
    return null;
  }

  async function sendAll() {
    if (busy || navigator.onLine === false) return tellAll();
    busy = true;
    for (const visit of visits()) {
      const entry = read(visit);
      if (!entry?.sent || entry.refused || !csrf()) continue;
      const answer = await send(visit, entry);
      if (answer && form?.dataset.juryVisit === visit && answer.next) location.assign(answer.next);
    }
    busy = false;
    tellAll();
  }

  if (form) {
    restore();
    form.addEventListener("input", note);
    form.addEventListener("submit", submit);
  }
  for (const visit of visits()) mark(visit, read(visit)?.refused ? "refused" : "kept");
  addEventListener("online", sendAll);
  addEventListener("offline", tellAll);
  document.addEventListener("visibilitychange", () => document.hidden || sendAll());
  setInterval(() => visits().length && sendAll(), RETRY_MS);
  sendAll();
})();
