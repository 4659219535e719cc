// The paper of a printer with a roll of 80 mm. A roll has no pages: the sheet is made as long as what is on it.
// (`size: 80mm auto` is none that browsers know.) Paper is all the same when it fails: the number stays.
const mm_per_px = 25.4 / 96;
const tail_mm = 4; // to the knife

export const pageRule = (height_px: number) => `@page { size: 80mm ${Math.ceil(height_px * mm_per_px) + tail_mm}mm; margin: 0 }`;

let sheet: CSSStyleSheet | undefined;

/** False when the browser could not print. Whether a printer has paper no browser says. */
export function print(paper: HTMLElement): boolean {
  try {
    if (!sheet) {
      sheet = new CSSStyleSheet();
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    }
    sheet.replaceSync(pageRule(paper.getBoundingClientRect().height));
    window.print();
    return true;
  } catch {
    return false;
  }
}
