// Dragging a bar of a day's plan proposes another time, by quarters of an hour; the page it leads to asks before anything is done.
"use strict";
(() => {
  const STEP = 15;
  let held = null, spent = false;

  const digits = (minute) => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

  // Bars lie by the minutes that pass since midnight; on the day of a change the clock shows others from `turn` on, and what it shows
  // twice (autumn) is said with the offset.
  function clock(minute) {
    const { turn, by, was, now } = held.bar.ownerSVGElement.dataset;
    if (!turn) return digits(minute);
    const from = Number(turn), step = Number(by);
    const shown = digits(minute < from ? minute : minute + step);
    if (minute < from + step || minute >= from - step) return shown;
    return `${shown} ${minute < from ? was : now}`;
  }

  function put(minutes) {
    held.minutes = minutes;
    held.bar.setAttribute("transform", `translate(${minutes} 0)`);
    held.word.textContent = clock(held.from + minutes);
  }

  function let_go(leave) {
    const { bar, minutes } = held;
    bar.classList.remove("is-held");
    if (leave && minutes) location.assign(`${bar.dataset.drag}?minutes=${minutes}`);
    else put(0);
    held = null;
    delete bar.dataset.held;
    bar.dispatchEvent(new CustomEvent("challenge:released", { bubbles: true }));
  }

  document.addEventListener("pointerdown", (event) => {
    const bar = event.button === 0 && event.target.closest?.("[data-drag]");
    spent = false;
    if (!bar) return;
    if (held) let_go(false); // a second finger, or a pointer whose release was lost
    held = { bar, pointer: event.pointerId, x: event.clientX, scale: bar.ownerSVGElement.getScreenCTM().a, from: Number(bar.dataset.clock), word: bar.querySelector("[data-drag-clock]"), minutes: 0 };
    bar.dataset.held = ""; // until it is let go, news of the page wait (live.js)
  });
  document.addEventListener("pointermove", (event) => {
    if (!held || event.pointerId !== held.pointer) return;
    if (!(event.buttons & 1)) return let_go(false);
    const minutes = Math.round((event.clientX - held.x) / held.scale / STEP) * STEP;
    const fits = Math.max(-held.from, Math.min(Number(held.bar.ownerSVGElement.dataset.length) - STEP - held.from, minutes));
    if (fits === held.minutes) return;
    held.bar.classList.add("is-held");
    put(fits);
  });
  document.addEventListener("pointerup", (event) => { if (held?.pointer === event.pointerId) let_go(true); });
  document.addEventListener("pointercancel", (event) => { if (held?.pointer === event.pointerId) let_go(false); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && held) { let_go(false); spent = true; } });
  // A link that is dragged would carry its address; a drag that ends on its own bar, or was given up, would open it.
  document.addEventListener("dragstart", (event) => { if (event.target.closest?.("[data-drag]")) event.preventDefault(); });
  document.addEventListener("click", (event) => {
    const bar = event.target.closest?.("[data-drag]");
    if (bar && spent) event.preventDefault();
    spent = false;
    if (bar?.getAttribute("transform") && !bar.getAttribute("transform").startsWith("translate(0 ")) event.preventDefault();
  });
})();
