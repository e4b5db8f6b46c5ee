// What every page needs: the edition's clock, look, forms that are sent once, files, drafts, copying. Pages work without it.
"use strict";
(() => {
  const html = document.documentElement, words = JSON.parse(document.body.dataset.words || "{}");
  const all = (selector, root = document) => root.querySelectorAll(selector);

  // ---- the clock: the server's edition time, run on at its speed (0 = paused)
  const clock = { now: Number(html.dataset.now), speed: Number(html.dataset.speed), mono: 0, wall: 0 };

  function setClock(now, speed, mono = performance.now()) {
    Object.assign(clock, { now, speed, mono, wall: Date.now() - (performance.now() - mono) });
    tick();
  }
  const editionNow = () => clock.now + (performance.now() - clock.mono) * clock.speed;

  async function askClock() {
    if (!html.dataset.clockUrl) return;
    const sent = performance.now();
    const answer = await fetch(html.dataset.clockUrl, { cache: "no-store" }).catch(() => null);
    if (!answer?.ok) return;
    const { now_ms: now, speed } = await answer.json();
    setClock(now, speed, (sent + performance.now()) / 2);
  }

  const two = (n) => String(n).padStart(2, "0");
  function parts(ms) {
    const s = Math.floor(Math.abs(ms) / 1000);
    return { d: Math.floor(s / 86400), h: Math.floor(s / 3600) % 24, m: Math.floor(s / 60) % 60, s: s % 60 };
  }
  function long(ms) {
    const { d, h, m, s } = parts(ms);
    if (d) return `${d}\u00a0${words.d} ${h}\u00a0${words.h}`;
    if (h) return `${h}\u00a0${words.h} ${two(m)}\u00a0${words.min}`;
    return m >= 10 ? `${m}\u00a0${words.min}` : `${m}\u00a0${words.min} ${two(s)}\u00a0${words.s}`;
  }
  function bare(ms) {
    const { d, h, m, s } = parts(ms);
    if (d) return `${d}\u00a0${words.d} ${two(h)}:${two(m)}`;
    return h ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`;
  }
  function say(spot) {
    const left = Number(spot.dataset.at) - editionNow(), mode = spot.dataset.mode;
    spot.dataset.state = left <= 0 ? "over" : left < 3600000 ? "soon" : "far";
    if (mode === "bare") return left > 0 ? bare(left) : words.ago.replace("{t}", long(left));
    return (left > 0 ? words.in : mode === "late" ? words.late : words.ago).replace("{t}", long(left));
  }
  function put(spot, text) { if (spot.textContent !== text) spot.textContent = text; }
  function tick() {
    if (document.hidden) return;
    if (Math.abs(Date.now() - clock.wall - (performance.now() - clock.mono)) > 3000) {
      clock.wall = Date.now() - (performance.now() - clock.mono); // the device slept or its clock was moved
      askClock();
    }
    for (const spot of all("[data-countdown]")) put(spot, say(spot) + (clock.speed ? "" : ` (${words.paused})`));
    const now = new Date(editionNow());
    for (const spot of all("[data-clock-now]")) {
      const look = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: html.dataset.zone || undefined };
      if (spot.dataset.clockNow !== "time") look.weekday = "long";
      put(spot, now.toLocaleString(html.lang, look) + (clock.speed ? "" : `, ${words.paused}`));
    }
  }
  const page = performance.getEntriesByType("navigation")[0];
  if (all("[data-countdown], [data-clock-now]").length) {
    setClock(clock.now, clock.speed, page?.responseStart || performance.now());
    // A visitor's page may have been kept for a while by the server, anybody's by the browser.
    if ("clockCheck" in html.dataset || page?.transferSize < page?.encodedBodySize) askClock();
    setInterval(tick, clock.speed > 1 ? 200 : 500);
  }
  document.addEventListener("visibilitychange", tick);
  document.addEventListener("challenge:swap", tick);
  document.addEventListener("challenge:push", ({ detail }) => /clock/.test(detail.type) && setTimeout(askClock, Math.random() * 500));

  // ---- look
  for (const box of all("[data-theme-switch]")) {
    box.hidden = false;
    const mark = () => { for (const b of all("button", box)) b.setAttribute("aria-pressed", String(b.value === (html.dataset.theme || "auto"))); };
    box.addEventListener("click", ({ target }) => {
      const value = target.closest("button")?.value;
      if (!value) return;
      if (value === "auto") delete html.dataset.theme; else html.dataset.theme = value;
      try { localStorage.setItem("challenge.theme", value); } catch { /* the choice lasts for this page */ }
      mark();
    });
    mark();
  }
  document.addEventListener("click", ({ target }) => { for (const m of all("[data-menu][open]")) if (!m.contains(target)) m.open = false; });
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") for (const m of all("[data-menu][open]")) { m.open = false; m.querySelector("summary").focus(); }
  });

  // ---- forms are sent once; an edit after sending is a new intent
  const key = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => "23456789bcdfghjkmnpqrstvwxz"[b % 27]).join("");
  function release(form) {
    delete form.dataset.sent;
    for (const b of all(".busy", form)) { b.classList.remove("busy"); b.removeAttribute("aria-disabled"); }
  }
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-guard]");
    if (!form) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => release(form), 15000); // no answer: sending again is harmless, the key is the same
    event.submitter?.classList.add("busy");
    event.submitter?.setAttribute("aria-disabled", "true");
  });
  document.addEventListener("input", ({ target }) => {
    const form = target.closest?.("form[data-guard]"), hidden = form?.elements.idempotency_key;
    if (!form?.dataset.used || !hidden) return;
    hidden.value = key();
    delete form.dataset.used;
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    for (const form of all("form[data-guard]")) { if (form.dataset.sent) form.dataset.used = "1"; release(form); }
    askClock();
  });

  // ---- files: the size is known before the wait, the fingerprint before the receipt
  const units = (words.units || "B,kB,MB,GB").split(",");
  function size(bytes) {
    const step = Math.min(3, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
    return `${(bytes / 1000 ** step).toLocaleString(html.lang, { maximumFractionDigits: step ? 1 : 0 })}\u00a0${units[step]}`;
  }
  document.addEventListener("change", async ({ target }) => {
    const note = target.matches?.("input[type=file]") && target.closest("[data-file]")?.querySelector("[data-file-note]");
    if (!note) return;
    const file = target.files[0], limit = Number(target.dataset.maxBytes || 0);
    const kinds = target.accept.toLowerCase().split(",").filter((kind) => kind.startsWith(".")), name = file?.name.toLowerCase() || "";
    const strange = file && kinds.length && !kinds.some((kind) => name.endsWith(kind.trim()));
    const large = file && limit && file.size > limit;
    const problem = large ? words.tooBig.replace("{size}", size(file.size)).replace("{limit}", size(limit)) : strange ? words.wrongKind : "";
    target.setCustomValidity(problem);
    target.setAttribute("aria-invalid", String(Boolean(problem)));
    note.textContent = problem || (file ? size(file.size) : "");
    if (!file || problem) return;
    if (!crypto.subtle || file.size > 100e6) return void (note.textContent += `. ${words.serverHash}`);
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    const hash = Array.from(bytes.slice(0, 6), (b) => b.toString(16).padStart(2, "0")).join("").replace(/(.{4})(?=.)/g, "$1 ");
    if (target.files[0] === file) note.textContent = `${size(file.size)}. ${words.fingerprint.replace("{hash}", hash)}`;
  });

  // ---- copying
  document.addEventListener("click", async ({ target }) => {
    const button = target.closest?.("[data-copy]"), word = button?.querySelector("span");
    if (!button) return;
    try { await navigator.clipboard.writeText(button.dataset.copy); } catch { return void prompt("", button.dataset.copy); }
    const before = word.textContent;
    word.textContent = words.copied;
    setTimeout(() => { word.textContent = before; }, 2000);
  });

  // ---- on a phone the row of pages is wider than the screen: the one that is open is brought into it
  for (const row of all(".pills")) {
    const open = row.querySelector("[aria-current]");
    if (open) row.scrollLeft = open.offsetLeft - row.offsetLeft - (row.clientWidth - open.offsetWidth) / 2;
  }

  // ---- drafts stay on this device until the server accepted them
  const stored = (form) => `challenge.draft:${location.pathname}:${form.dataset.draft}`;
  const fields = (form) => [...form.elements].filter((f) => f.name && !["hidden", "file", "password", "submit", "button", "fieldset"].includes(f.type));
  function keep(form, sent) {
    const values = fields(form).map((f) => [f.name, f.value, f.checked ?? null]);
    try { localStorage.setItem(stored(form), JSON.stringify({ values, sent })); } catch { /* full or refused: the form itself still holds it */ }
  }
  function restore(form) {
    let draft = null;
    try { draft = JSON.parse(localStorage.getItem(stored(form))); } catch { return; }
    if (!draft) return;
    if (form.querySelector(".field-error")) return; // the server gave back what was typed
    let changed = false;
    fields(form).forEach((f, i) => {
      const [name, value, checked] = draft.values[i] || [];
      if (name !== f.name) return;
      const choice = f.type === "radio" || f.type === "checkbox";
      if (choice ? f.value === value && f.checked !== checked : f.value !== value) changed = true;
      if (choice) f.checked = f.value === value ? checked : f.checked; else f.value = value;
    });
    if (changed) tellDraft(form);
  }
  function tellDraft(form) {
    const note = document.createElement("p"), drop = document.createElement("button");
    note.className = "draft-note";
    note.setAttribute("role", "status");
    drop.className = "button plain";
    drop.type = "button";
    note.textContent = words.draftBack;
    drop.textContent = words.draftDrop;
    drop.addEventListener("click", () => { localStorage.removeItem(stored(form)); form.reset(); note.remove(); });
    note.append(drop);
    form.prepend(note);
  }
  function forget(accepted) {
    try {
      for (const name of Object.keys(localStorage)) {
        if (name.startsWith("challenge.draft:") && accepted(name.split(":").pop(), () => JSON.parse(localStorage.getItem(name)).sent)) localStorage.removeItem(name);
      }
    } catch { /* storage refused: there is nothing to forget */ }
  }
  const done = document.querySelector('[data-message="done"]'), named = new Set(Array.from(all("[data-draft-accepted]"), (p) => p.dataset.draftAccepted));
  forget((name, sent) => named.has(name) || (done && sent()));
  document.addEventListener("submit", ({ target }) => target.matches?.('[action="/logout"]') && forget(() => true));
  for (const form of all("form[data-draft]")) {
    let timer = 0;
    restore(form);
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => keep(form, false), 400); });
    form.addEventListener("submit", () => { clearTimeout(timer); keep(form, true); });
  }
  document.addEventListener("challenge:accepted", ({ detail }) => forget((name) => name === detail));
})();
