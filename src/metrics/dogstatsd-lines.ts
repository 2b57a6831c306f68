// The DogStatsD protocol: names, tags, lines, and lines packed into datagrams. It sends nothing.

/** An Ethernet frame less IP and UDP headers, as Datadog's own clients use: a larger one is cut up and easily lost. */
export const MAX_DATAGRAM_BYTES = 1432;

/** `quintet_requests_total` -> `quintet.requests`: the same metric under the naming of Datadog. */
export function toDatadogName(name: string): string {
  return `quintet.${name.replace(/^quintet_/, '').replace(/_total$/, '')}`;
}

/** `#a:b,c:d` of label names and values; empty values are left out, and what would end a tag becomes `_`. */
export function toTags(names: readonly string[], values: readonly string[]): string[] {
  return names.flatMap((name, index) => {
    const value = values[index] ?? '';
    return value === '' ? [] : [`${name}:${value.replaceAll(/[,|#\s]/g, '_')}`];
  });
}

export type Line = {
  readonly name: string;
  readonly tags: readonly string[];
  /** Counter, gauge, or distribution (whose percentiles Datadog computes over all hosts). */
  readonly type: 'c' | 'g' | 'd';
  readonly values: readonly number[];
  /** Share of the real values that `values` is; 1 when they are all there. */
  readonly rate?: number;
};

/** As many lines as the values need: each fits a datagram (several values in a line are protocol 1.1, Agent 7.25). */
export function toLines({ name, tags, type, values, rate = 1 }: Line): string[] {
  const tail = `|${type}${rate < 1 ? `|@${rate.toPrecision(6)}` : ''}${tags.length > 0 ? `|#${tags.join(',')}` : ''}`;
  const room = MAX_DATAGRAM_BYTES - Buffer.byteLength(name) - Buffer.byteLength(tail);
  const lines: string[] = [];
  let part = '';
  for (const value of values) {
    const next = `:${toNumber(value)}`;
    if (part !== '' && part.length + next.length > room) {
      lines.push(`${name}${part}${tail}`);
      part = '';
    }
    part += next;
  }
  return part === '' ? lines : [...lines, `${name}${part}${tail}`];
}

/** Seven digits are a microsecond in ten seconds; Datadog keeps fewer. */
function toNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(7)));
}

/** Lines joined by newlines, each datagram as full as the limit allows. */
export function packDatagrams(lines: readonly string[]): string[] {
  const datagrams: string[] = [];
  let current = '';
  let bytes = 0;
  for (const line of lines) {
    const lineBytes = Buffer.byteLength(line);
    if (current !== '' && bytes + 1 + lineBytes > MAX_DATAGRAM_BYTES) {
      datagrams.push(current);
      current = '';
      bytes = 0;
    }
    bytes += lineBytes + (current === '' ? 0 : 1);
    current = current === '' ? line : `${current}\n${line}`;
  }
  return current === '' ? datagrams : [...datagrams, current];
}
