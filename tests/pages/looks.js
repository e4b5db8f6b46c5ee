// Marks one text of each look that is not known yet with data-look, and returns the names of those looks.
// A look is all that contrast depends on: colour, size and weight of the letters, and everything painted behind them.
known => {
  const before = new Set(known), found = new Set(), behind = new Map();
  const place = location.pathname + location.search;

  // What is painted behind an element, down to the first thing that hides what is under it. What is placed freely may
  // stand on anything: unless it hides that, it is looked at on each page. Pages are judged unscrolled: what sticks is
  // still where it is written.
  function under(element) {
    if (!element) return "";
    if (behind.has(element)) return behind.get(element);
    const style = getComputedStyle(element);
    const own = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter, style.mixBlendMode];
    const hides = /^rgb\(/.test(style.backgroundColor) && style.opacity === "1";
    if (!hides && !["static", "relative", "sticky"].includes(style.position)) own.push(place, element.className);
    const all = own.join() + (hides ? "" : "<" + under(element.parentElement));
    behind.set(element, all);
    return all;
  }

  for (const element of document.querySelectorAll("[data-look]")) delete element.dataset.look;
  for (const element of document.body.querySelectorAll("*")) {
    const speaks = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!(speaks || element.matches("input, select, textarea")) || !element.checkVisibility()) continue;
    if (element.clientWidth === 1 && element.clientHeight === 1) continue; // for ears alone: nobody sees its colours
    const { color, fontSize, fontWeight, textShadow, webkitTextFillColor } = getComputedStyle(element);
    const disabled = element.closest("[disabled], [aria-disabled=true]") ? "off" : "";
    const look = [color, fontSize, fontWeight, textShadow, webkitTextFillColor, disabled, under(element)].join("|");
    if (before.has(look) || found.has(look)) continue;
    found.add(look);
    element.dataset.look = "";
  }
  return [...found];
}
