"use strict";
(() => {
  const rows = Array.from(document.querySelectorAll("#findings tbody tr"));
  const text = document.getElementById("filter-text");
  const rule = document.getElementById("filter-rule");
  const owner = document.getElementById("filter-owner");
  const hidden = document.getElementById("filter-hidden");
  const count = document.getElementById("shown");
  if (!text) return;
  document.querySelectorAll("[data-script]").forEach((part) => { part.hidden = false; });
  const known = rows.map((row) => ({
    row,
    text: row.textContent.toLowerCase(),
    rule: row.dataset.rule,
    owners: row.dataset.owners ? row.dataset.owners.split("\n") : [],
    hidden: row.dataset.status !== "",
  }));
  const apply = () => {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const one of known) {
      const fits = (!rule.value || one.rule === rule.value)
        && (!owner || !owner.value || one.owners.includes(owner.value))
        && (hidden.checked || !one.hidden)
        && words.every((word) => one.text.includes(word));
      one.row.hidden = !fits;
      if (fits) shown += 1;
    }
    count.textContent = shown + " of " + known.length + " shown";
  };
  let waiting = 0;
  text.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 120);
  });
  [rule, owner, hidden].forEach((control) => control && control.addEventListener("change", apply));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-owner], button[data-rule], button[data-path]");
    if (!button) return;
    text.value = button.dataset.path || "";
    rule.value = button.dataset.rule || "";
    if (owner) owner.value = button.dataset.owner || "";
    apply();
    document.getElementById("left").scrollIntoView();
    text.focus({ preventScroll: true });
  });
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((part) => { part.open = true; }));
  apply();
})();
