// The command palette: Ctrl/Cmd-K on every page of the desk, arrows and Enter, Escape closes. Without it the button is a link.
"use strict";
(() => {
  const box = document.getElementById("palette"), opener = document.querySelector("[data-palette]");
  if (!box?.showModal || !opener) return;
  const field = box.querySelector("input"), list = box.querySelector("[data-finds]");
  let asked = 0, timer = 0, shown = null;

  async function ask() {
    const mine = ++asked, words = field.value, address = new URL(opener.href);
    address.searchParams.set("q", words);
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html", "X-Fragment": "1" }, cache: "no-store", credentials: "same-origin" });
      if (answer.redirected || !answer.ok) throw new Error(String(answer.status));
      const text = await answer.text();
      if (mine !== asked) return;
      const inside = list.contains(document.activeElement);
      list.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
      if (inside) (list.querySelector("a") || field).focus();
      shown = words;
    } catch {
      if (mine === asked) list.textContent = list.dataset.failed;
    }
  }
  function open() {
    if (box.open) return;
    box.showModal();
    field.select();
    if (shown !== field.value) ask();
  }
  function step(by) {
    const stops = [field, ...list.querySelectorAll("a")];
    const at = stops.indexOf(document.activeElement);
    stops[(at + by + stops.length) % stops.length].focus();
  }

  opener.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { // a search field would take the first one to empty itself
      event.preventDefault();
      box.close();
    }
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    step(by);
  });
  box.addEventListener("click", ({ target }) => { if (target === box) box.close(); });
  box.querySelector("form").addEventListener("submit", (event) => {
    const first = list.querySelector("a");
    if (!field.value.trim() || !first || shown !== field.value) return; // the search page answers
    event.preventDefault();
    first.click();
  });
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  });
})();
