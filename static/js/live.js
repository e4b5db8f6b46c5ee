// The live client: follows topics by their contiguous numbers and keeps the islands of the page true.
//
// An island is an element with data-live-topic. It holds what was true at number data-live-seq. A push either carries its data
// (data-live-set) and is written directly, or only says that something changed, and data-live-fragment is fetched again.
// Anything doubtful (a number missing, a head that differs, a server that dropped us) ends in a new join from the last number we
// have; when the server cannot replay that far it says reset, and the islands are fetched. Nothing is ever emptied meanwhile.
// What has a person's hand in it waits: an island with the field that is typed in, or with a part marked data-held until that
// part says challenge:released.
"use strict";
(() => {
  const words = JSON.parse(document.body.dataset.words || "{}");
  const topics = new Map(); // name -> {name, last, islands, joining, joined, goal, refused, tag}
  const jobs = new Map(); // address -> {islands, timer, busy, again, at, etag, failed}
  const FETCH_GAP_MS = 1000, FALLBACK_MS = 5000, SILENT_MS = 30000, AWAY_MS = 60000;
  let socket = null, polling = null, contact = Date.now(), lostAt = Date.now(), joinedAt = 0, awayAt = 0;

  // ---- islands

  function scan() {
    for (const topic of topics.values()) topic.islands = [];
    for (const island of document.querySelectorAll("[data-live-topic]")) {
      const name = island.dataset.liveTopic, seq = Number(island.dataset.liveSeq ?? -1);
      let topic = topics.get(name);
      if (!topic) topics.set(name, (topic = { name, last: seq, islands: [], joining: false, joined: false, goal: 0, refused: "", tag: "" }));
      island.dataset.liveSeq = seq;
      topic.islands.push(island);
      if (seq >= 0 || topic.last < 0 || !island.dataset.liveFragment) continue;
      island.dataset.liveSeq = topic.last; // starts from nothing beside islands that do not: no join would fetch it
      refresh(island, Math.random() * 250);
    }
    for (const [name, topic] of topics) {
      if (topic.islands.length) continue;
      topics.delete(name);
      if (socket?.connected) socket.emit("leave", { topic: name });
    }
  }

  function wants(island, push) {
    const types = island.dataset.liveTypes;
    return push.seq > Number(island.dataset.liveSeq) && (!types || types.split(" ").includes(push.type));
  }

  const at = (value, path) => (path === "." ? value : path.split(".").reduce((part, key) => part?.[key], value));

  function write(island, body) {
    const data = at(body, island.dataset.liveSet);
    if (data === null || typeof data !== "object") return false;
    for (const spot of island.querySelectorAll("[data-bind]")) {
      const value = at(data, spot.dataset.bind);
      if (value === undefined || value === null) continue;
      if (spot.dataset.bindAttr) spot.setAttribute(spot.dataset.bindAttr, value);
      else if (spot.localName === "progress") spot.value = value;
      else if (spot.textContent !== String(value)) {
        spot.textContent = value;
        spot.classList.remove("changed");
        void spot.offsetWidth; // restarts the highlight
        spot.classList.add("changed");
      }
    }
    return true;
  }

  function apply(topic, push) {
    for (const island of topic.islands) {
      const wanted = wants(island, push);
      island.dataset.liveSeq = Math.max(push.seq, island.dataset.liveSeq);
      if (!wanted || (island.dataset.liveSet && write(island, push.body))) continue;
      if (island.dataset.liveFragment) refresh(island, Math.random() * 250);
    }
    document.dispatchEvent(new CustomEvent("challenge:push", { detail: push }));
  }

  // ---- fetching, at most once a second per address

  function refresh(island, delay = 0) {
    const address = island.dataset.liveFragment || location.href;
    const job = jobs.get(address) || { islands: new Set(), timer: 0, busy: false, again: false, at: 0, etag: "", failed: 0 };
    jobs.set(address, job);
    job.islands.add(island);
    job.again = true;
    if (job.busy || job.timer) return;
    job.timer = setTimeout(() => run(address, job), Math.max(delay, job.at + FETCH_GAP_MS - Date.now()));
  }

  async function run(address, job) {
    Object.assign(job, { timer: 0, busy: true, again: false, at: Date.now() });
    try {
      const headers = { Accept: "text/html", "X-Fragment": "1" };
      if (job.etag) headers["If-None-Match"] = job.etag;
      const answer = await fetch(address, { headers, cache: "no-store", credentials: "same-origin" });
      if (answer.redirected || [401, 403, 404].includes(answer.status)) return lose(job);
      if (!answer.ok && answer.status !== 304) throw new Error(String(answer.status));
      if (answer.ok) {
        job.etag = answer.headers.get("ETag") || "";
        fill(job, await answer.text());
      }
      job.failed = 0;
      contact = Date.now();
      for (const island of job.islands) island.removeAttribute("data-stale");
    } catch {
      job.failed += 1;
      job.again = true;
      for (const island of job.islands) island.dataset.stale = "late";
    } finally {
      job.busy = false;
      const pause = job.failed ? Math.min(15000, FETCH_GAP_MS * 2 ** job.failed) * (0.5 + Math.random()) : FETCH_GAP_MS;
      if (job.again && !job.timer) job.timer = setTimeout(() => run(address, job), pause);
      show();
    }
  }

  function lose(job) {
    for (const island of job.islands) island.dataset.stale = "lost";
  }

  function fill(job, text) {
    const page = new DOMParser().parseFromString(text, "text/html");
    const all = [...document.querySelectorAll("[data-live-topic]")];
    const fresh = page.querySelectorAll("[data-live-topic]");
    let isWhole = true;
    for (const island of job.islands) {
      if (!island.isConnected) job.islands.delete(island);
      else if (island.dataset.liveFragment) isWhole = swap(island, text) && isWhole;
      else if (fresh[all.indexOf(island)]) isWhole = swap(island, fresh[all.indexOf(island)].innerHTML) && isWhole;
    }
    if (!isWhole) job.etag = ""; // what was not shown is asked for again
    scan();
    if (socket?.connected) for (const topic of topics.values()) if (!topic.joined) join(topic);
  }

  function swap(island, markup) {
    const active = document.activeElement;
    if (island.contains(active) && active.matches("input, textarea, select")) {
      active.addEventListener("blur", () => refresh(island), { once: true }); // never take a field from under the fingers
      return false;
    }
    if (island.querySelector("[data-held]")) {
      island.addEventListener("challenge:released", () => refresh(island), { once: true }); // nor a bar that is dragged
      return false;
    }
    const open = [...island.querySelectorAll("details")].map((part) => part.open);
    const id = island.contains(active) ? active.id : "";
    island.innerHTML = markup;
    island.querySelectorAll("details").forEach((part, i) => { if (open[i]) part.open = true; });
    if (id) document.getElementById(id)?.focus();
    island.dispatchEvent(new CustomEvent("challenge:swap", { bubbles: true }));
    return true;
  }

  // ---- the protocol

  function receive(push) {
    const topic = topics.get(push?.topic);
    contact = Date.now();
    if (!topic || push.seq <= topic.last) return;
    if (push.seq !== topic.last + 1) return topic.joining || join(topic); // a gap: what is missing comes first
    topic.last = push.seq;
    apply(topic, push);
    show();
  }

  function restart(topic, head) {
    topic.last = head;
    for (const island of topic.islands) {
      island.dataset.liveSeq = head;
      refresh(island, Math.random() * 1500);
    }
  }

  function join(topic) {
    if (!socket?.connected || topic.joining) return;
    topic.joining = true;
    joinedAt = Date.now();
    socket.timeout(5000).emit("join", { topic: topic.name, last: topic.last }, (late, ack) => {
      topic.joining = false;
      if (late) return setTimeout(() => join(topic), 1000);
      contact = Date.now();
      topic.joined = ack.ok;
      topic.refused = ack.ok ? "" : ack.code;
      topic.goal = ack.seq ?? 0;
      if (ack.ok && (ack.reset || topic.last < 0)) restart(topic, ack.seq);
      for (const island of topic.islands) if (!ack.ok) island.dataset.stale = "lost";
      show();
    });
    show();
  }

  function compare(heads) {
    contact = Date.now();
    for (const topic of topics.values()) {
      // A topic that is missing from the heads is one we lost the right to, or that the server forgot: ask again.
      if (!topic.refused && heads[topic.name] !== topic.last) join(topic);
    }
    show();
  }

  function connect() {
    if (!window.io) return;
    socket = window.io(document.documentElement.dataset.liveUrl || undefined, {
      transports: ["websocket"], withCredentials: true, reconnectionDelay: 500, reconnectionDelayMax: 5000, randomizationFactor: 0.6,
    });
    socket.on("connect", () => {
      polling?.abort();
      polling = null;
      contact = Date.now();
      for (const topic of topics.values()) Object.assign(topic, { joining: false, joined: false }), join(topic);
      if (lostAt && Date.now() - lostAt > AWAY_MS) everything(2000);
      lostAt = 0;
    });
    socket.on("disconnect", () => { lostAt = Date.now(); again(); });
    socket.on("connect_error", () => { lostAt ||= Date.now(); again(); });
    socket.on("push", receive);
    socket.on("heads", compare);
    socket.on("resync", () => { everything(1500); socket.disconnect().connect(); });
  }

  function again() {
    // A refusal or a cut by the server ends the library's own attempts.
    if (!socket.active) setTimeout(() => socket.active || socket.disconnect().connect(), 4000 + Math.random() * 4000);
    show();
  }

  function everything(spread) {
    for (const topic of topics.values()) for (const island of topic.islands) if (island.dataset.liveFragment) refresh(island, Math.random() * spread);
  }

  // ---- without a socket: the same feed by HTTP

  async function poll(control) {
    while (!control.signal.aborted) {
      let failed = false;
      for (const topic of [...topics.values()]) {
        try {
          while (!topic.refused && (await ask(topic, control.signal)));
        } catch {
          failed = true;
        }
      }
      show();
      await new Promise((done) => setTimeout(done, (failed ? 5000 : 2000) + Math.random() * 1000));
    }
  }

  async function ask(topic, signal) {
    const wait = topics.size === 1 ? 25 : 0;
    const query = new URLSearchParams({ topic: topic.name, after: topic.last, wait });
    const headers = topic.tag ? { "If-None-Match": topic.tag } : {};
    const answer = await fetch(`/api/v1/feed?${query}`, { headers, signal, cache: "no-store", credentials: "same-origin" });
    if ([401, 403, 404].includes(answer.status)) topic.refused = String(answer.status);
    else if (!answer.ok && answer.status !== 304) throw new Error(String(answer.status));
    else contact = Date.now();
    if (!answer.ok) return false;
    topic.tag = answer.headers.get("ETag") || "";
    const { seq, reset, events } = await answer.json(), before = topic.last;
    if (reset || topic.last < 0) restart(topic, seq);
    else events.forEach(receive);
    return !reset && topic.last > before && topic.last < seq;
  }

  // ---- what is said about it

  const span = (ms) => {
    const s = Math.max(0, Math.round(ms / 1000));
    return s < 90 ? `${s} ${words.s}` : s < 5400 ? `${Math.round(s / 60)} ${words.min}` : `${Math.round(s / 3600)} ${words.h}`;
  };

  function state() {
    const all = [...topics.values()];
    if (socket?.connected && !lostAt) {
      if (all.length && all.every((topic) => topic.refused)) return "last";
      return all.some((topic) => topic.joining || (!topic.refused && topic.last < topic.goal)) ? "catching" : "live";
    }
    if (navigator.onLine === false || Date.now() - contact > SILENT_MS) return "offline";
    return polling || performance.now() > FALLBACK_MS ? "last" : "catching";
  }

  function show() {
    const now = state(), text = (words[now] || now).replace("{t}", span(Date.now() - contact));
    for (const spot of document.querySelectorAll("[data-live-status]")) {
      if (spot.textContent !== text) spot.textContent = text;
      spot.dataset.state = now;
    }
    document.documentElement.dataset.live = now;
  }

  function beat() {
    if (!topics.size) return;
    if (lostAt && !polling && Date.now() - lostAt > FALLBACK_MS) poll((polling = new AbortController()));
    if (socket?.connected && Date.now() - contact > SILENT_MS) socket.disconnect().connect();
    show();
  }

  function wake() {
    if (document.hidden) return void (awayAt ||= Date.now());
    const away = awayAt && Date.now() - awayAt;
    awayAt = 0;
    if (away > AWAY_MS) everything(1000);
    if (!socket) return;
    // One that is still on its way must not ask twice: the server refuses the second greeting and ends both.
    if (!socket.active) socket.connect();
    else if (socket.connected && Date.now() - joinedAt > 5000) for (const topic of topics.values()) join(topic);
  }

  scan();
  if (!topics.size) {
    for (const spot of document.querySelectorAll("[data-live-status]")) spot.hidden = true;
    return;
  }
  connect();
  document.addEventListener("visibilitychange", wake);
  for (const name of ["focus", "online", "pageshow"]) addEventListener(name, wake);
  addEventListener("offline", show);
  setInterval(beat, 1000);
  show();
})();
