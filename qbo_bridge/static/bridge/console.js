// The console's few movements: open a dialog, copy a text, press what is a button, count down.
(function () {
  "use strict";

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

  // Asks the server what a button would do, and puts its question into the dialog of the page.
  function ask(url) {
    const dialog = document.querySelector("[data-question]");
    const waiting = dialog.innerHTML;
    dialog.addEventListener("close", function () { dialog.innerHTML = waiting; }, { once: true });
    dialog.showModal();
    fetch(url, { headers: { "X-Part": "dialog" } }).then(function (answer) {
      if (!answer.ok || answer.redirected) { throw new Error(answer.status); }
      return answer.text();
    }).then(function (question) {
      if (!dialog.open) { return; }
      dialog.innerHTML = question;
      const first = dialog.querySelector("[autofocus]");
      if (first) { first.focus(); }
    }).catch(function () { window.location.assign(url); });
  }

  document.addEventListener("click", function (event) {
    const asker = event.target.closest("a[data-ask]");
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey);
    if (asker && isPlain && document.querySelector("[data-question]")) {
      event.preventDefault();
      ask(asker.href);
    }
    const opener = event.target.closest("[data-dialog]");
    if (opener) { document.getElementById(opener.dataset.dialog).showModal(); }
    const closer = event.target.closest("[data-close]");
    if (closer && closer.closest("dialog")) {
      event.preventDefault();
      closer.closest("dialog").close();
    }
    const tip = event.target.closest("[data-tip]");
    if (tip) { tip.focus(); tip.parentElement.removeAttribute("data-away"); }
    if (event.target.closest("[data-print]")) { window.print(); }
    const copier = event.target.closest("[data-copy]");
    if (copier) { copy(copier); }
  });

  document.addEventListener("change", function (event) {
    const name = event.target.dataset.chooseAll;
    if (!name) { return; }
    document.querySelectorAll("input[type=checkbox][name=" + name + "]").forEach(function (box) {
      box.checked = event.target.checked;
    });
  });

  // Escape puts a badge's reason away; it comes back with the next look at it.
  function putAway(event) {
    document.querySelectorAll(".qb-tip:hover, .qb-tip:focus-within").forEach(function (tip) {
      tip.setAttribute("data-away", "");
    });
  }
  function bringBack(event) {
    const tip = event.target.closest && event.target.closest(".qb-tip");
    if (tip) { tip.removeAttribute("data-away"); }
  }
  document.addEventListener("mouseout", bringBack);
  document.addEventListener("focusout", bringBack);

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") { putAway(event); }
    if (event.key === " " && event.target.matches("a[role=button][href]")) {
      event.preventDefault();
      event.target.click();
    }
    const isPress = event.key === "Enter" || event.key === " ";
    if (isPress && event.target.matches("[role=button][tabindex]:not(button)")) {
      event.preventDefault();
      event.target.click();
    }
  });

  // A second click on a button that is at work would send the same form twice.
  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (form.hasAttribute("data-ask") && document.querySelector("[data-question]")) {
      event.preventDefault();
      const query = new URLSearchParams(new FormData(form, event.submitter));
      ask(form.getAttribute("action") + "?" + query);
      return;
    }
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

  // What ends within two days is counted down; the server has said it in words before.
  function countDown() {
    const numbered = function (count, what) { return count + " " + what + (count === 1 ? "" : "s"); };
    document.querySelectorAll("time[data-countdown]").forEach(function (moment) {
      const left = Math.floor((Date.parse(moment.dateTime) - Date.now()) / 1000);
      if (left > 172800) { return; }
      const hours = Math.floor(left / 3600), minutes = Math.floor(left / 60) % 60;
      if (left <= 0) { moment.textContent = "ended"; return; }
      moment.textContent = "in " + (hours
        ? numbered(hours, "hour") + ", " + numbered(minutes, "minute")
        : numbered(minutes, "minute") + ", " + numbered(left % 60, "second"));
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    countDown();
    window.setInterval(countDown, 1000);
    document.querySelectorAll("[data-choose-all], [data-print]").forEach(function (part) {
      part.hidden = false;
    });
    const tab = document.querySelector(".qb-tabs [aria-current]");
    if (tab) { tab.scrollIntoView({ inline: "center", block: "nearest" }); }
  });
})();
