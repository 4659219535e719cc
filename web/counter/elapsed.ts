/** 4:05, or 1:04:05. Never below nothing: a stamp may be a moment ahead of the clock. */
export function elapsed(since_ms: number, now_ms: number): string {
  const seconds = Math.max(Math.floor((now_ms - since_ms) / 1000), 0);
  const two = (n: number) => String(n).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
