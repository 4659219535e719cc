// One simulation, kept up to date while it waits or runs, and with its results once it is done.
import { onScopeDispose, ref, shallowRef } from 'vue';

import type { Schemas } from '../shared/api';
import { EventStream } from '../shared/event_stream';
import { isProblem } from '../shared/problem';
import { api, session } from './client';

export type Simulation = Schemas['Simulation'];
export type Summary = Schemas['SimulationSummary'];

const tick_ms = 1000;
/** From here on the age of what is shown is said; the server says something every 15 seconds. */
export const aged_s = 20;

export const hasEnded = ({ status }: { status: Summary['status'] }) => !['queued', 'running'].includes(status);

export function useSimulation(id: string) {
  const simulation = shallowRef<Simulation>();
  const problem = ref<unknown>();
  const age_s = ref(0);
  let heard_ms = performance.now();

  const stream = new EventStream({
    url: `/v1/simulations/${id}/stream`,
    token: () => session.token,
    onAlive: () => {
      heard_ms = performance.now();
      age_s.value = 0;
    },
    onEvent: ({ event, data }) => {
      if (event === 'ended') void load();
      else if (event === 'progress') simulation.value = JSON.parse(data) as Simulation;
    },
  });

  async function load() {
    problem.value = undefined;
    try {
      const { data, error } = await api.GET('/v1/simulations/{id}', { params: { path: { id } } });
      if (!data) throw error;
      simulation.value = data;
      heard_ms = performance.now();
      if (hasEnded(data)) stream.stop();
      else stream.start();
    } catch (error) {
      problem.value = error;
      // One that is gone does not come back; a server that is away does.
      if (isProblem(error) && error.status === 404) {
        stream.stop();
        simulation.value = undefined;
      }
    }
  }

  const timer = setInterval(() => {
    age_s.value = Math.floor((performance.now() - heard_ms) / 1000);
    const waits = simulation.value && !hasEnded(simulation.value);
    // The stream comes back by itself, but for a simulation that was removed.
    if (waits && age_s.value >= aged_s && age_s.value % aged_s === 0) void load();
  }, tick_ms);
  onScopeDispose(() => {
    clearInterval(timer);
    stream.stop();
  });
  void load();
  return { simulation, problem, age_s, load };
}
