// A level and a wait in words.
import { levelKey, type WaitMinutes } from '../shared/lanes';
import type { Name } from '../shared/language';
import { both } from './words';

export const levelName = (levelled: Parameters<typeof levelKey>[0]): Name => both(levelKey(levelled));

export const waitName = (wait: WaitMinutes | undefined): Name | undefined => wait && both('wait', { ...wait });
