// How it is at a lane, in words: its level, how many wait, how long. What the level says is not said twice.
import type { Schemas } from '../shared/api';
import { levelKey } from '../shared/lanes';
import { isSoon, waitOf } from './waits';
import { useWords } from './words';

type Lane = Schemas['Board']['lanes'][number];

export function useLaneWords() {
  const { t } = useWords();

  const levelAt = (lane: Lane) => t(levelKey(lane));

  function queueAt({ waiting, level_reason }: Lane) {
    if (waiting) return t('start.waiting', { n: waiting });
    return level_reason === 'wait' ? t('start.nobody') : '';
  }

  function waitAt(lane: Lane) {
    if (lane.not_today) return lane.level_reason === 'not_today' ? '' : t('confirm.not_today');
    const wait = waitOf(lane);
    if (wait) return isSoon(wait) ? t('ticket.soon') : t('start.wait', { ...wait });
    return lane.waiting && lane.level_reason === 'wait' ? t('start.wait_not_known') : '';
  }

  return { levelAt, queueAt, waitAt };
}
