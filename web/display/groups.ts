/** As few groups of at most `max` as there can be, of as equal a size as there can be: 4 by 3 are 2 and 2. */
export function groupsOf<T>(all: T[], max: number): T[][] {
  const count = Math.ceil(all.length / max);
  const first = (n: number) => Math.ceil((n * all.length) / count);
  return Array.from({ length: count }, (_, n) => all.slice(first(n), first(n + 1)));
}
