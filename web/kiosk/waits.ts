// How long somebody will wait, as words say it: whole minutes, the outer end rounded up.
export interface Wait {
  p50: number;
  p90: number;
}

interface Predicted {
  wait_p50_minutes?: number | null;
  wait_p90_minutes?: number | null;
}

/** Undefined when there is nothing to predict from. */
export function waitOf({ wait_p50_minutes: p50, wait_p90_minutes: p90 }: Predicted): Wait | undefined {
  if (p50 === null || p50 === undefined || p90 === null || p90 === undefined) return undefined;
  const about = Math.max(1, Math.round(p50));
  return { p50: about, p90: Math.max(about, Math.ceil(p90)) };
}

/** So short that minutes say nothing. */
export const isSoon = ({ p90 }: Wait) => p90 <= 1;

/** `A012`, or `A012–A014` for a party. */
export const numberOf = ({ number, numbers }: { number: string; numbers?: string[] }) =>
  (numbers ? `${number}–${numbers.at(-1)}` : number);

/** Digit by digit, so that none is read as hundreds. */
export const spelled = (number: string, to: string) => number.split('–').map((each) => each.split('').join(' ')).join(to);
