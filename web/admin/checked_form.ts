// A form that is looked over before it asks, and shows at its fields what the server refuses.
import { computed, ref } from 'vue';

import { newKey } from '../shared/api';
import { isProblem } from '../shared/problem';

interface Rules<Form> {
  empty: () => Form;
  /** By field, the word for what is wrong. */
  mistakesIn: (form: Form) => Partial<Record<string, string>>;
  /** The field of the form behind one that the server names. */
  fieldBehind: (field: string | undefined) => string | undefined;
  /** The word for a field that the server refuses. */
  refusedWord: (field: string) => string;
  sentenceOf: (word: string) => string;
}

export function useCheckedForm<Form extends object>({ empty, mistakesIn, fieldBehind, refusedWord, sentenceOf }: Rules<Form>) {
  const form = ref<Form>(empty());
  const mistakes = ref<Partial<Record<string, string>>>({});
  const tries = ref(0);
  let key = newKey();

  function show(found: Partial<Record<string, string>>) {
    mistakes.value = found;
    tries.value += 1;
  }

  return {
    form,
    tries,
    /** Sentences, by field. */
    errors: computed<Record<string, string>>(() => Object.fromEntries(
      Object.entries(mistakes.value).flatMap(([field, word]) => (word ? [[field, sentenceOf(word)]] : [])))),
    /** What a question was asked about: it changes with the form. */
    subject: computed(() => JSON.stringify(form.value)),
    /** Of the request that `isRight` let through, however often it is sent. */
    keyHeader: () => ({ header: { 'Idempotency-Key': key } }),
    isRight() {
      show(mistakesIn(form.value));
      key = newKey();
      return Object.keys(mistakes.value).length === 0;
    },
    /** What the server refuses leads to its field. */
    refused<E>(error: E): E {
      const field = isProblem(error) ? fieldBehind(error.field) : undefined;
      if (field) show({ [field]: refusedWord(field) });
      return error;
    },
    clear() {
      form.value = empty();
      mistakes.value = {};
    },
  };
}
