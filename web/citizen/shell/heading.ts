// The focus goes to a page's heading when the page changes, so that a screen reader says where one is.
import { nextTick } from 'vue';

export async function focusHeading() {
  await nextTick();
  document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
}
