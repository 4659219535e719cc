// Notices in pieces that fit their place: each piece is shown for as long as a language is, all of a notice in
// Chinese and then in English, and then the next notice.
import type { Language, Name } from '../shared/language';

export interface Slide {
  language: Language;
  text: string;
}

/** A Chinese character is as wide as its letters are high, a Latin one about half as wide. */
const width = (text: string) => [...text].reduce((all, each) => all + (each.charCodeAt(0) > 0x2e7f ? 1 : 0.55), 0);

/** Of at most so many em; divided after punctuation where there is some in the second half, between words, or anywhere. */
export function piecesOf(text: string, em_max: number): string[] {
  const pieces: string[] = [];
  let rest = [...text.trim()];
  while (width(rest.join('')) > em_max) {
    let end = 0;
    while (end < rest.length && width(rest.slice(0, end + 1).join('')) <= em_max) ++end;
    const half = Math.floor(end / 2);
    const last = (ends: RegExp) => {
      for (let at = end; at > half; --at) if (ends.test(rest[at - 1] ?? '')) return at;
      return 0;
    };
    const at = last(/[，。；！？,.;!?]/) || last(/\s/) || Math.max(end, 1);
    pieces.push(rest.slice(0, at).join('').trim());
    rest = [...rest.slice(at).join('').trim()];
  }
  return rest.length ? [...pieces, rest.join('')] : pieces;
}

export const slidesOf = (texts: Name[], em_max: number): Slide[] => texts.flatMap((text) =>
  (['zh', 'en'] as const).flatMap((language) => piecesOf(text[language], em_max).map((piece) => ({ language, text: piece }))));
