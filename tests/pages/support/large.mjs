// The elder view: text of 18 to 30 px with lines of at least 1.3, and nothing to tap below 60 px.
/* eslint-disable no-undef */
import assert from 'node:assert/strict';

export async function assertLarge(page) {
  const found = await page.evaluate(() => {
    const small = [];
    const is_shown = (element) => element.getClientRects().length > 0 && !element.closest('.visually-hidden, .skip');
    for (const element of document.querySelectorAll('body *')) {
      if (!is_shown(element)) continue;
      const style = getComputedStyle(element);
      const size = parseFloat(style.fontSize);
      const has_text = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
      if (has_text && (size < 18 || size > 30.01)) small.push(`${element.textContent.trim()}: ${size} px`);
      if (has_text && parseFloat(style.lineHeight) < 1.3 * size - 0.01) small.push(`${element.textContent.trim()}: line ${style.lineHeight} of ${size}`);
      if (!element.matches('a, button, input, select, summary')) continue;
      const { width, height } = (element.closest('label.check') ?? element).getBoundingClientRect();
      if (width < 59.5 || height < 59.5) small.push(`${element.outerHTML.slice(0, 80)}: ${width} x ${height}`);
    }
    return small;
  });
  assert.deepEqual(found, []);
}
