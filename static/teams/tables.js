// Dragging a team onto a table fills in the form above; the form works alone, and nobody is moved before it is sent.
"use strict";
(() => {
  const form = document.getElementById("move-team");
  if (!form) return;
  let held = null;

  const over = (target) => target.closest?.("li[data-table]");
  const light = (place) => { for (const one of document.querySelectorAll(".is-over")) one.classList.remove("is-over"); place?.classList.add("is-over"); };

  function fill(team, table) {
    form.elements.team.value = team;
    form.elements.table.value = table;
    form.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    form.elements.reason.focus({ preventScroll: true });
  }

  document.addEventListener("dragstart", (event) => {
    const place = over(event.target);
    if (!place?.dataset.team) return;
    held = place;
    event.dataTransfer.setData("text/plain", place.dataset.team);
    event.dataTransfer.effectAllowed = "move";
    place.classList.add("is-held");
  });
  document.addEventListener("dragend", () => { held?.classList.remove("is-held"); held = null; light(null); });
  document.addEventListener("dragover", (event) => {
    const place = held && over(event.target);
    if (!place || place === held) return;
    event.preventDefault();
    light(place);
  });
  document.addEventListener("drop", (event) => {
    const place = held && over(event.target);
    if (!place || place === held) return;
    event.preventDefault();
    fill(held.dataset.team, place.dataset.table);
  });
})();
