// The floor on a tablet: shown anew every few seconds without losing its place, and no form is sent twice.
// Without it the page is loaded again by itself, and the server does a form that comes twice once.
(function () {
  "use strict";
  var EVERY = 5000, WITHIN = 6000, TOUCHED = 800;
  var asking = false, touchedAt = 0;

  function main() { return document.getElementById("main"); }

  function stale(is) {
    var place = document.querySelector(".stale");
    if (place) { place.hidden = !is; }
  }

  function put(text) {
    var other = new DOMParser().parseFromString(text, "text/html").getElementById("main");
    if (!other || !other.hasAttribute("data-floor")) { location.reload(); return; }
    if (performance.now() - touchedAt < TOUCHED || document.querySelector("form[data-sent]")) { return; }
    var focused = document.activeElement && document.activeElement.id;
    main().replaceWith(document.adoptNode(other));
    var again = focused && document.getElementById(focused);
    if (again) { again.focus({ preventScroll: true }); }
  }

  function look() {
    if (asking || document.visibilityState !== "visible") { return; }
    asking = true;
    var stopper = new AbortController(), timer = setTimeout(function () { stopper.abort(); }, WITHIN);
    fetch(main().getAttribute("data-floor"), { signal: stopper.signal }).then(function (answer) {
      if (!answer.ok) { throw new Error("not now"); }
      return answer.text();
    }).then(put, function () { stale(true); }).then(function () { clearTimeout(timer); asking = false; });
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post") { return; }
    if (form.hasAttribute("data-sent")) { event.preventDefault(); return; }
    form.setAttribute("data-sent", "yes");
  });
  document.addEventListener("pointerdown", function () { touchedAt = performance.now(); });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { form.removeAttribute("data-sent"); });
  });
  if (main().hasAttribute("data-floor")) { setInterval(look, EVERY); }
})();
