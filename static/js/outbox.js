// Keeps on this device what was done without network, and sends it in order, each under one idempotency key. For any page:
//   const box = await Outbox.open(name, owner, home)   owner: outside name of the account; others' entries are never sent
//                                                  (home, optional: a page of this owner's that stays when others go)
//   await box.add(url, body, about)                durable when it resolves, unless box.isDurable is false by then; about: what the page shows of it
//   box.entries                                    {key, url, body, about, state, said, answer}; state: kept, sending, confirmed, refused
//                                                  (answer: what the server said; of a refused one its problem with `code`)
//   box.others                                     how many entries of other accounts wait on this device
//   box.isHeld(entry)                              an earlier one of the same about.visit was refused: not sent until that is settled
//   box.send()  box.drop(key)  box.onchange        asked for by itself: on focus, when the network is back, after one to ten seconds
//   Outbox.keep(name, value)  Outbox.kept(name)    what a page needs without network; forgotten at log-out, entries are not
//   Outbox.now()  Outbox.setClock(ms, speed)       the edition's instant (ms), on a kept page too
//   await Outbox.stay(path)                        "kept": /offline.js has this page (or another one) anew, and its files; "known": an older copy
"use strict";
(() => {
  const DATABASE = "challenge.offline", FIRST_MS = 1000, RETRY_MS = 10000, PATIENCE_MS = 12000, CONFIRMED_KEPT = 60, OWNER = "owner";
  const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => "23456789bcdfghjkmnpqrstvwxz"[b % 27]).join("");
  const field = () => document.querySelector("[name=csrf_token]");
  let opening = null;

  function database() {
    opening ||= new Promise((resolve, reject) => {
      const request = indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("outbox", { keyPath: "key" });
        request.result.createObjectStore("kept", { keyPath: "name" });
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return opening;
  }
  // Resolves when it is on disk, not when it is on its way there: a device may be switched off the next second.
  async function change(store, act) {
    const open = await database();
    return new Promise((resolve, reject) => {
      const work = open.transaction(store, "readwrite", { durability: "strict" }), request = act(work.objectStore(store));
      work.oncomplete = () => resolve(request.result);
      work.onabort = work.onerror = () => reject(work.error);
    });
  }
  async function read(store, act) {
    const open = await database();
    return new Promise((resolve, reject) => {
      const request = act(open.transaction(store).objectStore(store));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  async function opened(name, owner, home = location.pathname) {
    let durable = true, entries = [], others = 0, busy = false, again = false, pause = FIRST_MS, timer = 0;
    const whose = await kept(OWNER);
    if (whose && whose !== owner) await forget(); // another account on this device: its pages go, what it did stays
    if (whose !== owner) await keep(OWNER, owner);
    try {
      const all = await read("outbox", (store) => store.getAll());
      entries = all.filter((one) => one.box === name && one.owner === owner).sort((a, b) => a.order - b.order);
      others = all.filter((one) => one.box === name && one.owner !== owner && one.state !== "confirmed").length;
    } catch { durable = false; }
    for (const one of entries) if (one.state === "sending") one.state = "kept";
    navigator.storage?.persist?.();

    const isHeld = (entry) => !!entry.about?.visit && entry.state !== "refused" && entry.state !== "confirmed"
      && entries.some((one) => one.state === "refused" && one.about?.visit === entry.about.visit && one.order < entry.order);
    const tell = () => { later(); box.onchange?.(entries); };
    async function store(entry) {
      await change("outbox", (shelf) => shelf.put({ ...entry })).catch(() => { durable = false; });
    }
    async function add(url, body, about) {
      const last = entries.at(-1)?.order || 0, order = Math.max(Date.now(), last + 1);
      const entry = { key: newKey(), box: name, owner, order, url, body, about, state: "kept", said: "", answer: null };
      entries.push(entry);
      await store(entry);
      tell();
      send();
      return entry;
    }
    async function drop(key) {
      const at = entries.findIndex((one) => one.key === key);
      if (at < 0) return;
      entries.splice(at, 1)[0].state = "dropped"; // a round of sending that is under way passes it over
      await change("outbox", (shelf) => shelf.delete(key)).catch(() => { durable = false; });
      tell();
    }
    async function settle(entry, state, said = "", answer = null) {
      Object.assign(entry, { state, said, answer });
      await store(entry);
      tell();
    }
    async function post(entry) {
      const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRF-Token": field()?.value || "", "Idempotency-Key": entry.key };
      const body = JSON.stringify(entry.body), signal = AbortSignal.timeout(PATIENCE_MS);
      return fetch(entry.url, { method: "POST", headers, body, signal, credentials: "same-origin", redirect: "manual" });
    }
    function waits(entry) {
      if (entry.state === "sending") entry.state = "kept";
      return false;
    }
    // True: settled, go on with the next one. False: no network, or nobody is logged in; everything stays kept.
    async function sent(entry) {
      entry.state = "sending";
      tell();
      let answer = await post(entry).catch(() => null);
      if (answer?.status === 403 && await renewed(owner, home)) answer = await post(entry).catch(() => null);
      if (answer?.ok) {
        const taken = await answer.json().catch(() => undefined);
        if (taken === undefined) return waits(entry); // not our server's answer (a hotel's log-in page), or cut off on its way
        box.isOut = false;
        pause = FIRST_MS;
        return settle(entry, "confirmed", "", taken).then(() => true);
      }
      // Absent and forbidden are one answer: only to its owner does it say that the thing is gone.
      box.isOut = [0, 401, 403].includes(answer?.status) || (answer?.status === 404 && !(await freshToken(owner, home)));
      if (!answer || box.isOut || answer.status === 429 || answer.status >= 500) return waits(entry);
      const problem = await answer.json().catch(() => ({}));
      const said = [...(problem.errors || []).map((found) => found.sentence), problem.title].filter(Boolean)[0] || String(answer.status);
      return settle(entry, "refused", said, problem).then(() => true);
    }
    async function sendAll() {
      for (const entry of entries.slice()) {
        if (entry.state === "kept" && !isHeld(entry) && !(await sent(entry))) break;
      }
      const confirmed = entries.filter((one) => one.state === "confirmed");
      for (const one of confirmed.slice(0, -CONFIRMED_KEPT)) await drop(one.key);
    }
    async function send() {
      again = true;
      if (busy) return;
      busy = true;
      try {
        while (again) {
          again = false;
          if (navigator.onLine !== false) await sendAll();
        }
      } finally { busy = false; }
      tell();
    }
    // The first second of a network that is back often fails: soon again, then less and less often.
    function later() {
      if (timer || !entries.some((one) => one.state === "kept" && !isHeld(one))) return;
      timer = setTimeout(() => { timer = 0; send(); }, pause);
      pause = Math.min(2 * pause, RETRY_MS);
    }
    function atOnce() {
      clearTimeout(timer);
      timer = 0;
      pause = FIRST_MS;
      send();
    }
    const box = { add, drop, send, isHeld, entries, others, onchange: null, isOut: false, get isDurable() { return durable; } };
    addEventListener("online", atOnce);
    addEventListener("offline", tell);
    document.addEventListener("visibilitychange", () => document.hidden || atOnce());
    setTimeout(send, 0);
    return box;
  }

  // The token of the session under way, when it is the owner's; on a shared phone it may be somebody else's.
  async function freshToken(owner, home) {
    const answer = await fetch(home, { cache: "no-store", headers: { "X-Fresh": "1" } }).catch(() => null);
    if (!answer?.ok || answer.redirected) return "";
    const text = await answer.text().catch(() => ""), fresh = new DOMParser().parseFromString(text, "text/html");
    return fresh.querySelector("[data-owner]")?.dataset.owner === owner ? fresh.querySelector("[name=csrf_token]")?.value || "" : "";
  }
  // The page may have been kept since before the last log-in: its token is then another session's.
  async function renewed(owner, home) {
    const fresh = await freshToken(owner, home);
    if (!fresh || fresh === field()?.value) return false;
    for (const one of document.querySelectorAll("[name=csrf_token]")) one.value = fresh;
    return true;
  }

  const keep = (name, value) => change("kept", (store) => store.put({ name, value })).catch(() => null);
  const kept = (name) => read("kept", (store) => store.get(name)).then((found) => found?.value ?? null, () => null);
  const forget = () => change("kept", (store) => store.clear()).catch(() => null);

  async function stay(path = location.pathname) {
    if (!navigator.serviceWorker) return false;
    try {
      await navigator.serviceWorker.register("/offline.js");
      const files = [...document.querySelectorAll("script[src], link[rel=stylesheet]")].map((part) => part.src || part.href);
      const sprite = document.querySelector("svg use")?.getAttribute("href")?.split("#")[0];
      const worker = (await navigator.serviceWorker.ready).active, { port1, port2 } = new MessageChannel();
      worker.postMessage({ keep: path, files: [...files, sprite].filter(Boolean) }, [port2]);
      return new Promise((resolve) => { port1.onmessage = ({ data }) => resolve(data); });
    } catch { return false; } // no secure address: what is done is kept all the same, only a reload needs network
  }

  const html = document.documentElement;
  let clock = { now: Number(html.dataset.now), speed: Number(html.dataset.speed), wall: Number(html.dataset.keptAt) || Date.now() };
  const now = () => Math.round(clock.now + (Date.now() - clock.wall) * clock.speed);
  const setClock = (ms, speed) => { clock = { now: ms, speed, wall: Date.now() }; };

  document.addEventListener("submit", ({ target }) => { if (target.matches?.('[action="/logout"]')) forget(); });
  window.Outbox = { open: opened, keep, kept, forget, now, setClock, stay };
})();
