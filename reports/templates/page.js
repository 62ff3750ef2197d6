"use strict";
(() => {
  const order = new Intl.Collator(document.documentElement.lang, { numeric: true });

  const key = (row, column) => row.cells[column].dataset.key ?? row.cells[column].textContent.trim();

  function compare(first, second, numeric) {
    if (first === "" || second === "") return null;
    return numeric ? Number(first) - Number(second) : order.compare(first, second);
  }

  function sort(table, header, direction) {
    const column = header.cellIndex;
    const body = table.tBodies[table.tBodies.length - 1];
    const numeric = header.dataset.sort === "number";
    const sign = direction === "descending" ? -1 : 1;
    const rows = [...body.rows].sort((a, b) => {
      const [first, second] = [key(a, column), key(b, column)];
      const found = compare(first, second, numeric);
      return found === null ? (first === "") - (second === "") : sign * found;
    });
    body.append(...rows);
    for (const other of header.parentElement.cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", direction);
  }

  function makeSortable(table) {
    for (const header of table.querySelectorAll("th[data-sort]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...header.childNodes);
      header.append(button);
      button.addEventListener("click", () => {
        const first = header.dataset.first ?? "ascending";
        const other = first === "ascending" ? "descending" : "ascending";
        sort(table, header, header.getAttribute("aria-sort") === first ? other : first);
      });
    }
  }

  function makeFilter(form, table) {
    const [input, output] = [form.querySelector("input[type=search]"), form.querySelector("output")];
    const late = form.querySelector("input[type=checkbox]");
    const rows = [...table.tBodies[table.tBodies.length - 1].rows];
    const apply = () => {
      const wanted = input.value.trim().toLowerCase();
      const asked = (row) => !late?.checked || row.classList.contains("late");
      for (const row of rows) row.hidden = !(asked(row) && row.textContent.toLowerCase().includes(wanted));
      const shown = rows.filter((row) => !row.hidden).length;
      output.textContent = output.dataset.words.replace("{shown}", shown).replace("{all}", rows.length);
    };
    input.addEventListener("input", apply);
    late?.addEventListener("change", apply);
    form.hidden = false;
    apply();
  }

  function openTarget() {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (target instanceof HTMLDetailsElement) target.open = true;
  }

  const table = document.querySelector("table.sortable");
  const filter = document.querySelector(".filter");
  if (table) makeSortable(table);
  if (table && filter) makeFilter(filter, table);
  addEventListener("hashchange", openTarget);
  openTarget();
})();
