// What to bring, asked as the citizen's page asks.
import * as shared from '../shared/bring';
import { api } from './identity_token';

export const bringFor = (services: string[]) => shared.bringFor(api, services);
