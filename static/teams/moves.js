// Dragging somebody fills in the form below; the form works alone, and nobody is moved before it is sent.
"use strict";
(() => {
  const form = document.getElementById("move"), told = document.getElementById("effect");
  if (!form || !told) return;
  const url = document.getElementById("by-hand").dataset.effect;
  let held = null, asked = 0, timer = 0;

  const field = (name) => form.elements[name];
  const over = (target) => target.closest?.("li[data-person], li[data-problem]");
  const light = (place) => { for (const one of document.querySelectorAll(".is-over")) one.classList.remove("is-over"); place?.classList.add("is-over"); };

  async function show() {
    if (!field("person").value || !(field("target").value || field("swapped").value)) return;
    const mine = ++asked, wanted = new URLSearchParams();
    for (const name of ["person", "target", "team_no", "swapped"]) wanted.set(name, field(name).value);
    const answer = await fetch(`${url}?${wanted}`, { headers: { Accept: "text/html" } }).catch(() => null);
    if (mine === asked && answer) told.innerHTML = await answer.text();
  }

  function fill(person, place) {
    const swapped = place.dataset.person || "", team = place.closest("[data-problem]");
    field("person").value = person;
    field("swapped").value = swapped;
    field("target").value = swapped ? "" : team.dataset.problem;
    field("team_no").value = team.dataset.team;
    show();
    form.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    field("reason").focus({ preventScroll: true });
  }

  document.addEventListener("dragstart", (event) => {
    const line = event.target.closest?.("li[data-person]");
    if (!line) return;
    held = line.dataset.person;
    event.dataTransfer.setData("text/plain", held);
    event.dataTransfer.effectAllowed = "move";
    line.classList.add("is-held");
  });
  document.addEventListener("dragend", ({ target }) => { held = null; target.classList?.remove("is-held"); light(null); });
  document.addEventListener("dragover", (event) => {
    const place = held && over(event.target);
    if (!place || place.dataset.person === held) return;
    event.preventDefault();
    light(place);
  });
  document.addEventListener("drop", (event) => {
    const place = held && over(event.target);
    if (!place || place.dataset.person === held) return;
    event.preventDefault();
    fill(held, place);
  });
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(show, 300); });
})();
