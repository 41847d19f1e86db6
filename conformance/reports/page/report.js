(() => {
  const stories = [...document.querySelectorAll("details.story")];
  const tools = document.getElementById("tools"), told = document.getElementById("told");
  const words = document.getElementById("words"), verdict = document.getElementById("verdict");
  const rows = [...document.querySelectorAll(".grid tbody tr")];
  const open = (wanted) => stories.forEach((one) => { if (!one.hidden) one.open = wanted; });
  const fits = (one) => (!verdict.value || one.dataset.v === verdict.value)
    && one.firstElementChild.textContent.toLowerCase().includes(words.value.trim().toLowerCase());
  const choose = () => {
    const left = new Set();
    stories.forEach((one) => { one.hidden = !fits(one); if (!one.hidden) left.add("#" + one.dataset.id); });
    rows.forEach((row) => {
      row.hidden = ![...row.querySelectorAll("a")].some((link) => left.has(link.getAttribute("href")));
    });
    told.textContent = left.size + " of " + stories.length + " stories";
  };
  const goTo = () => {
    const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const story = place && place.closest("details.story");
    if (story) { story.hidden = false; story.open = true; story.scrollIntoView(); story.firstElementChild.focus(); }
  };
  tools.hidden = false;
  words.addEventListener("input", choose);
  verdict.addEventListener("change", choose);
  document.getElementById("all").addEventListener("click", () => open(true));
  document.getElementById("none").addEventListener("click", () => open(false));
  addEventListener("hashchange", goTo);
  goTo();
})();
