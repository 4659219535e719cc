// The address of a hall, where it is known.
import { ref, watch } from 'vue';

import { makeApi } from '../../shared/api';

const api = makeApi();
const known = new Map<string, string>();

export function useAddress(hall: () => string) {
  const address = ref('');
  watch(hall, async (code) => {
    address.value = known.get(code) ?? '';
    if (!code || known.has(code)) return;
    const { data } = await api.GET('/v1/halls/{hall}', { params: { path: { hall: code } } }).catch(() => ({ data: undefined }));
    if (!data) return;
    known.set(code, data.address);
    if (code === hall()) address.value = data.address;
  }, { immediate: true });
  return address;
}
