// A coach's rolls: kept on this phone when they are done, sent when there is network. Without script each roll is a plain form.
"use strict";
(async () => {
  const forms = [...document.querySelectorAll("form[data-roll]")], page = document.querySelector("[data-rolls]");
  if (!page || !window.Outbox) return;
  const { slug, owner } = page.dataset, words = JSON.parse(page.dataset.words);

  // A page that was kept in the morning and opened without network in the afternoon calls the afternoon's roll, from scratch.
  const halves = JSON.parse(page.dataset.halves), moment = Outbox.now();
  const present = halves.filter(([, opens, closes]) => opens <= moment && moment < closes).at(-1)?.[0];
  if (present && present !== page.dataset.half && !location.search) {
    page.dataset.half = present;
    const link = document.querySelector(`[data-half-link="${present}"]`);
    for (const one of document.querySelectorAll("[data-half-link]")) one.removeAttribute("aria-current");
    link?.setAttribute("aria-current", "true");
    document.querySelector("[data-half-name]").textContent = link?.textContent || "";
    for (const form of forms) {
      form.elements.half.value = present;
      for (const field of form.querySelectorAll('[name^="seen-"]')) field.value = "0";
      for (const choice of form.querySelectorAll('[value="present"]')) choice.checked = true;
      const badge = form.closest("[data-team]").querySelector("summary .badge");
      if (badge) badge.textContent = words.todo;
    }
  }
  const named = (form) => `${page.dataset.half} ${form.dataset.roll}`;

  const box = await Outbox.open(`rolls:${slug}`, owner);
  const fields = (form) => Object.fromEntries([...new FormData(form)].filter(([name]) => /^(state|seen)-|^half$/.test(name)));

  function count(form) {
    const states = [...new FormData(form)].filter(([name]) => name.startsWith("state-")).map(([, value]) => value);
    const here = states.filter((value) => value === "present" || value === "late").length;
    form.querySelector("[data-count]").textContent = words.count.replace("{here}", String(here)).replace("{total}", String(states.length));
  }
  function show(form, entry) {
    const spot = form.closest("[data-team]").querySelector("[data-sync]"), note = form.querySelector("[data-kept-note]");
    spot.hidden = false;
    spot.dataset.state = entry.state === "confirmed" ? "saved" : entry.state === "refused" ? "refused" : "kept";
    spot.querySelector("span").textContent = entry.state === "refused" ? entry.said : box.isOut && entry.state === "kept" ? words.out : words[entry.state];
    const kept = entry.answer?.kept || [];
    note.hidden = !kept.length;
    note.textContent = kept.length ? `${words.stands} ${kept.map((id) => form.querySelector(`[data-member="${id}"]`)?.textContent || "").join(", ")}` : "";
  }
  function restore(form, entry) {
    for (const [name, value] of Object.entries(entry.body)) {
      const choice = form.querySelector(`[name="${CSS.escape(name)}"][value="${CSS.escape(String(value))}"]`);
      if (choice?.type === "radio") choice.checked = true;
    }
  }
  function tell(entries) {
    for (const form of forms) {
      const mine = entries.filter((one) => one.about.roll === named(form)).at(-1);
      if (mine) show(form, mine);
    }
  }
  for (const form of forms) {
    const waits = box.entries.filter((one) => one.about.roll === named(form) && one.state !== "confirmed").at(-1);
    if (waits) restore(form, waits);
    count(form);
    form.addEventListener("change", () => count(form));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopImmediatePropagation(); // a second tap is a second word, not a second sending
      box.add(form.dataset.api, { ...fields(form), at_ms: Outbox.now() }, { roll: named(form) });
      const card = form.closest("details"), next = forms[forms.indexOf(form) + 1]?.closest("details");
      card.open = false;
      if (next && !next.dataset.called) next.open = true;
      (next?.querySelector("summary") || card.querySelector("summary")).focus();
    });
  }
  box.onchange = tell;
  tell(box.entries);
  Outbox.stay().then((stays) => { page.dataset.stays = stays ? "1" : ""; });
  page.dataset.ready = "1";
})();
