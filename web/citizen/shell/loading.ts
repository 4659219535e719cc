// What a page asks the server for: not there yet, there, or refused.
import { ref, shallowRef } from 'vue';

export function useLoad<T>(ask: () => Promise<T>) {
  const data = shallowRef<T>();
  const error = shallowRef<unknown>();
  const is_loading = ref(false);
  let newest = 0;
  async function load() {
    const mine = ++newest;
    is_loading.value = true;
    error.value = undefined;
    try {
      const reply = await ask();
      if (mine === newest) data.value = reply;
    } catch (failure) {
      if (mine === newest) error.value = failure ?? new TypeError('no reply');
    } finally {
      if (mine === newest) is_loading.value = false;
    }
  }
  return { data, error, is_loading, load };
}
