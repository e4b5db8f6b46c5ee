// What the rules mean is counted again while they are typed; the saved rules stand until they are sent.
"use strict";
(() => {
  const form = document.getElementById("rules"), place = document.getElementById("meaning");
  if (!form || !place) return;
  let asked = 0, timer = 0;

  async function count() {
    const mine = ++asked, values = new URLSearchParams(new FormData(form));
    for (const name of ["csrf_token", "idempotency_key"]) values.delete(name);
    place.setAttribute("aria-busy", "true");
    const answer = await fetch(`${place.dataset.meaning}?${values}`, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
    if (mine !== asked) return;
    place.removeAttribute("aria-busy");
    // A number out of range is told by the form itself; the counts then stay as they are.
    if (answer?.ok) place.innerHTML = await answer.text();
  }

  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(count, 250); });
})();
