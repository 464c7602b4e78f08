// The console's few movements: open a dialog, copy a text, keep icons out of what is read aloud.
(function () {
  "use strict";

  function hideIcons(root) {
    root.querySelectorAll(".material-symbols-outlined").forEach(function (icon) {
      icon.setAttribute("aria-hidden", "true");
    });
  }

  function copy(button) {
    const field = document.getElementById(button.dataset.copy);
    const said = document.querySelector('[data-copied="' + button.dataset.copy + '"]');
    const done = function () { said.textContent = "Copied"; };
    if (navigator.clipboard) {
      navigator.clipboard.writeText(field.value).then(done);
      return;
    }
    field.select();
    if (document.execCommand("copy")) { done(); }
  }

  document.addEventListener("click", function (event) {
    const opener = event.target.closest("[data-dialog]");
    if (opener) { document.getElementById(opener.dataset.dialog).showModal(); }
    const closer = event.target.closest("[data-close]");
    if (closer) { closer.closest("dialog").close(); }
    const copier = event.target.closest("[data-copy]");
    if (copier) { copy(copier); }
  });

  // A second click on a button that is at work would send the same form twice.
  document.addEventListener("submit", function (event) {
    if (event.target.method !== "post") { return; }
    const button = event.submitter;
    if (button && button.classList.contains("qb-button")) {
      window.setTimeout(function () { button.disabled = true; }, 0);
    }
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll(".qb-button:disabled").forEach(function (button) {
      if (!button.hasAttribute("data-off")) { button.disabled = false; }
    });
  });

  document.addEventListener("DOMContentLoaded", function () {
    hideIcons(document);
    const tab = document.querySelector(".qb-tabs [aria-current]");
    if (tab) { tab.scrollIntoView({ inline: "center", block: "nearest" }); }
  });
  document.addEventListener("htmx:afterSwap", function (event) { hideIcons(event.target); });
})();
