// A route handler that fetches context for a chat, as `app/api/context/route.ts` of Next.js or any server of web-standard
// requests. The key stays on the server, and the chat goes on without context when Quintet is away: it never answers 5xx.

/** Quintet answers at the first; the second is for a service or a network that hangs. */
const DEADLINE_MS = 1000;
const PATIENCE_MS = 1500;
const LONGEST_QUESTION = 2000;

type Chart = { readonly saju: object | null; readonly astro: object | null };

export type ContextAnswer = {
  /** Markdown for the prompt; empty when there is none. */
  readonly context: string;
  readonly isDegraded: boolean;
  /** Why there is no context. */
  readonly reason?: 'late' | 'unreachable' | 'refused' | 'left';
};

export async function POST(request: Request): Promise<Response> {
  const question = await readQuestion(request);
  if (question === undefined)
    return Response.json({ error: `Expected {"question": "1 to ${LONGEST_QUESTION} characters"}` }, { status: 400 });
  // The chart belongs to the user who is signed in, never to the body: whoever asks may only ask about himself.
  const chart = await chartOfUser(request);
  return Response.json(await fetchContext({ ...chart, question, signal: request.signal }));
}

async function fetchContext({
  signal,
  ...body
}: Chart & { question: string; signal: AbortSignal }): Promise<ContextAnswer> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const key = process.env.QUINTET_KEY;
  try {
    const response = await fetch(new URL('/v1/prefetch', process.env.QUINTET_URL ?? 'http://127.0.0.1:8787'), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) },
      body: JSON.stringify({ ...body, theme: 'chat', deadline_ms: DEADLINE_MS }),
      // A user who closes the page stops the work behind it.
      signal: AbortSignal.any([signal, patience]),
    });
    if (!response.ok) return without('refused', `status ${response.status}`);
    const { context, degraded }: { context: string; degraded: boolean } = await response.json();
    return { context, isDegraded: degraded };
  } catch (error) {
    // Nobody reads this answer, and it says nothing about Quintet.
    if (signal.aborted) return { context: '', isDegraded: true, reason: 'left' };
    return without(patience.aborted ? 'late' : 'unreachable', String(error));
  }
}

/** A fallback is logged, or nobody would notice that the chat has become poorer. */
function without(reason: NonNullable<ContextAnswer['reason']>, detail: string): ContextAnswer {
  console.warn(`Quintet gave no context (${reason}): ${detail}`);
  return { context: '', isDegraded: true, reason };
}

async function readQuestion(request: Request): Promise<string | undefined> {
  try {
    const body: unknown = await request.json();
    if (typeof body !== 'object' || body === null || !('question' in body)) return undefined;
    const { question } = body;
    const isFit = typeof question === 'string' && question.trim() !== '' && question.length <= LONGEST_QUESTION;
    return isFit ? question : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Yours: look the user of the session up. */
async function chartOfUser(_request: Request): Promise<Chart> {
  return { saju: { dayMaster: '甲' }, astro: { sun: 'leo' } };
}
