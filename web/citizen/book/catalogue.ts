// Services and halls, asked for once a visit; a failure is asked for again the next time.
import type { Schemas } from '../../shared/api';
import { api } from '../identity_token';

export type Service = Schemas['Service'];
export type Hall = Schemas['Hall'];

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => {
    asked ??= ask().catch((error: unknown) => {
      asked = undefined;
      throw error;
    });
    return asked;
  };
}

export const services = once(async (): Promise<Service[]> => {
  const { data, error } = await api.GET('/v1/services', {});
  if (!data) throw error;
  return data.services;
});

export const halls = once(async (): Promise<Hall[]> => {
  const { data, error } = await api.GET('/v1/halls', {});
  if (!data) throw error;
  return data.halls;
});

export const servingAll = (known: Hall[], keys: string[]) => known.filter((hall) => keys.every((key) => hall.services.includes(key)));
