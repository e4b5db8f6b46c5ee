// A juror's visits without network: every act is kept on this phone first, then sent in order (outbox.js). Each page of the
// juror's own visits is kept too (offline.js), so that the next table opens in a dead hall. Without script pages are plain forms.
"use strict";
(async () => {
  const PATIENCE_MS = 2500;
  const place = document.querySelector("[data-jury]"), form = document.querySelector("form[data-jury-visit]"), spot = document.querySelector("[data-sync]");
  if (!place || !window.Outbox) return;
  const { slug, owner, list } = place.dataset, words = JSON.parse(spot?.dataset.words || "{}"), api = `/api/v1/editions/${slug}/jury/visits`;
  const panel = place.dataset.panel || "jury", kept = `${slug}:${owner}${panel === "jury" ? "" : `:${panel}`}`;
  const visit = place.dataset.visit || "", LINES = `jury:${kept}`, LABELS = `jury-labels:${kept}`, DRAFT = `jury-draft:${slug}:${owner}:${visit}`;
  const box = await Outbox.open(`jury:${slug}`, owner, list);
  let labels = (await Outbox.kept(LABELS)) || {};
  const signs = { saved: "check-circle-fill", kept: "clock", sending: "clock", refused: "exclamation-octagon-fill" };
  const acts = { sheet: "done", skip: "skipped", conflict: "conflict", undo: "planned" };
  const of = (name) => box.entries.filter((one) => one.about.visit === name);
  const last = (name) => of(name).at(-1);
  const isStopped = (entry) => entry.state === "refused" || box.isHeld(entry);

  // ---- the juror's visits in their order: from the server when there is one, else as they were last known
  // null: on a shared phone the session is somebody else's by now; nothing of theirs is kept under this name.
  async function lines() {
    const answer = await fetch(panel === "jury" ? api : `${api}?panel=${panel}`, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => null);
    if (!answer?.ok) return (await Outbox.kept(LINES)) || [];
    const { owner: whose, visits, criteria } = await answer.json().catch(() => ({}));
    if (visits && whose !== owner) return null;
    if (!visits) return (await Outbox.kept(LINES)) || [];
    await Outbox.keep(LINES, visits);
    await Outbox.keep(LABELS, labels = Object.fromEntries(criteria.map((one) => [one.code, one.label])));
    show();
    return visits;
  }
  const stateOf = (line) => { const entry = last(line.visit); return entry && !isStopped(entry) ? acts[entry.about.act] : line.state; };
  // What is waiting here moves the version on by one each; a refused act moved nothing.
  function version(name, seen) {
    const entry = of(name).filter((one) => !isStopped(one)).at(-1);
    return Math.max(seen, entry ? entry.answer?.version || entry.body.version + 1 : 0);
  }
  async function onwards() {
    const all = (await Outbox.kept(LINES)) || [], at = all.findIndex((line) => line.visit === visit);
    const waiting = [...all.slice(at + 1), ...all.slice(0, Math.max(at, 0))].filter((line) => stateOf(line) === "planned");
    location.assign(waiting[0]?.href || list);
  }
  async function keepPages(all) {
    await Outbox.stay(list);
    for (const line of all) {
      const name = `jury-page:${line.href}`, stamp = [line.round_state, line.state, line.version, line.rubric, document.documentElement.dataset.build].join();
      if ((await Outbox.kept(name)) !== stamp && (await Outbox.stay(line.href)) === "kept") await Outbox.keep(name, stamp);
    }
    place.dataset.stays = "1";
  }

  // ---- what this phone keeps and what the server has, in words
  const told = (entry) => (entry.answer?.status === 404 ? words.gone : entry.said);
  function show() {
    if (!spot) return;
    const refused = box.entries.filter((one) => one.state === "refused"), kept = box.entries.filter((one) => (one.state === "kept" || one.state === "sending") && !box.isHeld(one));
    const state = refused.length ? "refused" : kept.length ? (kept.some((one) => one.state === "sending") ? "sending" : "kept") : "saved";
    const said = refused.length ? words.refused.replace("{tables}", () => refused.map((one) => one.about.table).join(", ")).replace("{why}", () => told(refused[0])) : box.isOut && kept.length ? words.out : kept.length && !box.isDurable ? words.fragile : words[state];
    // Nothing says that marks are safe while one of them is on this phone alone, or was not taken.
    place.toggleAttribute("data-unsafe", box.entries.some((one) => one.state !== "confirmed"));
    spot.dataset.state = state;
    const sign = spot.querySelector("use"), drawn = sign?.getAttribute("href").replace(/#.*/, `#${signs[state]}`);
    if (drawn) sign.setAttribute("href", drawn);
    spot.querySelector("span").textContent = kept.length > 1 && !refused.length ? `${said} (${kept.length})` : said;
    showLines();
    showRefused(refused.find((one) => one.about.visit === visit));
    showNotTaken(refused);
  }
  // What is done on this phone counts in the list, and the next table is one that is still to do here.
  function showLines() {
    for (const row of document.querySelectorAll("[data-jury-line]")) showLine(row);
    const rows = [...document.querySelectorAll("[data-jury-line]:not(details *)")], next = document.querySelector("[data-next]"), count = document.querySelector("[data-done]");
    const isIn = (row, state) => stateOf({ visit: row.dataset.juryLine, state: row.dataset.state }) === state;
    if (count) write(count, String(rows.filter((row) => isIn(row, "done")).length));
    const following = rows.find((row) => row.dataset.round === "open" && isIn(row, "planned")), link = following?.querySelector("a");
    if (!next) return;
    next.hidden = !link;
    if (!link) return;
    next.href = link.href;
    write(next.querySelector("span"), words.next.replace("{table}", () => link.textContent));
  }
  // The list is watched for lines that the island puts in anew: what already reads so must not be written again.
  const write = (part, text) => { if (part.textContent !== text) part.textContent = text; };
  function showLine(row) {
    const entry = last(row.dataset.juryLine), mark = row.querySelector("[data-line-sync]");
    const state = entry && (isStopped(entry) ? "refused" : entry.state);
    row.dataset.sync = state || "";
    write(mark, state ? words[`line_${state}`] : "");
    if (entry && !isStopped(entry) && entry.state !== "confirmed") write(row.querySelector(".badge"), words[`act_${entry.about.act}`]);
  }

  // ---- on the list: every act that was not taken, its visit may be withdrawn or somebody else's by now
  const named = (code) => form?.querySelector(`[name="mark-${CSS.escape(code)}"]`)?.closest("fieldset").querySelector("legend").textContent || labels[code] || code;
  const inWords = (marks) => Object.entries(marks || {}).map(([code, value]) => `${named(code)} ${value}`).join(" · ");
  const whatOf = (entry) => (entry.body.marks ? [inWords(entry.body.marks), entry.body.comment] : [words[`act_${entry.about.act}`], entry.body.reason]).filter(Boolean).join(" · ");
  function showNotTaken(refused) {
    const panel = document.querySelector("[data-not-taken]"), shown = JSON.stringify([labels, box.entries.filter(isStopped).map((one) => one.key)]);
    if (!panel || panel.dataset.shown === shown) return;
    panel.dataset.shown = shown;
    panel.hidden = !refused.length;
    panel.querySelector("ul").replaceChildren(...refused.map((entry) => {
      const line = panel.querySelector("template").content.cloneNode(true), put = (name, text) => { line.querySelector(`[data-${name}]`).textContent = text; };
      put("table", entry.about.table);
      const there = document.querySelector(`[data-jury-line="${CSS.escape(entry.about.visit)}"] a`);
      if (there) line.querySelector("[data-table]").href = there.href;
      put("marks", of(entry.about.visit).filter(isStopped).map(whatOf).join(" → "));
      put("said", told(entry));
      line.querySelector("button").addEventListener("click", () => remove(stopped(entry.about.visit)));
      return line;
    }));
  }

  // ---- an act that was not taken: what the server has, and the two ways on
  function showRefused(entry) {
    const panel = document.querySelector("[data-clash]");
    if (!panel || panel.dataset.key === (entry?.key || "")) return;
    panel.dataset.key = entry?.key || "";
    panel.hidden = !entry;
    if (!entry) return;
    panel.querySelector("[data-clash-said]").textContent = told(entry);
    const changed = entry.answer?.code === "judging.changed", again = panel.querySelector("[data-clash-again]");
    again.hidden = !changed || !form;
    panel.querySelector("[data-clash-theirs]").hidden = true;
    panel.querySelector("[data-clash-mine]").hidden = !!form && entry.answer?.code !== "judging.rubric_changed";
    panel.querySelector("[data-clash-mine] span").textContent = whatOf(entry);
    if (changed) compare(panel);
  }
  async function compare(panel) {
    const answer = await fetch(`${api}/${visit}`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return;
    const theirs = await answer.json().catch(() => null);
    if (!theirs) return;
    panel.dataset.version = theirs.version;
    const said = inWords(theirs.marks), line = panel.querySelector("[data-clash-theirs]");
    line.hidden = false;
    line.querySelector("span").textContent = said || words[`act_${Object.keys(acts).find((act) => acts[act] === theirs.state) || "undo"}`];
  }
  // The refused act and those after it that wait for it, newest first: what is left never gets ahead of what it waits for.
  const stopped = (name) => of(name).filter(isStopped).reverse();
  async function remove(found) {
    for (const one of found) await box.drop(one.key);
  }
  async function resolve(mine) {
    const panel = document.querySelector("[data-clash]"), found = stopped(visit);
    if (!found.length) return;
    if (!mine) { await remove(found); await Outbox.keep(DRAFT, null); return location.reload(); }
    const latest = found.reverse(), first = Number(panel.dataset.version) || Number(place.dataset.version) || 0, rubric = form?.elements.rubric?.value;
    const copies = latest.map((one, at) => [one.url, { ...one.body, ...(one.body.marks && rubric ? { rubric } : {}), version: first + at }, one.about]);
    const ending = copies.pop();
    for (const copy of copies) await box.add(...copy); // on this phone before the old ones go; held by them until then
    await act(...ending, latest.reverse());
  }

  // ---- acts: kept, then sent; the page goes on when the server has it or when it takes too long
  function ended(entry, patience) {
    return new Promise((resolve) => {
      const look = () => ["confirmed", "refused", "dropped"].includes(entry.state) && done(), timer = setInterval(look, 50);
      const end = patience === null ? 0 : setTimeout(() => done(), patience);
      function done() { clearInterval(timer); clearTimeout(end); resolve(entry.state); }
    });
  }
  async function act(url, body, about, former = stopped(visit)) {
    const entry = await box.add(url, body, about), typed = form && JSON.stringify(sheet());
    await remove(former); // what was refused is settled by this act
    box.send();
    if (box.isDurable && about.act === "sheet") await Outbox.keep(DRAFT, null);
    if (!box.isDurable) spot?.scrollIntoView({ block: "center" }); // only this page has it: it goes on when the server has it
    if ((await ended(entry, !box.isDurable ? null : navigator.onLine === false ? 0 : PATIENCE_MS)) === "refused") return spot?.scrollIntoView({ block: "center" });
    if (!box.isDurable && form && JSON.stringify(sheet()) !== typed) return undefined; // marked anew meanwhile
    if (!box.isDurable && about.act === "sheet") await Outbox.keep(DRAFT, null);
    if (about.act === "undo" && entry.state === "confirmed") return location.reload();
    return onwards();
  }
  const about = (name) => ({ visit, act: name, table: place.dataset.table });
  function sheet() {
    const fields = [...new FormData(form)], marks = fields.filter(([name]) => name.startsWith("mark-")).map(([name, value]) => [name.slice(5), value]);
    return { marks: Object.fromEntries(marks), comment: form.elements.comment.value };
  }
  // Marks made from another rubric stay out: the same code may have another scale now.
  function fill({ marks, comment, rubric }) {
    const now = form.elements.rubric?.value;
    if (!rubric || !now || rubric === now) for (const [code, value] of Object.entries(marks)) {
      const choice = form.querySelector(`[name="mark-${CSS.escape(code)}"][value="${CSS.escape(String(value))}"]`);
      if (choice) choice.checked = true;
    }
    form.elements.comment.value = comment;
  }

  let busy = false;
  function listen(target, name, body) {
    target.addEventListener("submit", async (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (busy) return; // a second tap on "done" says nothing new
      const panel = document.querySelector("[data-clash]");
      if (of(visit).some((one) => one.answer?.code === "judging.changed" && one.state === "refused") && panel) return panel.scrollIntoView({ block: "center" });
      busy = true;
      const url = `${api}/${visit}${name === "sheet" ? "" : `/${name}`}`;
      await act(url, { ...body(), version: version(visit, Number(place.dataset.version)) }, about(name)).finally(() => { busy = false; });
    });
  }
  if (form) {
    const draft = await Outbox.kept(DRAFT), waits = of(visit).filter((one) => one.about.act === "sheet" && one.state !== "confirmed").at(-1);
    if (!form.querySelector(".field-error") && (draft || waits)) fill(draft || waits.body);
    const whole = () => ({ ...sheet(), rubric: form.elements.rubric?.value });
    form.addEventListener("input", () => Outbox.keep(DRAFT, whole()));
    listen(form, "sheet", whole);
  }
  for (const one of document.querySelectorAll("form[data-jury-act], [data-jury-act] form")) {
    const name = one.closest("[data-jury-act]").dataset.juryAct;
    listen(one, name, () => (one.elements.reason ? { reason: one.elements.reason.value } : {}));
  }
  document.querySelector("[data-clash-again]")?.addEventListener("click", () => resolve(true));
  document.querySelector("[data-clash-drop]")?.addEventListener("click", () => resolve(false));
  addEventListener("beforeunload", (event) => {
    if (!box.isDurable && box.entries.some((one) => one.state === "kept" || one.state === "sending")) event.preventDefault();
  });
  box.onchange = show;
  new MutationObserver(showLines).observe(place, { childList: true, subtree: true });
  show();
  place.dataset.ready = "1";
  const found = await lines();
  if (found) keepPages(found);
})();
