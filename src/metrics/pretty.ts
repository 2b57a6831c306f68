// A log line for people: one JSON line of the log becomes one line of a terminal.

const COLOURS: Readonly<Record<string, number>> = { debug: 90, info: 32, warn: 33, error: 31 };
/** Shown in the head of the line or of no use to a person. */
const HEAD = new Set(['level', 'time', 'msg', 'status', 'method', 'route', 'duration_ms', 'request_id']);

/** `12:03:04.123 INFO  request 200 POST /v1/prefetch 12.3 ms graph=1.2 ...`. Anything that is no such line is kept. */
export function toPretty(line: string): string {
  const fields = parse(line);
  if (!fields) return line;
  const { level, time, msg, status, method, route, duration_ms: durationMs, request_id: requestId } = fields;
  const word = String(level);
  const head = [
    typeof time === 'string' ? time.slice(11, 23) : '',
    `\u001b[${COLOURS[word] ?? 0}m${word.toUpperCase().padEnd(5)}\u001b[0m`,
    msg,
    status,
    method,
    route,
    durationMs === undefined ? undefined : `${durationMs} ms`,
  ];
  const rest = Object.entries(fields).filter(([name]) => !HEAD.has(name));
  const tail = [...rest.map(([name, value]) => `${name}=${toText(value)}`), requestId];
  return `${[...head, ...tail].filter((part) => part !== undefined && part !== '').join(' ')}\n`;
}

function toText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const parts = Object.entries(value).map(([name, part]) => `${name}:${toText(part)}`);
  return Array.isArray(value) ? value.map(toText).join(' < ') : `{${parts.join(' ')}}`;
}

function parse(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    // A line that somebody else wrote is shown as it is.
    return undefined;
  }
}
