/** All where they fit into `max` places; otherwise pages of one less, as one place is for the way to the next page. */
export function pagesOf<T>(all: T[], max: number): T[][] {
  if (all.length <= max) return [all];
  const size = max - 1;
  return Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));
}
