// Several teams in the spotlight take turns, by the clock, so that every screen shows the same one.
"use strict";
(() => {
  const TURN_MS = 12000;
  setInterval(() => {
    for (const place of document.querySelectorAll("[data-turns]")) {
      const now = Math.floor(Date.now() / TURN_MS) % Math.max(1, place.children.length);
      for (const [number, one] of [...place.children].entries()) one.hidden = number !== now;
    }
  }, 500);
})();
