(function () {
  "use strict";
  var links = Array.prototype.slice.call(document.querySelectorAll(".contents a"));
  var sections = links.map(function (link) { return document.getElementById(link.hash.slice(1)); });
  var list = document.querySelector(".contents ol"), current = -1, waiting = 0;
  function mark() {
    waiting = 0;
    var at = 0, edge = Math.min(innerHeight * 0.3, 240);
    sections.forEach(function (section, i) { if (scrollY > 0 && section.getBoundingClientRect().top < edge) at = i; });
    if (scrollY > 0 && innerHeight + scrollY >= document.documentElement.scrollHeight - 4) at = sections.length - 1;
    if (at === current) return;
    if (current >= 0) links[current].removeAttribute("aria-current");
    current = at;
    links[at].setAttribute("aria-current", "true");
    if (list.scrollWidth > list.clientWidth) list.scrollLeft = links[at].offsetLeft - 24;
  }
  addEventListener("scroll", function () { if (!waiting) waiting = requestAnimationFrame(mark); }, { passive: true });
  addEventListener("resize", mark);
  mark();
  var folds = document.querySelectorAll("details.fold"), closed = [];
  addEventListener("beforeprint", function () {
    closed = Array.prototype.filter.call(folds, function (fold) { return !fold.open; });
    closed.forEach(function (fold) { fold.open = true; });
  });
  addEventListener("afterprint", function () { closed.forEach(function (fold) { fold.open = false; }); });
})();
