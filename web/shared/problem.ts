// A refusal in words. The server's own sentence says what happened and what to do next (docs/messages.md);
// without one there was no reply, or one that is not the server's.
import type { Schemas } from './api';
import type { Language, Name } from './language';
import * as shared from './messages';

export type Problem = Schemas['Problem'];

export const isProblem = (error: unknown): error is Problem =>
  typeof error === 'object' && error !== null && 'code' in error && 'message' in error;

const own = (key: 'no_network' | 'unknown_problem'): Name => ({ zh: shared.zh.shared[key], en: shared.en.shared[key] });

/** Of `error` of a reply, or of what a call threw. */
export function namesOf(error: unknown): Name {
  if (isProblem(error)) return error.message;
  return own(error instanceof TypeError ? 'no_network' : 'unknown_problem');
}

export const sentenceOf = (error: unknown, language: Language | string): string => namesOf(error)[language === 'en' ? 'en' : 'zh'];
