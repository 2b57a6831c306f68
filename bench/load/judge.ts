// Decides what an answer is worth. Every answer is looked at: a fast wrong answer must not count as throughput.

import type { Reply, ReplyFault } from './http-connection.ts';
import type { LoadPlan, RequestOutcome } from './plan.ts';

const CONTEXT_ID = Buffer.from('"context_id":"');
const DEGRADED = Buffer.from('"degraded":true');
const ID_LENGTH = 64;
const VECTOR = Buffer.from('"embedding":');
/** Where the vector of an embedding answer is compared: its beginning tells any two apart. */
const VECTOR_PREFIX = 120;

export type Judge = (reply: Reply | ReplyFault, at: number) => RequestOutcome;

/** The same body must always get the same content; the first whole answer says which. One judge lives as long as the pack. */
export function createJudge(check: LoadPlan['check'] = 'content'): Judge {
  const known = new Map<number, string>();
  return (reply, at) => {
    if ('fault' in reply) return reply.fault === 'malformed' ? 'wrong' : 'broken';
    if (reply.status === 429 || reply.status === 503)
      return /\r\nretry-after: *\d/i.test(reply.head) ? 'refused' : 'wrong';
    if (reply.status !== 200) return 'failed';
    if (check === 'content' && reply.body.includes(DEGRADED)) return 'partial';
    const content = check === 'bytes' ? String(Bun.hash(reply.body)) : contentOf(reply.body);
    if (content === undefined) return 'wrong';
    const expected = known.get(at);
    if (expected === undefined) known.set(at, content);
    return expected === undefined || expected === content ? 'ok' : 'wrong';
  };
}

/** The hash that a prefetch carries, or the beginning of a vector; undefined where there is neither. */
function contentOf(body: Buffer): string | undefined {
  const at = body.indexOf(CONTEXT_ID);
  if (at >= 0) return body.toString('latin1', at + CONTEXT_ID.length, at + CONTEXT_ID.length + ID_LENGTH);
  const vector = body.indexOf(VECTOR);
  return vector < 0 ? undefined : body.toString('latin1', vector, vector + VECTOR_PREFIX);
}
