// A real answer as the routes get it, for layers that stop before one is made.

import type { Responder } from '../../src/destiny/respond.ts';
import type { Service } from '../../src/service.ts';
import { ask } from './open-service.ts';

export async function createAnswer(service: Service, body: string): Promise<Awaited<ReturnType<Responder['respond']>>> {
  const { json } = await ask(service, body);
  const bytes = new TextEncoder().encode(json);
  return { isHit: false, write: () => ({ json: bytes, tookMs: 0, stages: [] }) };
}
