// What is watched for, as the form has it and as the interface takes it.
import type { Schemas } from '../../shared/api';

export type Hours = 'any' | 'morning' | 'afternoon';
export const all_hours: Hours[] = ['any', 'morning', 'afternoon'];

const noon = '12:00';
const halls_max = 8;

export interface WatchForm {
  halls: string[];
  from: string;
  to: string;
  hours: Hours;
}

export type WatchFault = 'halls' | 'days';

export function faultsOf({ halls, from, to }: WatchForm): WatchFault[] {
  const faults: WatchFault[] = [];
  if (halls.length === 0 || halls.length > halls_max) faults.push('halls');
  if (to < from) faults.push('days');
  return faults;
}

export function requestOf({ halls, from, to, hours }: WatchForm): Schemas['WatchRequest'] {
  return {
    halls, from, to,
    ...(hours === 'morning' && { to_time: noon }),
    ...(hours === 'afternoon' && { from_time: noon }),
  };
}

/** Undefined: between times of its own. */
export function hoursOf({ from_time, to_time }: Pick<Schemas['Watch'], 'from_time' | 'to_time'>): Hours | undefined {
  if (from_time === '00:00') return to_time === '24:00' ? 'any' : to_time === noon ? 'morning' : undefined;
  return from_time === noon && to_time === '24:00' ? 'afternoon' : undefined;
}
