// A problem that waits is dragged to another place; the buttons beside it do the same, without a mouse or a script.
"use strict";
(() => {
  let held = null;

  const row = (event) => event.target.closest?.("[data-order] > li");

  for (const one of document.querySelectorAll("[data-order] > li")) one.draggable = true;

  document.addEventListener("dragstart", (event) => {
    held = row(event);
    if (!held) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
  });
  document.addEventListener("dragover", (event) => {
    const over = row(event);
    if (held && over && over.parentElement === held.parentElement) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const over = row(event);
    if (!held || !over || over === held || over.parentElement !== held.parentElement) return;
    event.preventDefault();
    const form = held.querySelector("form");
    form.elements.to.value = [...held.parentElement.children].indexOf(over);
    form.requestSubmit();
  });
  document.addEventListener("dragend", () => { held = null; });
})();
