// Search, theme, sorting and diagrams. Pages are whole without it.
(function () {
  "use strict";
  var root = document.documentElement.dataset.root || "";

  // Theme ---------------------------------------------------------------------------------------
  var theme = document.getElementById("theme");
  function dark() {
    var chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  }
  function label() { theme.textContent = dark() ? "Light" : "Dark"; theme.setAttribute("aria-label", (dark() ? "Light" : "Dark") + " theme"); }
  theme.addEventListener("click", function () {
    var next = dark() ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    try { localStorage.setItem("dbtool-theme", next); } catch (error) { /* It lasts for this page then. */ }
    label();
  });
  label();

  // Search --------------------------------------------------------------------------------------
  var input = document.getElementById("search"), list = document.getElementById("results");
  var hits = [], chosen = -1, asked = false;
  function load() {
    if (asked) return;
    asked = true;
    var script = document.createElement("script");
    script.src = root + "assets/search.js";
    script.addEventListener("load", show);
    document.head.appendChild(script);
  }
  function column(name) {
    var bytes = new TextEncoder().encode(name), out = "c-";
    bytes.forEach(function (byte) {
      var sign = String.fromCharCode(byte);
      out += byte < 128 && /[A-Za-z0-9_.-]/.test(sign) ? sign : "~" + byte.toString(16).padStart(2, "0");
    });
    return out;
  }
  // How well an entry answers the words: 0 for not at all. A column that answers is named.
  function weigh(entry, words) {
    var name = entry[1].toLowerCase(), own = name.slice(name.lastIndexOf(".") + 1), total = 0, by = null;
    for (var i = 0; i < words.length; i++) {
      var word = words[i], best = 0;
      if (own === word || name === word) best = 100;
      else if (own.startsWith(word)) best = 60;
      else if (name.includes(word)) best = 40;
      if (best < 30) {
        for (var j = 0; j < entry[4].length; j++) {
          var field = entry[4][j].toLowerCase();
          var value = field === word ? 30 : field.startsWith(word) ? 20 : field.includes(word) ? 10 : 0;
          if (value > best) { best = value; by = entry[4][j]; }
        }
      }
      if (!best && (entry[3].toLowerCase().includes(word) || entry[0].includes(word))) best = 5;
      if (!best) return [0, null];
      total += best;
    }
    return [total - Math.min(own.length, 40) / 100, by];
  }
  function show() {
    var words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    hits = [];
    if (words.length && window.DBTOOL_INDEX) {
      window.DBTOOL_INDEX.forEach(function (entry) {
        var found = weigh(entry, words);
        if (found[0] > 0) hits.push({ entry: entry, weight: found[0], by: found[1] });
      });
      hits.sort(function (a, b) { return b.weight - a.weight || (a.entry[1] < b.entry[1] ? -1 : 1); });
      hits = hits.slice(0, 30);
    }
    chosen = hits.length ? 0 : -1;
    draw(words.length > 0);
  }
  function draw(open) {
    list.textContent = "";
    hits.forEach(function (hit, at) {
      var item = document.createElement("li"), why = document.createElement("span");
      item.id = "r" + at;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", String(at === chosen));
      item.textContent = hit.entry[1];
      why.className = "why";
      why.textContent = hit.entry[0] + (hit.by ? " · column " + hit.by : hit.entry[3] ? " · " + hit.entry[3] : "");
      item.appendChild(why);
      item.addEventListener("mousedown", function (event) { event.preventDefault(); go(hit); });
      list.appendChild(item);
    });
    if (open && !hits.length && window.DBTOOL_INDEX) {
      var none = document.createElement("li");
      none.setAttribute("role", "option");
      none.setAttribute("aria-selected", "false");
      none.textContent = "Nothing is called so";
      list.appendChild(none);
    }
    list.hidden = !open || !list.childElementCount;
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (chosen >= 0 && !list.hidden) {
      input.setAttribute("aria-activedescendant", "r" + chosen);
      list.children[chosen].scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }
  function go(hit) { location.href = root + hit.entry[2] + (hit.by ? "#" + column(hit.by) : ""); draw(false); input.blur(); }
  input.addEventListener("focus", load);
  input.addEventListener("input", function () { load(); show(); });
  input.addEventListener("blur", function () { draw(false); });
  input.addEventListener("keydown", function (event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (hits.length) chosen = (chosen + (event.key === "ArrowDown" ? 1 : hits.length - 1)) % hits.length;
      draw(true);
      event.preventDefault();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (hits[chosen]) go(hits[chosen]);
    } else if (event.key === "Escape") { input.value = ""; show(); input.blur(); }
  });
  input.form.addEventListener("submit", function (event) { event.preventDefault(); });
  document.addEventListener("keydown", function (event) {
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) { event.preventDefault(); input.focus(); }
  });

  // Tables that can be sorted ---------------------------------------------------------------------
  document.querySelectorAll("table.sortable").forEach(function (table) {
    var body = table.tBodies[0];
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (cell, at) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = cell.textContent;
      cell.textContent = "";
      cell.appendChild(button);
      button.addEventListener("click", function () {
        var down = cell.getAttribute("aria-sort") === (cell.classList.contains("num") ? "descending" : "ascending");
        var way = cell.classList.contains("num") ? (down ? 1 : -1) : (down ? -1 : 1);
        function value(row) { var it = row.cells[at]; return it.dataset.value !== undefined ? Number(it.dataset.value) : it.textContent.trim(); }
        Array.prototype.slice.call(body.rows).sort(function (a, b) {
          var x = value(a), y = value(b);
          if (cell.classList.contains("num")) return way * ((x === "" ? -1 : Number(x)) - (y === "" ? -1 : Number(y)));
          return way * String(x).localeCompare(String(y));
        }).forEach(function (row) { body.appendChild(row); });
        Array.prototype.forEach.call(table.tHead.rows[0].cells, function (other) { other.removeAttribute("aria-sort"); });
        cell.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
      });
    });
  });

  // Diagrams --------------------------------------------------------------------------------------
  document.querySelectorAll("svg.er").forEach(function (svg) {
    var boxes = svg.querySelectorAll(".box"), edges = svg.querySelectorAll(".edge");
    function near(box) {
      edges.forEach(function (edge) {
        edge.classList.toggle("near", !!box && (edge.dataset.from === box.dataset.box || edge.dataset.to === box.dataset.box));
      });
    }
    boxes.forEach(function (box) {
      ["mouseenter", "focus"].forEach(function (name) { box.addEventListener(name, function () { near(box); }); });
      ["mouseleave", "blur"].forEach(function (name) { box.addEventListener(name, function () { near(null); }); });
    });
  });
  var canvas = document.querySelector(".canvas");
  if (!canvas) return;
  var svg = canvas.querySelector("svg.er");
  var whole = svg.getAttribute("viewBox").split(" ").map(Number), view = whole.slice();
  function apply() { svg.setAttribute("viewBox", view.join(" ")); }
  function fit() {
    view = whole.slice();
    apply();
  }
  // Screen pixels for one unit of the diagram, which keeps its proportions.
  function scale() { return Math.min(canvas.clientWidth / view[2], canvas.clientHeight / view[3]); }
  function point(x, y) {
    var box = canvas.getBoundingClientRect(), s = scale();
    var left = box.left + (box.width - view[2] * s) / 2, top = box.top + (box.height - view[3] * s) / 2;
    return [view[0] + (x - left) / s, view[1] + (y - top) / s];
  }
  function zoom(factor, x, y) {
    var box = canvas.getBoundingClientRect();
    if (x === undefined) { x = box.left + box.width / 2; y = box.top + box.height / 2; }
    var width = view[2] / factor;
    if (width < 120 || width > whole[2] * 4) return;
    var at = point(x, y);
    view = [at[0] - (at[0] - view[0]) / factor, at[1] - (at[1] - view[1]) / factor, width, view[3] / factor];
    apply();
  }
  function move(dx, dy) { var s = scale(); view[0] -= dx / s; view[1] -= dy / s; apply(); }
  canvas.addEventListener("wheel", function (event) {
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / (event.deltaMode ? 20 : 400)), event.clientX, event.clientY);
  }, { passive: false });
  var held = {}, moved = 0;
  canvas.addEventListener("pointerdown", function (event) {
    held[event.pointerId] = [event.clientX, event.clientY];
    if (Object.keys(held).length === 1) moved = 0;
  });
  window.addEventListener("pointermove", function (event) {
    var last = held[event.pointerId];
    if (!last) return;
    var ids = Object.keys(held), now = [event.clientX, event.clientY];
    if (ids.length === 1) {
      moved += Math.abs(now[0] - last[0]) + Math.abs(now[1] - last[1]);
      if (moved > 4) { canvas.classList.add("held"); move(now[0] - last[0], now[1] - last[1]); }
    } else {
      var other = held[ids.filter(function (id) { return id !== String(event.pointerId); })[0]];
      var before = Math.hypot(last[0] - other[0], last[1] - other[1]), after = Math.hypot(now[0] - other[0], now[1] - other[1]);
      moved += 5;
      if (before > 0) zoom(after / before, (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
    }
    held[event.pointerId] = now;
  });
  ["pointerup", "pointercancel"].forEach(function (name) {
    window.addEventListener(name, function (event) { delete held[event.pointerId]; canvas.classList.remove("held"); });
  });
  // Who drags the diagram by a box does not want to go there.
  canvas.addEventListener("click", function (event) { if (moved > 4) { event.preventDefault(); moved = 0; } }, true);
  canvas.addEventListener("dragstart", function (event) { event.preventDefault(); });
  canvas.addEventListener("keydown", function (event) {
    var steps = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
    if (steps) move(steps[0], steps[1]);
    else if (event.key === "+" || event.key === "=") zoom(1.25);
    else if (event.key === "-") zoom(0.8);
    else if (event.key === "0") fit();
    else return;
    event.preventDefault();
  });
  document.querySelectorAll("[data-zoom]").forEach(function (button) {
    button.addEventListener("click", function () {
      if (button.dataset.zoom === "all") fit(); else zoom(button.dataset.zoom === "in" ? 1.25 : 0.8);
    });
  });
  var find = document.getElementById("find"), status = document.getElementById("found"), turn = 0;
  function seek(next) {
    var word = find.value.trim().toLowerCase(), found = [];
    svg.querySelectorAll(".box").forEach(function (box) {
      var hit = word !== "" && box.dataset.name.includes(word);
      box.classList.toggle("found", hit);
      box.classList.toggle("faded", word !== "" && !hit);
      if (hit) found.push(box);
    });
    status.textContent = word === "" ? "" : found.length + " found";
    if (!found.length) return;
    turn = next ? (turn + 1) % found.length : 0;
    var box = found[turn], at = box.transform.baseVal.getItem(0).matrix, size = box.getBBox();
    var width = Math.min(whole[2], Math.max(900, size.width * 3)), height = width * view[3] / view[2];
    view = [at.e + size.width / 2 - width / 2, at.f + size.height / 2 - height / 2, width, height];
    apply();
  }
  find.addEventListener("input", function () { seek(false); });
  find.addEventListener("keydown", function (event) { if (event.key === "Enter") { event.preventDefault(); seek(true); } });
  fit();
})();
