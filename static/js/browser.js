// Turns the notifications of this browser on (turning off is a plain form). The page says calmly when a browser cannot.
"use strict";
(() => {
  const card = document.querySelector("[data-browser]"), button = card?.querySelector("[data-browser-on]"), said = card?.querySelector("[data-browser-said]");
  const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window && window.isSecureContext;
  if (!card || !able) return;

  const show = (state) => {
    for (const one of card.querySelectorAll("[data-browser-state]")) one.hidden = one.dataset.browserState !== state;
    button.hidden = state === "on" || state === "denied";
  };
  const text = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  const key = Uint8Array.from(atob(card.dataset.key.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
  const isOurs = (known) => text(known.options.applicationServerKey) === card.dataset.key;

  // The server knows a browser by a hash of its endpoint: another account's endpoint never stands in the page.
  async function isKnown(known) {
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(known.endpoint));
    const mark = Array.from(new Uint8Array(hash), (one) => one.toString(16).padStart(2, "0")).join("");
    return card.dataset.known.split(" ").includes(mark);
  }
  async function look() {
    if (Notification.permission === "denied") return show("denied");
    const place = await navigator.serviceWorker.getRegistration("/"), known = await place?.pushManager.getSubscription();
    show(known && isOurs(known) && (await isKnown(known)) ? "on" : "off");
  }
  async function subscribed() {
    await navigator.serviceWorker.register("/offline.js");
    const { pushManager } = await navigator.serviceWorker.ready, known = await pushManager.getSubscription();
    if (known && isOurs(known)) return known;
    await known?.unsubscribe(); // made for another key of this instance: nothing could be sent to it any more
    return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  }
  async function turnOn() {
    if ((await Notification.requestPermission()) !== "granted") return look();
    const made = await subscribed();
    const body = JSON.stringify({ endpoint: made.endpoint, p256dh: text(made.getKey("p256dh")), auth: text(made.getKey("auth")) });
    const token = document.querySelector("[name=csrf_token]").value;
    const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRF-Token": token, "Idempotency-Key": crypto.randomUUID() };
    const answer = await fetch(card.dataset.browser, { method: "POST", headers, body, credentials: "same-origin" });
    if (answer.ok) return location.reload();
    const problem = await answer.json().catch(() => ({}));
    said.textContent = (problem.errors || []).map((one) => one.sentence)[0] || problem.title || "";
    said.hidden = !said.textContent;
    show("failed");
  }
  button.addEventListener("click", async () => {
    button.disabled = true;
    await turnOn().catch(() => show("failed"));
    button.disabled = false;
  });
  look().catch(() => show("off"));
})();
