// Queue and workers: who lives, who died of what, and what waits.

import { html, nothing, type TemplateResult } from 'lit-html';
import { formatDuration, formatNumber } from '../format.ts';
import { type State, wordsOf } from '../state.ts';

const TONES: Readonly<Record<string, string>> = { ready: 'good', busy: 'busy', starting: 'warn', dead: 'bad' };

/** An answer of just now is what everybody expects. */
const NEWS_MS = 3000;

export function workers(state: State): TemplateResult {
  const { workers: words } = wordsOf(state);
  const { now } = state.snapshot?.stats ?? { now: undefined };
  const queued = Object.entries(now?.queued ?? {});
  return html`<section class="panel">
    <div class="head">
      <h2>${words.title}</h2>
      <ul class="facts">${queued.map(([lane, count]) => html`<li>${words.lanes[lane] ?? lane}: <b>${count}</b></li>`)}</ul>
    </div>
    <ol class="workers">${(now?.workers ?? []).map((worker, place) => workerRow(state, { worker, place: place + 1 }))}</ol>
  </section>`;
}

type Worker = NonNullable<State['snapshot']>['stats']['now']['workers'][number];

function workerRow(state: State, { worker, place }: { worker: Worker; place: number }): TemplateResult {
  const { workers: words } = wordsOf(state);
  const { life, runs, restarts, last_reason: reason, since_success_ms: sinceMs } = worker;
  return html`<li data-life=${life}>
    <b>${words.worker(place)}</b>
    <span class="chip ${TONES[life] ?? ''}">${words.lives[life] ?? life}</span>
    <span class="details">
      <span>${words.runs(formatNumber(runs))}</span>
      ${sinceMs === null || sinceMs < NEWS_MS ? nothing : html`<span>${words.success(formatDuration(Math.round(sinceMs / 1000)))}</span>`}
      ${restarts === 0 ? nothing : html`<span class="restarts">${words.restarts(restarts)}</span>`}
      ${reason === null ? nothing : html`<span>${words.lastReason(words.stops[reason] ?? reason)}</span>`}
    </span>
  </li>`;
}

/** What a screen reader should hear: workers that are down, and those that came back. */
export function announceWorkers(state: State, next: NonNullable<State['snapshot']>): string | undefined {
  const { workers: words } = wordsOf(state);
  const isUp = (life: string | undefined): boolean => life === 'ready' || life === 'busy';
  const before = state.snapshot?.stats.now.workers ?? [];
  const changed = next.stats.now.workers.flatMap(({ life }, place) =>
    before[place] && isUp(life) !== isUp(before[place].life)
      ? [words.changed(place + 1, words.lives[life] ?? life)]
      : [],
  );
  return changed.length > 0 ? changed.join('. ') : undefined;
}
