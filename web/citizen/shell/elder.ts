// The elder view (长辈版): larger, with fewer steps. Remembered on this device; it says nothing about anybody.
import { ref, watchEffect } from 'vue';

const kept_as = 'offpeak.elder';

export const is_elder = ref(localStorage.getItem(kept_as) === '1');

export function startElderView() {
  watchEffect(() => {
    document.documentElement.toggleAttribute('data-elder', is_elder.value);
  });
}

export function turnElderView() {
  is_elder.value = !is_elder.value;
  localStorage.setItem(kept_as, is_elder.value ? '1' : '0');
}
