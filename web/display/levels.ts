// A level and a wait in words.
import type { Schemas } from '../shared/api';
import type { Name } from '../shared/language';
import { both } from './words';

type Lane = Schemas['BoardBase']['lanes'][number];
type Levelled = Pick<Lane, 'level' | 'level_reason'>;

/** The reason where it is not the wait: `未开放`, `今天排不到`. */
export function levelName({ level, level_reason }: Levelled): Name {
  return both(level_reason === 'wait' ? `shared.level.${level}` : `shared.level_reason.${level_reason}`);
}

export function waitName(lane: Pick<Lane, 'wait_p50_minutes' | 'wait_p90_minutes'>): Name | undefined {
  const { wait_p50_minutes: p50, wait_p90_minutes: p90 } = lane;
  if (p50 === null || p90 === null) return undefined;
  const whole = { p50: Math.floor(p50), p90: Math.max(Math.ceil(p90), 1) };
  return both('wait', whole);
}

/** A hall's wait is that of the lane where one waits longest. */
export function longestLane<T extends Lane>(lanes: T[]): T | undefined {
  return lanes.reduce<T | undefined>((longest, lane) => (
    (lane.wait_p50_minutes ?? -1) > (longest?.wait_p50_minutes ?? -1) ? lane : longest), undefined);
}
