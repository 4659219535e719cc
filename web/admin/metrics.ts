// The figures of /metrics, which is text for Prometheus.
export type Labels = Record<string, string>;

interface Sample {
  labels: Labels;
  value: number;
}

/** Of the routes there are thousands, and nobody looks at them here. */
const passed_over = /^offpeak_http_re(quest|plies)_/;

export class Metrics {
  readonly #samples = new Map<string, Sample[]>();

  constructor(text: string) {
    for (const line of text.split('\n')) {
      if (line === '' || line.startsWith('#') || passed_over.test(line)) continue;
      const [, name, labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      if (!name) continue;
      const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, text_of]) => [key, text_of] as const);
      const sample = { labels: Object.fromEntries(pairs) as Labels, value: Number(value) };
      this.#samples.set(name, [...(this.#samples.get(name) ?? []), sample]);
    }
  }

  /** Undefined: this server does not have it. */
  value(name: string): number | undefined {
    return this.#samples.get(name)?.[0]?.value;
  }

  samples(name: string): Sample[] {
    return this.#samples.get(name) ?? [];
  }

  label(name: string, label: string): string | undefined {
    return this.#samples.get(name)?.[0]?.labels[label];
  }
}
