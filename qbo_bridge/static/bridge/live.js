// A part of the page that renews itself while something moves (data-live: the address of the part).
// What is the same stays the very same element, so focus, ticks, open details and the place on the
// page are left to the reader.
(function () {
  "use strict";

  const EVERY_MS = 2000;

  function keyOf(node) {
    return node.nodeType === Node.ELEMENT_NODE ? node.id : "";
  }

  function isSameSort(one, other) {
    return one.nodeName === other.nodeName && keyOf(one) === keyOf(other);
  }

  // What the reader did to an element is theirs: what was opened, what a script has shown.
  function isReaders(element, name) {
    return (name === "open" && element.matches("details, dialog")) ||
      (name === "hidden" && element.hasAttribute("data-choose-all")) ||
      (name === "aria-hidden" && element.classList.contains("material-symbols-outlined"));
  }

  function takeAttributes(old, fresh) {
    Array.from(old.attributes).forEach(function (attribute) {
      if (!fresh.hasAttribute(attribute.name) && !isReaders(old, attribute.name)) {
        old.removeAttribute(attribute.name);
      }
    });
    Array.from(fresh.attributes).forEach(function (attribute) {
      if (old.getAttribute(attribute.name) !== attribute.value && !isReaders(old, attribute.name)) {
        old.setAttribute(attribute.name, attribute.value);
      }
    });
  }

  // The old child that becomes `fresh`: by its id anywhere, else the next one if it is alike.
  function partner(parent, cursor, fresh) {
    const key = keyOf(fresh);
    if (!key) { return cursor && isSameSort(cursor, fresh) ? cursor : null; }
    return Array.from(parent.children).find(function (child) {
      return isSameSort(child, fresh);
    }) || null;
  }

  function isWanted(node, fresh) {
    const key = keyOf(node);
    return key && Array.from(fresh.children).some(function (child) { return keyOf(child) === key; });
  }

  function takeChildren(old, fresh) {
    let cursor = old.firstChild;
    Array.from(fresh.childNodes).forEach(function (child) {
      // What is gone goes first, so that what stays need not be moved: a moved element loses focus.
      while (cursor && keyOf(cursor) && !isWanted(cursor, fresh)) {
        const gone = cursor;
        cursor = cursor.nextSibling;
        gone.remove();
      }
      const same = partner(old, cursor, child);
      if (!same) {
        old.insertBefore(document.importNode(child, true), cursor);
        return;
      }
      if (same === cursor) { cursor = cursor.nextSibling; } else { old.insertBefore(same, cursor); }
      become(same, child);
    });
    while (cursor) {
      const gone = cursor;
      cursor = cursor.nextSibling;
      gone.remove();
    }
  }

  function become(old, fresh) {
    if (old.nodeType !== Node.ELEMENT_NODE) {
      if (old.nodeValue !== fresh.nodeValue) { old.nodeValue = fresh.nodeValue; }
      return;
    }
    if (old.isEqualNode(fresh)) { return; }
    takeAttributes(old, fresh);
    takeChildren(old, fresh);
  }

  function renew(part, text) {
    const fresh = new DOMParser().parseFromString(text, "text/html").getElementById(part.id);
    if (!fresh) { return; }
    const focused = document.activeElement;
    become(part, fresh);
    if (focused && focused.id && document.activeElement !== focused) {
      const again = document.getElementById(focused.id);
      if (again) { again.focus({ preventScroll: true }); }
    }
    part.querySelectorAll(".material-symbols-outlined").forEach(function (icon) {
      icon.setAttribute("aria-hidden", "true");
    });
  }

  // While the reader looks elsewhere nothing is asked; a question that fails is asked again later.
  function watch(part) {
    const address = part.dataset.live;
    if (!address) { return; }
    window.setTimeout(function () {
      if (document.hidden) { watch(part); return; }
      fetch(address).then(function (answer) {
        if (!answer.ok || answer.redirected) { throw new Error(answer.status); }
        return answer.text();
      }).then(function (text) { renew(part, text); }).catch(function () {}).finally(function () {
        watch(part);
      });
    }, EVERY_MS);
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-live]").forEach(watch);
  });
})();
