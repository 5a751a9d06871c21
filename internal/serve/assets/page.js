"use strict";
(() => {
const $ = s => document.querySelector(s), all = s => [...document.querySelectorAll(s)];
const form = $("#paste"), facts = $("#facts");
let busy = false;
if (form) {
  form.addEventListener("submit", e => {
    if (busy) { e.preventDefault(); return; }
    busy = true;
    if (e.submitter) e.submitter.textContent = "Working…";
  });
  addEventListener("pageshow", () => { busy = false; });
}

const evidence = id => all("#clean [data-evidence]").filter(e => e.dataset.evidence.split(" ").includes(id));

// light shows what belongs to an element: the evidence of a finding, the
// findings of a piece of evidence, an identifier in both texts.
function light(target) {
  all(".hit").forEach(e => e.classList.remove("hit"));
  const on = target instanceof Element ? target.closest("[data-finding],[data-evidence],[data-mark]") : null;
  if (facts) facts.hidden = true;
  if (!on) return;
  const d = on.dataset;
  if (d.finding) evidence(d.finding).forEach(e => e.classList.add("hit"));
  if (d.evidence) for (const id of d.evidence.split(" ")) {
    evidence(id).forEach(e => e.classList.add("hit"));
    all('[data-finding="' + id + '"]').forEach(e => e.classList.add("hit"));
  }
  if (d.mark) {
    all('[data-mark="' + d.mark + '"]').forEach(e => e.classList.add("hit"));
    facts.textContent = d.facts;
    facts.hidden = false;
  }
}

function step(selector, by) {
  const list = all(selector);
  if (!list.length) return;
  let i = list.indexOf(document.activeElement);
  i = i < 0 ? (by > 0 ? 0 : list.length - 1) : (i + by + list.length) % list.length;
  list[i].focus({preventScroll: true});
  list[i].scrollIntoView({block: "nearest"});
  if (list[i].dataset.finding) show(list[i].dataset.finding);
}

function show(id) {
  const first = evidence(id)[0];
  if (first) first.scrollIntoView({block: "center"});
}

document.addEventListener("mouseover", e => light(e.target));
document.addEventListener("mouseout", () => light(document.activeElement));
document.addEventListener("focusin", e => light(e.target));
document.addEventListener("click", e => {
  const f = e.target.closest("[data-finding]");
  if (f) { light(f); show(f.dataset.finding); }
});
document.addEventListener("keydown", e => {
  if (e.key === "Enter" && (e.ctrlKey || e.metaKey) && form) { e.preventDefault(); form.requestSubmit(); return; }
  if (e.key === "Escape") { if (document.activeElement) document.activeElement.blur(); light(null); return; }
  if (e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName)) return;
  const keys = {
    n: () => step("#note [data-mark][tabindex]", 1), p: () => step("#note [data-mark][tabindex]", -1),
    j: () => step("[data-finding]", 1), k: () => step("[data-finding]", -1),
  };
  if (keys[e.key]) { e.preventDefault(); keys[e.key](); }
});
})();
