// The doctor on the device: opens the engine that would serve, asks it a question and compares the model's golden vectors.

import { segmentIdentityOf } from '../../composition/prepare-vectors.ts';
import { type EngineProof, proveEngine } from '../../composition/prove-engine.ts';
import type { SegmentIdentity } from '../../pack/segment.ts';
import type { Finding, Scene } from './finding.ts';

const CHECK = 'device';

export type EngineReport = {
  readonly findings: readonly Finding[];
  /** What the pack's vectors have to be built for. */
  readonly identity: SegmentIdentity;
};

/** Rejects with `bad_config` for a device, model or server that cannot be used. */
export async function checkEngine({ config, context }: Scene): Promise<EngineReport> {
  const proof = await proveEngine(config, { root: context.root });
  return { findings: [judge(proof)], identity: segmentIdentityOf(proof.identity) };
}

export function judge({ identity, device, reason, questionMs, golden }: EngineProof): Finding {
  const found = `${identity.id} on ${device} (${reason}), a question in ${Math.round(questionMs)} ms`;
  if (!golden) return { check: CHECK, status: 'ok', found };
  const { cases, deviation, tolerance } = golden;
  if (deviation <= tolerance) return { check: CHECK, status: 'ok', found: `${found}, ${cases} golden vectors agree` };
  return {
    check: CHECK,
    status: 'fail',
    found: `${found}, golden vectors differ by ${deviation.toFixed(4)}, at most ${tolerance} is right`,
    advice: 'set RAG_DEVICE=wasm, and check the model files above',
  };
}
