// A check-in lane: scanners type, fingers type, a camera looks. Everything is answered from the roster on this device at once,
// kept in the outbox, and sent when there is network. Without script the form does one person at a time.
"use strict";
(async () => {
  const form = document.querySelector("form[data-lane]");
  if (!form || !window.Outbox) return;
  const { slug, owner, rosterUrl, scansUrl, sprite } = form.dataset;
  const words = JSON.parse(form.dataset.words), field = form.elements.badge, halfField = form.elements.half;
  const spot = (name) => document.querySelector(`[data-${name}]`);
  const SHAPES = { present: "check-circle-fill", late: "alarm", already: "arrow-counterclockwise", unknown: "question-circle", foreign: "flag", refused: "exclamation-octagon-fill" };
  const FRENCH = "aqzw,;&é\"'(-è_çà!:)", KEYS = "qawzm,1234567890/.-", SHOWN = 40;
  let roster = null, byCode = new Map(), byPerson = new Map(), seen = new Map(), pinned = false, shown = { key: "" };

  // ---- what a text means; the same reading as on the server (attendance.rules.read_scan)
  const code = (text) => {
    const found = text.match(/\/e\/([a-z0-9-]+)\/c\/([^/?#]*)/), bare = (found ? found[2] : text).replace(/[\s-]/g, "");
    return /^[2-9b-df-hj-km-np-tv-xz]{6}$/.test(bare) ? { code: bare, slug: found?.[1] || "" } : null;
  };
  const french = (text) => Array.from(text, (char) => KEYS[FRENCH.indexOf(char)] ?? char).join("");
  const readScan = (text) => { const plain = text.trim().toLowerCase(); return code(plain) || code(french(plain)); };
  const fold = (text) => text.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").replace(/[-_\s]+/g, " ").trim();

  // ---- the roster: kept for a lane without network
  function take(found) {
    if (!found) return;
    roster = found;
    byCode = new Map();
    byPerson = new Map();
    for (const [id, badge, name, ref, team, place] of found.people) {
      const one = { id, badge, name, ref, team, place, key: fold(`${name} ${ref}`) };
      byPerson.set(id, one);
      if (badge) byCode.set(badge, one);
    }
    for (const [id, state] of Object.entries(found.marked)) if (state === "present" || state === "late") seen.set(`${found.half} ${id}`, state);
    spot("roster").textContent = words.roster.replace("{count}", String(found.people.length));
  }
  async function loadRoster() {
    const answer = await fetch(rosterUrl, { headers: { Accept: "application/json" }, cache: "no-store" }).catch(() => null);
    if (!answer?.ok) return;
    const found = await answer.json();
    Outbox.setClock(found.now_ms, found.speed);
    take(found);
    await Outbox.keep(`roster:${slug}:${owner}`, found);
  }

  // ---- the half-day: follows the clock until somebody chooses
  function half() {
    const now = Outbox.now(), open = roster?.halves.filter((one) => one.opens_ms <= now && now < one.closes_ms).at(-1);
    if (open && !pinned && halfField.value !== open.half) halfField.value = open.half;
    return roster?.halves.find((one) => one.half === halfField.value) || null;
  }
  halfField.addEventListener("change", () => { pinned = true; });

  // ---- the sign: one shape, one word, one name
  function sign(kind, name = "", note = "", key = "") {
    const board = spot("sign");
    shown = { key };
    board.dataset.kind = kind;
    board.querySelector("use").setAttribute("href", `${sprite}#${SHAPES[kind]}`);
    board.querySelector(".sign-word").textContent = words[kind];
    board.querySelector(".sign-name").textContent = name;
    board.querySelector(".sign-note").textContent = note;
    board.classList.remove("again");
    void board.offsetWidth; // the same sign twice is seen twice
    board.classList.add("again");
  }
  function quiet() {
    const board = spot("sign");
    shown = { key: "" };
    board.dataset.kind = "";
    board.querySelector("use").setAttribute("href", `${sprite}#circle`);
    for (const part of board.querySelectorAll("p")) part.textContent = "";
  }
  const about = (one) => [one.team, one.place].filter(Boolean).join(", ");

  // ---- one person
  function check(one, body, typed) {
    const now = Outbox.now(), window_ = half();
    if (window_ && now < window_.opens_ms) return sign("refused", one.name, words.ahead);
    if (window_ && now >= window_.closes_ms) return sign("refused", one.name, words.over);
    const mark = `${halfField.value} ${one.id}`;
    if (one.id && seen.has(mark)) return sign("already", one.name, about(one));
    const state = window_ && now >= window_.late_ms ? "late" : "present";
    if (one.id) seen.set(mark, state);
    const note = { name: one.name, sign: state, person: one.id, half: halfField.value, at: now };
    const added = box.add(scansUrl, { ...body, half: halfField.value, at_ms: now, typed }, note);
    sign(state, one.name, about(one));
    const mine = shown;
    added.then((entry) => { mine.key = entry.key; });
  }
  function handle(text, typed) {
    const scan = readScan(text);
    if (!scan) return find(text, true);
    suggest([]);
    if (scan.slug && scan.slug !== slug) return sign("foreign", scan.code.toUpperCase());
    const one = byCode.get(scan.code);
    if (!one && roster) return sign("unknown", scan.code.toUpperCase());
    return check(one || { id: "", name: scan.code.toUpperCase() }, { badge: text.slice(0, 300) }, typed);
  }
  function find(text, entered) {
    const parts = fold(text).split(" ").filter(Boolean);
    const found = parts.join("").length < 2 || !roster ? [] : [...byPerson.values()].filter((one) => parts.every((part) => one.key.includes(part))).slice(0, 8);
    suggest(found);
    if (entered && !found.length) sign("unknown", text.trim().slice(0, 60));
  }
  function suggest(people) {
    if (people.length) quiet();
    spot("matches").replaceChildren(...people.map((one) => {
      const line = document.createElement("li"), button = document.createElement("button"), small = document.createElement("small");
      button.type = "button";
      button.className = "button quiet";
      small.textContent = [one.ref, about(one)].filter(Boolean).join(", ");
      button.append(one.name, small);
      button.addEventListener("click", () => { suggest([]); check(one, { person: one.id }, true); field.value = ""; field.focus(); });
      line.append(button);
      return line;
    }));
  }

  // ---- what this lane did, and where each of it is
  let drawing = 0;
  function draw() {
    cancelAnimationFrame(drawing);
    drawing = requestAnimationFrame(() => {
      const counts = { kept: 0, sending: 0, confirmed: 0, refused: 0 };
      for (const one of box.entries) counts[one.state] += 1;
      const waits = counts.kept + counts.sending;
      spot("waiting").textContent = String(waits);
      spot("refused").textContent = String(counts.refused);
      spot("network").textContent = box.isOut ? words.out : !box.isDurable ? words.fragile : navigator.onLine === false ? words.offline : waits ? words.waiting : words.saved;
      spot("network").dataset.state = box.isOut || !box.isDurable || counts.refused ? "refused" : waits || navigator.onLine === false ? "kept" : "saved";
      spot("lines").replaceChildren(...box.entries.slice(-SHOWN).reverse().map(line));
    });
  }
  function line(entry) {
    const row = document.createElement("li"), name = document.createElement("span"), state = document.createElement("span");
    row.className = "row apart";
    row.dataset.state = entry.state;
    name.textContent = `${entry.about.name}, ${words[entry.about.sign]}`;
    state.className = "lane-state";
    state.textContent = entry.state === "refused" ? entry.said : words[`state_${entry.state}`];
    row.append(name, state);
    return row;
  }
  function settled(entries) {
    for (const one of entries) {
      if (one.state === "refused" && one.about.person) seen.delete(`${one.about.half} ${one.about.person}`);
      if (one.state !== "confirmed" || one.about.told) continue;
      one.about.told = true;
      one.about.name = one.answer.name || one.about.name;
      if (one.answer.outcome === "already") one.about.sign = "already";
      else if (one.answer.state === "late" || one.answer.state === "present") one.about.sign = one.answer.state;
      if (one.key === shown.key) sign(one.about.sign, one.about.name, one.answer.team);
    }
    draw();
  }

  // ---- hands: a scanner ends with Enter; whatever is typed elsewhere goes to the field
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value;
    field.value = "";
    field.focus();
    if (text.trim()) handle(text, false);
  });
  let typing = 0;
  field.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => { if (field.value && !readScan(field.value)) find(field.value, false); }, 180);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest("input, select, textarea, button, a, summary")) field.focus();
  });

  // ---- a camera, where the browser can read codes by itself
  const camera = spot("camera"), video = spot("video");
  async function look() {
    const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.hidden = false;
    await video.play();
    let before = "", at = 0;
    setInterval(async () => {
      const [found] = await detector.detect(video).catch(() => []);
      if (!found || (found.rawValue === before && Date.now() - at < 2500)) return;
      [before, at] = [found.rawValue, Date.now()];
      handle(found.rawValue, false);
    }, 200);
  }
  if ("BarcodeDetector" in window && navigator.mediaDevices) {
    camera.hidden = false;
    camera.addEventListener("click", () => look().then(() => { camera.hidden = true; }, () => sign("refused", "", words.camera)));
  }

  const box = await Outbox.open(`attendance:${slug}`, owner);
  spot("others").hidden = !box.others;
  spot("others").textContent = words.others.replace("{count}", String(box.others));
  box.onchange = settled;
  for (const one of box.entries) if (one.about.person && one.state !== "refused") seen.set(`${one.about.half} ${one.about.person}`, one.about.sign);
  take(await Outbox.kept(`roster:${slug}:${owner}`));
  settled(box.entries);
  loadRoster();
  setInterval(() => { half(); if (!document.hidden) loadRoster(); }, 60000);
  Outbox.stay().then((stays) => { spot("stays").hidden = !stays; });
  form.dataset.ready = "1";
  field.focus();
})();
