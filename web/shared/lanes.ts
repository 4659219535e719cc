// The level and the wait of a hall's lanes, as its board has them.
import type { Schemas } from './api';

type Lane = Schemas['BoardBase']['lanes'][number];
export type LaneWait = Pick<Lane, 'level_reason' | 'waiting' | 'wait_p50_minutes' | 'wait_p90_minutes'>;

export interface WaitMinutes {
  p50: number;
  p90: number;
}

/** The message of a level: the reason where it is not the wait (`未开放`, `今天排不到`). */
export const levelKey = ({ level, level_reason }: Pick<Lane, 'level' | 'level_reason'>) =>
  level_reason === 'wait' ? `shared.level.${level}` : `shared.level_reason.${level_reason}`;

/** While it is closed and nobody waits, the minutes are those until it opens: no wait in a queue. */
export const hasQueue = ({ level_reason, waiting }: LaneWait) => level_reason !== 'closed' || waiting > 0;

/** Whole minutes, the outer end rounded up. Undefined when there is nothing to predict from, or no queue. */
export function waitOf(lane: LaneWait): WaitMinutes | undefined {
  const { wait_p50_minutes: p50, wait_p90_minutes: p90 } = lane;
  return p50 === null || p90 === null || !hasQueue(lane) ? undefined : { p50: Math.floor(p50), p90: Math.max(Math.ceil(p90), 1) };
}

/** A hall's wait is that of the lane where one waits longest. */
export function longestWait(lanes: LaneWait[]): WaitMinutes | undefined {
  return lanes.map(waitOf).reduce((longest, wait) => (wait && wait.p90 > (longest?.p90 ?? -1) ? wait : longest), undefined);
}
