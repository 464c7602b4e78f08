// What the admin theme leaves out for whoever has no mouse or does not see the page: icons are not
// read aloud as words, what can be clicked can be reached by Tab and pressed, and has a name.
(function () {
  "use strict";

  const ICON = "material-symbols-outlined";
  const CLICKABLE = ["span", "div", "h2", "h3"].map(function (tag) {
    return tag + "[x-on\\:click]";
  }).join() + ",a[x-on\\:click]:not([href])";
  const NAMES = { more_vert: "More", more_horiz: "More", visibility: "Show what is typed" };

  function hideIcons(root) {
    root.querySelectorAll("." + ICON + ":not([role])").forEach(function (icon) {
      icon.setAttribute("aria-hidden", "true");
    });
  }

  function wordsOf(part) {
    const copy = part.cloneNode(true);
    copy.querySelectorAll("." + ICON).forEach(function (icon) { icon.remove(); });
    return part.classList.contains(ICON) ? "" : copy.textContent.trim();
  }

  function labelOf(field) {
    return field && field.labels && field.labels[0] ? field.labels[0].textContent.replace("*", "").trim() : "";
  }

  function nameOf(part) {
    const wrapper = part.closest(".related-widget-wrapper");
    const name = part.title || NAMES[part.textContent.trim()] || "More";
    const field = wrapper ? labelOf(wrapper.querySelector("select, input")) : "";
    return field ? name + " for " + field : name;
  }

  function openToKeyboard(root) {
    root.querySelectorAll(CLICKABLE).forEach(function (part) {
      // The ground behind an open panel is no button; Escape closes the panel.
      if (part.id === "changelist-filter-close" || part.hasAttribute("tabindex")) { return; }
      if (!wordsOf(part)) { part.setAttribute("aria-label", nameOf(part)); }
      part.setAttribute("role", "button");
      part.setAttribute("tabindex", "0");
      part.removeAttribute("aria-hidden");
    });
  }

  // A link or button of nothing but an icon.
  function nameIconsAlone(root) {
    root.querySelectorAll("a[href], button").forEach(function (part) {
      const isNamed = part.title || part.hasAttribute("aria-label") || part.hasAttribute("aria-hidden");
      if (!isNamed && !wordsOf(part)) { part.setAttribute("aria-label", nameOf(part)); }
      if (part.matches('a[href="#"][x-on\\:click]')) { part.setAttribute("role", "button"); }
    });
  }

  function nameMenus() {
    document.querySelectorAll("body > nav[id^=related-widget-wrapper-]").forEach(function (menu) {
      menu.setAttribute("role", "group");
      menu.setAttribute("aria-label", "What can be done with the chosen record");
    });
  }

  // A searching field names only its value: its label belongs before it.
  function nameSearchingFields(root) {
    root.querySelectorAll("select.select2-hidden-accessible").forEach(function (select) {
      const label = select.labels[0], container = select.nextElementSibling;
      if (!label || !container) { return; }
      label.id = label.id || select.id + "_label";
      container.querySelectorAll("[aria-labelledby], [role=textbox]").forEach(function (part) {
        const value = part.querySelector("[id$=-container]") || part;
        part.setAttribute("aria-labelledby", label.id + " " + value.id);
      });
    });
  }

  // The filters' headings stand right under the page's own.
  function rankHeadings() {
    document.querySelectorAll("#changelist-filter h3").forEach(function (heading) {
      heading.setAttribute("aria-level", "2");
    });
  }

  function nameTips(root) {
    root.querySelectorAll(".help-tooltip[aria-label]").forEach(function (tip) {
      tip.setAttribute("role", "img");
    });
  }

  // Each scrolling part is announced by name; the theme calls all of them the same.
  function nameScrolling() {
    document.querySelectorAll("[data-simplebar]:not([data-simplebar-aria-label])").forEach(function (part, place) {
      const isFilter = part.closest("#changelist-filter");
      part.dataset.simplebarAriaLabel = isFilter ? "Filters" : "Table" + (place ? " " + (place + 1) : "");
    });
  }

  function mend(root) {
    openToKeyboard(root);
    nameIconsAlone(root);
    hideIcons(root);
    nameMenus();
    nameSearchingFields(root);
    nameTips(root);
    rankHeadings();
  }

  document.addEventListener("DOMContentLoaded", function () {
    nameScrolling();
    mend(document);
  });
  // The theme's own scripts build fields and menus when all is loaded, and with each new line.
  window.addEventListener("load", function () {
    window.setTimeout(function () { mend(document); }, 0);
  });
  document.addEventListener("formset:added", function () {
    window.setTimeout(function () { mend(document); }, 0);
  });
  document.addEventListener("htmx:afterSwap", function (event) { mend(event.target); });

  document.addEventListener("focusin", function (event) {
    if (event.target.matches(".select2-search__field")) {
      event.target.setAttribute("aria-label", "Search");
    }
  });

  document.addEventListener("click", function (event) {
    if (!event.target.closest('a[x-on\\:click="filterOpen = true"]')) { return; }
    window.setTimeout(function () {
      const first = document.querySelector("#changelist-filter a, #changelist-filter input:not([type=hidden])");
      if (first) { first.focus(); }
    }, 50);
  });
})();
