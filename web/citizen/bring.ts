// What to bring, asked as the citizen's page asks.
import * as shared from '../shared/bring';
import { api } from './identity_token';

export const bringFor = (services: string[], are_adults: boolean) => shared.bringFor(api, services, { are_adults, for_every_reason: true });
