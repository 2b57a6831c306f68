// One call of Quintet from a browser: the answer, or why there is none. It never throws and never tries again by itself.

/**
 * @typedef {{ kind: 'answer', answer: object, timings: string }
 *   | { kind: 'refused', status: number, message: string, retryAfterSeconds: number | undefined }
 *   | { kind: 'stopped' } | { kind: 'late' } | { kind: 'unreachable' }} Result
 */

/**
 * `stop` is the user's wish, `timeoutMs` the page's patience. Keep the patience above `deadline_ms`: at its deadline
 * Quintet answers with what it has, which is better than nothing.
 * @returns {Promise<Result>}
 */
export async function ask({ address, key, body, stop, timeoutMs }) {
  const patience = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(new URL('/v1/prefetch', address), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(key === '' ? {} : { Authorization: `Bearer ${key}` }) },
      body: JSON.stringify(body),
      signal: AbortSignal.any([stop, patience]),
    });
    if (!response.ok) return await refusal(response);
    return { kind: 'answer', answer: await response.json(), timings: response.headers.get('Server-Timing') ?? '' };
  } catch (error) {
    if (stop.aborted) return { kind: 'stopped' };
    if (patience.aborted) return { kind: 'late' };
    // A browser says no more than this: the server is away, or it does not list this page's origin.
    if (error instanceof TypeError) return { kind: 'unreachable' };
    throw error;
  }
}

/** Every refusal is JSON with a message for people; what stands before Quintet may answer otherwise. */
async function refusal(response) {
  const text = await response.text();
  const retryAfter = response.headers.get('Retry-After');
  return {
    kind: 'refused',
    status: response.status,
    message: messageOf(text) ?? response.statusText,
    retryAfterSeconds: retryAfter === null ? undefined : Number(retryAfter),
  };
}

function messageOf(text) {
  try {
    return JSON.parse(text).error?.message;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
