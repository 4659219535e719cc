// Times as the halls' walls show them, wherever the browser is and whatever its clock says.
import type { Language } from './language';

export const hall_zone = 'Asia/Shanghai';

const locales = { zh: 'zh-CN', en: 'en-GB' };

const format = (at: Date | string | number, language: Language | string, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(language === 'en' ? locales.en : locales.zh, { timeZone: hall_zone, ...options }).format(new Date(at));

/** 09:30 */
export const clockTime = (at: Date | string | number) => format(at, 'en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
/** 09:30:05 */
export const clockTimeWithSeconds = (at: Date | string | number) =>
  format(at, 'en', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
/** 6月13日星期六; Saturday 13 June */
export const dayName = (at: Date | string | number, language: Language | string) =>
  format(at, language, { weekday: 'long', month: 'long', day: 'numeric' });
/** 6月13日周六; Sat 13 Jun */
export const shortDayName = (at: Date | string | number, language: Language | string) =>
  format(at, language, { weekday: 'short', month: 'short', day: 'numeric' });
/** 2026-06-13, as the interface writes dates. */
export const dateOf = (at: Date | string | number) => {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: hall_zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return parts.format(new Date(at));
};

/** The server's time, from its stamps: this machine's clock only counts what passed since. */
export class ServerClock {
  #offset_ms: number | undefined;

  /** A stamp of the server that has just arrived. The newest that was under way the shortest is the best one. */
  hear(stamp: string, monotonic_ms = performance.now()) {
    this.#offset_ms = Date.parse(stamp) - monotonic_ms;
  }

  get is_known() {
    return this.#offset_ms !== undefined;
  }

  /** Milliseconds since 1970; undefined until a stamp was heard. */
  now_ms(monotonic_ms = performance.now()): number | undefined {
    return this.#offset_ms === undefined ? undefined : monotonic_ms + this.#offset_ms;
  }
}
