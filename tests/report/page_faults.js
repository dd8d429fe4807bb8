// Lists what is wrong with the page as it is laid out now; an empty list is a page in order. The value goes to test_page_in_browser.py.
(() => {
  const faults = [];
  const page = document.documentElement;
  const name = el => el.tagName.toLowerCase() + (el.id ? "#" + el.id : "") + (el.getAttribute("class") ? "." + el.getAttribute("class").trim().split(/\s+/).join(".") : "");
  const place = el => (el.closest("figure, section, header, footer, nav") || document.body).id + " " + name(el.parentElement) + ">" + name(el);
  const tell = (kind, el, words, by) => faults.push(`${kind}: ${place(el)}: ${words.trim().replace(/\s+/g, " ").slice(0, 50)} (${by})`);
  const scrolls = el => /auto|scroll/.test(getComputedStyle(el).overflowX);
  const frames = new Map([[document.documentElement, null]]);
  const frameOf = el => {
    if (!frames.has(el)) frames.set(el, scrolls(el.parentElement) ? el.parentElement : frameOf(el.parentElement));
    return frames.get(el);
  };
  const blockOf = el => { while (/^(inline|contents)$/.test(getComputedStyle(el).display)) el = el.parentElement; return el; };
  const isApart = el => el.closest(".vh, .skip, .defs, script, style, noscript");
  document.querySelectorAll("details").forEach(fold => { fold.open = true; });

  if (page.scrollWidth > page.clientWidth) tell("the page scrolls sideways", document.body, "", `${page.scrollWidth} > ${page.clientWidth} px`);
  for (const el of document.body.querySelectorAll("*")) {
    if (el.closest("svg") && el.tagName !== "svg") continue;
    const box = el.getBoundingClientRect(), style = getComputedStyle(el);
    if (!box.width || !box.height || style.visibility === "hidden" || isApart(el)) continue;
    const frame = frameOf(el);
    const [left, right, width] = frame
      ? [box.left - frame.getBoundingClientRect().left + frame.scrollLeft, box.right - frame.getBoundingClientRect().left + frame.scrollLeft, frame.scrollWidth]
      : [box.left, box.right, page.clientWidth];
    if (left < -1 || right > width + 1) tell(frame ? "leaves its frame" : "leaves the page", el, el.textContent, `${Math.round(left)} to ${Math.round(right)} of ${width} px`);
    if (el.tagName === "TABLE" && !scrolls(el.parentElement) && box.width > el.parentElement.getBoundingClientRect().width + 1) tell("is wider than its place", el, el.textContent, `${Math.round(box.width)} px`);
    if (/hidden|clip/.test(style.overflowX) && el.tagName !== "svg" && el.scrollWidth > el.clientWidth + 1) tell("is cut", el, el.textContent, `${el.scrollWidth} > ${el.clientWidth} px`);
    if (scrolls(el) && el.scrollWidth > el.clientWidth + 1 && !el.matches(".scroll, .question, .contents ol")) tell("scrolls and does not show it", el, el.textContent, `${el.scrollWidth} > ${el.clientWidth} px`);
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const el = text.parentElement;
    if (!text.data.trim() || isApart(el) || el.closest("svg")) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const block = blockOf(el), box = block.getBoundingClientRect();
    if (scrolls(block)) continue;
    for (const part of range.getClientRects()) {
      if (part.width && (part.left < box.left - 1.5 || part.right > box.right + 1.5)) { tell("words leave their cell", block, text.data, `${Math.round(part.left - box.left)} to ${Math.round(part.right - box.left)} of ${Math.round(box.width)} px`); break; }
    }
  }
  for (const svg of document.querySelectorAll("svg")) {
    const around = getComputedStyle(svg).overflowX === "visible" ? svg.closest("td, th, figure") || svg : svg;
    const frame = around.getBoundingClientRect();
    const shown = [...svg.querySelectorAll("text")].map(text => [text, text.getBoundingClientRect()]).filter(([, box]) => box.width);
    shown.forEach(([text, box], i) => {
      if (box.left < frame.left - 1.5 || box.right > frame.right + 1.5) tell("text leaves its drawing", text, text.textContent, `${Math.round(box.left - frame.left)} to ${Math.round(box.right - frame.left)} of ${Math.round(frame.width)} px`);
      shown.slice(i + 1).forEach(([other, its]) => {
        const wide = Math.min(box.right, its.right) - Math.max(box.left, its.left), high = Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top);
        if (wide > 1 && high > 3) tell("texts collide", text, `${text.textContent} and ${other.textContent}`, `${Math.round(wide)} px`);
      });
    });
  }
  return faults;
})()
