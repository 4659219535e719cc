// A scenario as a link: the request as JSON, in the address's fragment, which no browser sends. Nothing in it is about
// a person. Who opens it gets it checked: it came from elsewhere.
import { draftOf, request_bytes_max, requestOf, type Draft } from './scenario';

export const link_chars_max = Math.ceil((request_bytes_max * 4) / 3);

export function linkTextOf(draft: Draft): string {
  const bytes = new TextEncoder().encode(JSON.stringify(requestOf(draft)));
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/** Undefined when it is none, or too long. */
export function draftOfLink(text: string, base: string): Draft | undefined {
  if (text.length > link_chars_max) return undefined;
  try {
    const bytes = Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (char) => char.charCodeAt(0));
    return draftOf(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)), base);
  } catch {
    return undefined;
  }
}
