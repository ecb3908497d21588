// Before the page is drawn: the theme that was chosen last, else the system's own.
(function () {
  "use strict";
  try {
    var chosen = localStorage.getItem("dbtool-theme");
    if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
  } catch (error) { /* A browser may keep nothing for pages from a disk. */ }
})();
