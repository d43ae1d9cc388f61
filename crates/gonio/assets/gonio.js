// On what waits with choices, the keys 1 to 9 press the choice of that number. Without this
// script the buttons do the same.
(function () {
  "use strict";

  document.addEventListener("keydown", function (event) {
    var at = event.target;
    if (event.altKey || event.ctrlKey || event.metaKey || !/^[1-9]$/.test(event.key) ||
        /^(INPUT|SELECT|TEXTAREA)$/.test(at.tagName)) {
      return;
    }
    var desk = at.closest ? at.closest("[data-choices]") : null;
    var choice = desk && desk.querySelectorAll("[data-choice]")[Number(event.key) - 1];
    if (choice) {
      event.preventDefault();
      choice.click();
    }
  });
}());

// Files dropped anywhere on the page go into the import form and are sent. Without
// this script the form works all the same: choose files, press Import.
(function () {
  "use strict";

  var form = document.querySelector("form[data-drop]");
  if (!form) {
    return;
  }
  var input = form.querySelector("input[type=file]");
  var button = form.querySelector("button[type=submit]");
  var status = form.querySelector("[data-drop-status]");
  var depth = 0;
  var sending = false;

  function say(words) {
    status.textContent = words;
  }

  function files(count) {
    return count === 1 ? "1 file" : count.toLocaleString("en-US") + " files";
  }

  function size(list) {
    var bytes = 0;
    for (var i = 0; i < list.length; i += 1) {
      bytes += list[i].size;
    }
    if (bytes < 1000000) {
      return Math.max(1, Math.round(bytes / 1000)) + " KB";
    }
    return (bytes / 1000000).toFixed(1) + " MB";
  }

  function carriesFiles(event) {
    return Array.prototype.indexOf.call(event.dataTransfer.types, "Files") >= 0;
  }

  function still() {
    depth = 0;
    document.body.classList.remove("dragging");
  }

  // Everything under a dropped file or folder, as a promise of a flat list.
  function walk(entry) {
    if (entry.isFile) {
      return new Promise(function (done, fail) {
        entry.file(function (file) { done([file]); }, fail);
      });
    }
    var reader = entry.createReader();
    function more(found) {
      return new Promise(reader.readEntries.bind(reader)).then(function (entries) {
        if (entries.length === 0) {
          return found;
        }
        return Promise.all(entries.map(walk)).then(function (lists) {
          return more(found.concat.apply(found, lists));
        });
      });
    }
    return more([]);
  }

  function dropped(transfer) {
    var entries = Array.prototype.map.call(transfer.items || [], function (item) {
      return item.webkitGetAsEntry ? item.webkitGetAsEntry() : null;
    }).filter(Boolean);
    var folders = entries.some(function (entry) { return entry.isDirectory; });
    if (!folders) {
      return Promise.resolve(transfer.files);
    }
    return Promise.all(entries.map(walk)).then(function (lists) {
      var all = new DataTransfer();
      [].concat.apply([], lists).forEach(function (file) {
        if (file.name.charAt(0) !== ".") {
          all.items.add(file);
        }
      });
      return all.files;
    });
  }

  document.addEventListener("dragenter", function (event) {
    if (carriesFiles(event) && !sending) {
      event.preventDefault();
      depth += 1;
      document.body.classList.add("dragging");
    }
  });
  document.addEventListener("dragover", function (event) {
    if (carriesFiles(event)) {
      event.preventDefault();
      event.dataTransfer.dropEffect = sending ? "none" : "copy";
    }
  });
  document.addEventListener("dragleave", function (event) {
    if (carriesFiles(event)) {
      depth -= 1;
      if (depth <= 0) {
        still();
      }
    }
  });
  document.addEventListener("drop", function (event) {
    if (!carriesFiles(event)) {
      return;
    }
    event.preventDefault();
    still();
    if (sending) {
      return;
    }
    say("Reading what you dropped\u2026");
    dropped(event.dataTransfer).then(function (list) {
      if (list.length === 0) {
        say("There were no files in what you dropped.");
        return;
      }
      input.files = list;
      form.requestSubmit();
    }).catch(function () {
      say("What you dropped could not be read. Choose the files instead.");
      input.focus();
    });
  });

  input.addEventListener("change", function () {
    var count = input.files.length;
    say(count === 0 ? "" : files(count) + " chosen, " + size(input.files) + ". Press Import.");
  });

  form.addEventListener("submit", function (event) {
    if (sending) {
      event.preventDefault();
      return;
    }
    sending = true;
    say("Importing " + files(input.files.length) + "\u2026");
    form.setAttribute("aria-busy", "true");
    button.disabled = true;
  });

  // Coming back with the browser's Back button shows the page as it was left.
  window.addEventListener("pageshow", function () {
    sending = false;
    form.removeAttribute("aria-busy");
    button.disabled = false;
    say("");
  });
}());

// While a page is looked at, it follows the book: when something was posted, by whomever, its
// numbers are fetched again. A page in whose form something was begun only says so.
(function () {
  "use strict";

  var main = document.querySelector("main[data-live]");
  var status = document.querySelector("[data-live-status]");
  if (!main || !status || !window.EventSource) {
    return;
  }
  var source = null;
  var known = null;
  var begun = false;
  var fetching = false;

  main.addEventListener("input", function () { begun = true; });

  function offer() {
    var notice = document.querySelector("[data-live-offer]");
    if (notice) {
      return;
    }
    notice = document.createElement("div");
    notice.className = "notice";
    notice.setAttribute("data-live-offer", "");
    notice.textContent = "The book has changed since this page was made. ";
    var link = document.createElement("a");
    link.href = window.location.href;
    link.textContent = "Show it as it is now";
    notice.appendChild(link);
    main.insertBefore(notice, main.firstChild);
    status.textContent = "The book has changed since this page was made.";
  }

  function refresh(version) {
    if (begun) {
      known = version;
      offer();
      return;
    }
    if (fetching) {
      return;
    }
    fetching = true;
    fetch(window.location.href, { credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok || answer.redirected) {
        throw new Error("no page");
      }
      return answer.text();
    }).then(function (html) {
      var fresh = new DOMParser().parseFromString(html, "text/html").querySelector("main");
      if (!fresh || begun) {
        return;
      }
      var focused = document.activeElement;
      var id = focused && main.contains(focused) ? focused.id : "";
      var href = focused && main.contains(focused) ? focused.getAttribute("href") : null;
      main.replaceChildren.apply(main, Array.prototype.slice.call(fresh.childNodes));
      var again = id ? document.getElementById(id) : null;
      if (!again && href) {
        again = Array.prototype.find.call(main.querySelectorAll("a"), function (link) {
          return link.getAttribute("href") === href;
        });
      }
      if (again) {
        again.focus({ preventScroll: true });
      }
      known = version;
      status.textContent = "The numbers were brought up to date.";
    }).catch(offer).then(function () { fetching = false; });
  }

  function listen() {
    if (source || document.visibilityState !== "visible") {
      return;
    }
    source = new EventSource("/events");
    source.addEventListener("book", function (event) {
      if (known === null) {
        known = event.data;
      } else if (known !== event.data) {
        refresh(event.data);
      }
    });
  }

  // A browser has few connections to one address; pages that nobody looks at give theirs up.
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "visible") {
      listen();
    } else if (source) {
      source.close();
      source = null;
    }
  });
  listen();
})();
