// Runs before the first paint so that a chosen look never flashes; nothing else belongs here.
try {
  const look = localStorage.getItem("challenge.theme");
  if (look === "light" || look === "dark") document.documentElement.dataset.theme = look;
} catch { /* storage refused: the system's choice holds */ }
document.documentElement.classList.add("scripted");
