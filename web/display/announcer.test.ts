import { expect, test } from 'vitest';

import { Announcer, sentences, waiting_max } from './announcer';
import type { Call } from './calls';

const call = (n: number): Call => ({ key: `${n}`, number: `A00${n}`, counter: n, called_at: '', recalls: 0 });

/** Says what was begun and what has ended; nothing ends by itself. */
function recorder() {
  const said: string[] = [];
  const ends: (() => void)[] = [];
  const say = (text: string) => new Promise<void>((resolve) => {
    said.push(text);
    ends.push(resolve);
  });
  return { said, ends, voice: { chime: () => say('chime'), speak: (text: string, language: string) => say(`${language} ${text}`) } };
}

async function endAll({ ends }: ReturnType<typeof recorder>) {
  for (let end = ends.shift(); end; end = ends.shift()) {
    end();
    for (let turn = 0; turn < 8; ++turn) await Promise.resolve();
  }
}

test('each call is said twice, in both languages, and none begins before the one before has ended', async () => {
  const recorded = recorder();
  const announcer = new Announcer(recorded.voice);
  announcer.announce([call(1), call(2)]);
  announcer.announce([call(3)]);
  expect(recorded.said).toEqual(['chime']);
  await endAll(recorded);
  const of = (n: number) => ['chime', `zh-CN ${sentences(call(n)).zh}`, `en-GB ${sentences(call(n)).en}`];
  expect(recorded.said).toEqual([1, 1, 2, 2, 3, 3].flatMap(of));
});

test('numbers are spelled, so that none is read as hundreds', () => {
  expect(sentences({ ...call(1), number: 'A012' }).zh).toBe('请 A 0 1 2 号，到 1 号窗口。');
  expect(sentences({ ...call(1), number: 'A012–A014' }).en).toBe('Number A 0 1 2 to A 0 1 4, please go to counter 1.');
});

test('what waits is bounded', async () => {
  const recorded = recorder();
  const announcer = new Announcer(recorded.voice);
  for (let n = 0; n < 1000; ++n) announcer.announce([{ ...call(1), key: `${n}` }]);
  await endAll(recorded);
  expect(recorded.said.filter((text) => text === 'chime').length).toBe(2 * (1 + waiting_max));
});
