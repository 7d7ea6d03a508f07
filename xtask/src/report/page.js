// Finding a row among many. Without it the page says the same.
for (const table of document.querySelectorAll('[data-filter]')) {
  const form = document.getElementById(table.dataset.filter);
  if (!form) continue;
  const rows = [...table.tBodies[0].rows].map(row => [row, row.cells[0].textContent.toLowerCase()]);
  const show = () => {
    const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const state = form.elements.state.value;
    let count = 0;
    for (const [row, text] of rows) {
      const fits = words.every(word => text.includes(word)) && (!state || row.dataset.state.split(' ').includes(state));
      row.hidden = !fits;
      count += fits;
    }
    form.querySelector('output').textContent = `${count} of ${rows.length} operations`;
  };
  form.addEventListener('input', show);
  form.addEventListener('submit', event => event.preventDefault());
  form.hidden = false;
}
// A link to a folded case unfolds it.
const unfold = () => {
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (target && target.tagName === 'DETAILS') target.open = true;
};
addEventListener('hashchange', unfold);
unfold();
