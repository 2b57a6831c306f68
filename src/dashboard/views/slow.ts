// The last slow requests, and one of them as bars on a common axis, like a browser's network panel.

import { html, nothing, type TemplateResult } from 'lit-html';
import { formatMs } from '../format.ts';
import { type State, sourceNames, sourceTitle, wordsOf } from '../state.ts';

export type SlowActions = { pick(requestId: string): void };

type Timeline = NonNullable<State['snapshot']>['timelines'][number];
type Bar = Timeline['bars'][number];

const TICKS = [0, 0.25, 0.5, 0.75, 1];

export function slow(state: State, { pick }: SlowActions): TemplateResult {
  const { slow: words } = wordsOf(state);
  const timelines = state.snapshot?.timelines ?? [];
  const shown = timelines.find(({ request_id: id }) => id === state.picked) ?? timelines[0];
  const row = (timeline: Timeline) => html`<li>
    <button type="button" aria-pressed=${timeline === shown} @click=${() => pick(timeline.request_id)}>
      <time datetime=${timeline.started_at}>${new Date(timeline.started_at).toLocaleTimeString('en-GB')}</time>
      <b>${formatMs(timeline.total_ms)}</b> <code>${timeline.route}</code>
      ${timeline.status === 200 ? nothing : html`<span class="chip bad">${timeline.status}</span>`}
    </button>
  </li>`;
  return html`<section class="panel slow">
    <h2>${words.title}</h2>
    <p class="hint">${words.note}</p>
    ${
      shown
        ? html`<div class="split"><ol class="requests" tabindex="0" aria-label=${words.pick}>${timelines.map(row)}</ol>${waterfall(state, shown)}</div>`
        : html`<p class="empty">${words.none}</p>`
    }
  </section>`;
}

/** Bars are drawn against the longer of the request and its last bar: late work may outlive the answer. */
function waterfall(state: State, { bars, total_ms: totalMs, request_id: id }: Timeline): TemplateResult {
  const { slow: words } = wordsOf(state);
  const endMs = Math.max(totalMs, ...bars.map((bar) => bar.start_ms + bar.duration_ms));
  return html`<figure class="waterfall">
    <figcaption><code>${id}</code> ${words.total} <b>${formatMs(totalMs)}</b></figcaption>
    <div class="axis" aria-hidden="true">${TICKS.map((share) => html`<i style="left: ${share * 100}%">${formatMs(share * endMs)}</i>`)}</div>
    <ol aria-label=${words.bars}>${bars.map((bar) => barRow(state, { bar, endMs }))}</ol>
  </figure>`;
}

function barRow(state: State, { bar, endMs }: { bar: Bar; endMs: number }): TemplateResult {
  const { slow: words, degraded } = wordsOf(state);
  const isSource = bar.kind === 'source';
  const color = isSource ? `c${sourceNames(state.snapshot).indexOf(bar.name)}` : bar.kind;
  const share = (ms: number): string => `${((100 * ms) / (endMs || 1)).toFixed(2)}%`;
  const isHealthy = bar.status === null || bar.status === 'ok' || bar.status === 'empty' || bar.status === 'skipped';
  const chip = isHealthy
    ? nothing
    : html`<span class="chip warn">${degraded.statuses[bar.status ?? ''] ?? bar.status}</span>`;
  return html`<li>
    <span class="name">${isSource ? sourceTitle(bar.name, state) : bar.name.replaceAll('_', ' ')} ${chip}</span>
    <span class="track"><i class=${color} style="left: ${share(bar.start_ms)}; width: ${share(bar.duration_ms)}"></i></span>
    <span class="number"><span class="unseen">${words.start} ${formatMs(bar.start_ms)}, ${words.length} </span>${formatMs(bar.duration_ms)}</span>
  </li>`;
}
