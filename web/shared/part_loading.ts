// A part of the page that could not be loaded is tried once more by itself; then it is said, with a button.
import { ref } from 'vue';
import type { Router } from 'vue-router';

const pause_ms = 1000;

/** The address below `#` that was not opened; empty when nothing is wrong. */
export const unopened = ref('');

export function tryPartsAgain(router: Router) {
  let tried = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  router.onError((_error, to) => {
    if (tried === to.fullPath) {
      unopened.value = to.fullPath;
      return;
    }
    tried = to.fullPath;
    timer = setTimeout(() => void router.push(to.fullPath).catch(() => undefined), pause_ms);
  });
  router.afterEach(() => {
    clearTimeout(timer);
    tried = '';
    unopened.value = '';
  });
}

/** From anew: a browser may remember that a file could not be had. */
export function openAnew() {
  location.hash = unopened.value;
  location.reload();
}
