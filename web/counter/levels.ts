// A level and a wait in words; keys of the messages.
import type { Board } from './visit';

type Lane = Board['lanes'][number];

/** The reason where it is not the wait: `未开放`, `今天排不到`. */
export const levelKey = ({ level, level_reason }: Pick<Lane, 'level' | 'level_reason'>) =>
  level_reason === 'wait' ? `shared.level.${level}` : `shared.level_reason.${level_reason}`;

export interface WaitMinutes {
  p50: number;
  p90: number;
}

export function waitOf({ wait_p50_minutes: p50, wait_p90_minutes: p90 }: Pick<Lane, 'wait_p50_minutes' | 'wait_p90_minutes'>): WaitMinutes | undefined {
  return p50 === null || p90 === null ? undefined : { p50: Math.floor(p50), p90: Math.max(Math.ceil(p90), 1) };
}

/** Of the lane where one waits longest. */
export function longestWait(board: Board): WaitMinutes | undefined {
  return board.lanes.map(waitOf).reduce((longest, wait) => (wait && wait.p90 > (longest?.p90 ?? -1) ? wait : longest), undefined);
}
