// The rules in force, which fields show until something else is typed. Those of a scenario are of every hall.
import type { LiveHall } from './live';
import type { JsonObject } from './scenario';

export const number_rules = ['walk_in_reserve_percent', 'party_max', 'horizon_days'] as const;
export type NumberRule = (typeof number_rules)[number];
export const ranges: Record<NumberRule, { min: number; max: number }> = {
  walk_in_reserve_percent: { min: 0, max: 100 }, party_max: { min: 1, max: 4 }, horizon_days: { min: 1, max: 60 },
};

/** Each once, the smallest first: one where all halls have the same. */
export const valuesInForce = (halls: LiveHall[], rule: NumberRule): number[] =>
  [...new Set(halls.map(({ rules }) => rules[rule]))].sort((a, b) => a - b);

const oneOf = (texts: string[]) => (new Set(texts).size === 1 ? texts[0] : undefined);

const wavesOf = ({ rules }: LiveHall): JsonObject[] => rules.release.map(({ days_before, at, share_percent }) =>
  ({ days_before: days_before ?? 'horizon', at, share_percent }));

export interface WavesInForce {
  /** Those of the largest hall, as a scenario says them. */
  waves: JsonObject[];
  /** Whether they are those of every hall. */
  are_everywhere: boolean;
}

export function wavesInForce(halls: LiveHall[]): WavesInForce {
  const largest = [...halls].sort((a, b) => b.planned.length - a.planned.length)[0];
  return { waves: largest ? wavesOf(largest) : [], are_everywhere: oneOf(halls.map((hall) => JSON.stringify(wavesOf(hall)))) !== undefined };
}

/** Parts of the year with another horizon; none where halls differ. */
export function seasonsInForce(halls: LiveHall[]) {
  const [first] = halls;
  return first && oneOf(halls.map(({ rules }) => JSON.stringify(rules.horizon_seasons))) !== undefined ? first.rules.horizon_seasons : [];
}
