// Differences in words: "比“base”短 1.4 分钟", or that none is seen.
import { figures, isKnown, valueText, verdictOf, type Estimate, type Shown } from './figures';

type Words = (key: string, values?: Record<string, unknown>) => string;

export function differenceWords(key: Shown, difference: Estimate, t: Words, language: string): string {
  const verdict = verdictOf(key, difference);
  if (verdict === 'same' || !isKnown(difference.mean)) return t('change.none');
  const { change_unit, kind } = figures[key];
  const size = valueText(key, Math.abs(difference.mean), language);
  const value = change_unit ? `${size} ${t(`unit.${change_unit}`)}` : size;
  const words = t(`change.${kind}_${difference.mean < 0 ? 'less' : 'more'}`, { value });
  return verdict === 'changed' ? words : t('change.judged', { words, verdict: t(`change.${verdict}`) });
}
