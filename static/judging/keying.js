// Enter goes to the next mark, and from the last one sends. Without this file the browser stops at the first empty field.
"use strict";
(() => {
  const form = document.querySelector("form[data-keying]");
  if (!form) return;
  const marks = [...form.querySelectorAll('input[name^="mark-"]')];
  form.addEventListener("keydown", (event) => {
    const place = marks.indexOf(event.target);
    if (event.key !== "Enter" || event.isComposing || place < 0) return;
    event.preventDefault();
    if (!event.target.checkValidity()) return event.target.reportValidity();
    const next = marks[place + 1];
    if (next) { next.focus(); next.select(); } else form.requestSubmit();
  });
})();
