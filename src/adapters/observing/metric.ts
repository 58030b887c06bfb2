/** Labels of one series, by name. */
type Labels = { readonly [name: string]: string };

/** One metric in the text format of Prometheus. @see https://prometheus.io/docs/instrumenting/exposition_formats/ */
export interface Metric {
  lines(): readonly string[];
}

/** Series that are kept of one metric; beyond it what is new is not counted, so that no caller fills the memory. */
const MAX_SERIES = 5_000;

export function createCounter(name: string, help: string): Metric & { add(labels: Labels): void } {
  const series = new Map<string, number>();
  return {
    add: (labels) => put(series, labelText(labels), (series.get(labelText(labels)) ?? 0) + 1),
    lines: () => [...head(name, help, 'counter'), ...samples(name, series)],
  };
}

/** @param type - `counter` where the value is counted elsewhere */
export function createGauge(
  name: string,
  help: string,
  type: 'gauge' | 'counter' = 'gauge',
): Metric & { set(labels: Labels, value: number): void; clear(): void } {
  const series = new Map<string, number>();
  return {
    set: (labels, value) => put(series, labelText(labels), value),
    clear: () => series.clear(),
    lines: () => [...head(name, help, type), ...samples(name, series)],
  };
}

export function createHistogram(
  name: string,
  help: string,
  bounds: readonly number[],
): Metric & { observe(labels: Labels, value: number): void } {
  const series = new Map<string, { readonly labels: Labels; readonly counts: number[]; sum: number }>();
  return {
    observe: (labels, value) => {
      const key = labelText(labels);
      const known = series.get(key) ?? { labels, counts: bounds.map(() => 0).concat(0), sum: 0 };
      const bucket = bounds.findIndex((bound) => value <= bound);
      const index = bucket === -1 ? bounds.length : bucket;
      known.counts[index] = (known.counts[index] ?? 0) + 1;
      known.sum += value;
      put(series, key, known);
    },
    lines: () => [
      ...head(name, help, 'histogram'),
      ...[...series.values()].flatMap(({ labels, counts, sum }) => {
        let count = 0;
        const buckets = counts.map((of, index) => {
          count += of;
          const le = index < bounds.length ? String(bounds[index]) : '+Inf';
          return `${name}_bucket${labelText({ ...labels, le })} ${String(count)}`;
        });
        return [
          ...buckets,
          `${name}_sum${labelText(labels)} ${String(sum)}`,
          `${name}_count${labelText(labels)} ${String(count)}`,
        ];
      }),
    ],
  };
}

function put<T>(series: Map<string, T>, key: string, value: T): void {
  if (series.size < MAX_SERIES || series.has(key)) series.set(key, value);
}

function head(name: string, help: string, type: string): readonly string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

function samples(name: string, series: ReadonlyMap<string, number>): readonly string[] {
  return [...series].map(([labels, value]) => `${name}${labels} ${String(value)}`);
}

function labelText(labels: Labels): string {
  const all = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return all.length === 0 ? '' : `{${all.join(',')}}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
