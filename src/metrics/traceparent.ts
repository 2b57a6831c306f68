// The W3C Trace Context header `traceparent`. It reads version 00 and refuses what the specification calls invalid.

export type ParentSpan = { readonly traceId: string; readonly spanId: string; readonly traceFlags: number };

const FORMAT =
  /^(?<version>[0-9a-f]{2})-(?<traceId>[0-9a-f]{32})-(?<spanId>[0-9a-f]{16})-(?<flags>[0-9a-f]{2})(?<rest>-.*)?$/;

/** Undefined for a header that is absent or invalid: the trace then starts here. Later versions are read as 00, as the
 * specification asks (https://www.w3.org/TR/trace-context/#versioning-of-traceparent). */
export function parseTraceparent(header: string | undefined): ParentSpan | undefined {
  const { version, traceId, spanId, flags, rest } = FORMAT.exec(header ?? '')?.groups ?? {};
  if (version === undefined || traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (version === 'ff' || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  if (version === '00' && rest !== undefined) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) };
}
