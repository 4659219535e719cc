// What was just done, by the key of its sentence: shown at the top, and read aloud, until the next thing is done.
import { ref } from 'vue';

export const said = ref('');

export const say = (key: string) => {
  said.value = key;
};
