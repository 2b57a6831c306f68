// The figures that one looks at first.

import { html, type TemplateResult } from 'lit-html';
import { formatBytes, formatDuration, formatMs, formatNumber, formatRate, formatShare, NOTHING } from '../format.ts';
import { type State, wordsOf } from '../state.ts';

type Tile = { readonly name: string; readonly value: string; readonly note: string; readonly tone?: string };

export function tiles(state: State): TemplateResult {
  return html`<dl class="tiles">
    ${listTiles(state).map(
      ({ name, value, note, tone = '' }) =>
        html`<div class=${tone}><dt>${name}</dt><dd>${value}</dd><dd class="note">${note}</dd></div>`,
    )}
  </dl>`;
}

function listTiles(state: State): Tile[] {
  const { tiles: words } = wordsOf(state);
  const { snapshot, rate, cpuShare } = state;
  if (!snapshot) return [];
  const { now, windows } = snapshot.stats;
  const prefetch = windows[0]?.requests['/v1/prefetch'];
  const up = now.workers.filter(({ life }) => life === 'ready' || life === 'busy').length;
  const restarts = now.workers.reduce((sum, worker) => sum + worker.restarts, 0);
  const hits = windows[1]?.caches.find(({ cache, tier }) => cache === 'result' && tier === 'memory')?.hit_rate;
  const { query = 0, bulk = 0 } = now.queued;
  return [
    { name: words.rate, value: formatRate(rate), note: words.total(formatNumber(now.requests_total)) },
    {
      name: words.latency,
      value: formatMs(prefetch?.p95_ms),
      note: prefetch ? words.latencyNote(formatMs(prefetch.p50_ms), formatMs(prefetch.p99_ms)) : NOTHING,
    },
    { name: words.flight, value: formatNumber(now.requests_in_flight), note: words.queued(query, bulk) },
    {
      name: words.workers,
      value: `${up} / ${now.workers.length}`,
      note: words.restarts(restarts),
      tone: up < now.workers.length ? 'warn' : '',
    },
    { name: words.hits, value: formatShare(hits), note: words.hitsNote },
    {
      name: words.memory,
      value: formatBytes(now.resident_bytes),
      note: words.uptime(formatDuration(now.uptime_seconds)),
    },
    { name: words.cpu, value: formatShare(cpuShare), note: words.cpuNote },
  ];
}
