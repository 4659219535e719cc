// Keys for actions, by their place on the keyboard, so that an input method does not matter. They can be turned
// off (WCAG 2.1.4), and never act while something is typed or chosen.
import { onScopeDispose } from 'vue';

import type { Action } from './visit';

export const action_keys: Partial<Record<Action, string>> = {
  next: 'N', serve: 'S', finish: 'F', recall: 'R', miss: 'M', park: 'P', transfer: 'T', undo: 'U', pause: 'B', open: 'B',
};

export type Press = { letter: string } | { choice: number } | { back: true };

type KeyEvent = Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'altKey' | 'metaKey' | 'shiftKey' | 'repeat'>;

/** Undefined: not for us. */
export function pressOf({ code, ctrlKey, altKey, metaKey, shiftKey, repeat }: KeyEvent): Press | undefined {
  if (ctrlKey || altKey || metaKey || shiftKey || repeat) return undefined;
  if (code === 'Escape') return { back: true };
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(code)?.[1];
  if (digit) return { choice: Number(digit) };
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  return letter ? { letter } : undefined;
}

const isTypedInto = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.matches('select, textarea, input:not([type=checkbox], [type=radio])') || target.isContentEditable);

export function useKeys(onPress: (press: Press) => boolean) {
  const listen = (event: KeyboardEvent) => {
    if (isTypedInto(event.target)) return;
    const press = pressOf(event);
    if (press && onPress(press)) event.preventDefault();
  };
  document.addEventListener('keydown', listen);
  onScopeDispose(() => document.removeEventListener('keydown', listen));
}
