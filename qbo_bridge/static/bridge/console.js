// The console's few movements: open a dialog, copy a text, keep icons out of what is read aloud.
(function () {
  "use strict";

  function hideIcons(root) {
    root.querySelectorAll(".material-symbols-outlined").forEach(function (icon) {
      icon.setAttribute("aria-hidden", "true");
    });
  }

  // The admin theme's menus are plain spans: give them a place in the Tab order and a name.
  function openToKeyboard(root) {
    root.querySelectorAll("span[x-on\\:click], div[x-on\\:click], a[x-on\\:click]:not([href])").forEach(function (part) {
      const isMenu = part.textContent.includes("dock_to_right");
      part.setAttribute("role", "button");
      part.setAttribute("tabindex", "0");
      if (isMenu) { part.setAttribute("aria-label", "Menu"); }
    });
  }

  function skipLink() {
    const content = document.getElementById("content");
    if (!content) { return; }
    const link = document.createElement("a");
    link.href = "#content";
    link.className = "qb-skip";
    link.textContent = "Skip to the content";
    content.setAttribute("tabindex", "-1");
    document.body.prepend(link);
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

  document.addEventListener("keydown", function (event) {
    const isPress = event.key === "Enter" || event.key === " ";
    if (isPress && event.target.matches("[role=button][tabindex]:not(button)")) {
      event.preventDefault();
      event.target.click();
    }
  });

  // A second click on a button that is at work would send the same form twice.
  document.addEventListener("submit", function (event) {
    // Not `form.method`: a field of that name would hide it.
    if (event.target.getAttribute("method") !== "post") { return; }
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
    openToKeyboard(document);
    skipLink();
    const tab = document.querySelector(".qb-tabs [aria-current]");
    if (tab) { tab.scrollIntoView({ inline: "center", block: "nearest" }); }
  });
  document.addEventListener("htmx:afterSwap", function (event) { hideIcons(event.target); });
})();
