// Degraded sources of the chosen window, each with what its reason means, and the faults that were caught.

import { html, nothing, type TemplateResult } from 'lit-html';
import { formatNumber } from '../format.ts';
import { type State, sourceTitle, wordsOf } from '../state.ts';

export function degraded(state: State): TemplateResult {
  const { degraded: words, table } = wordsOf(state);
  const window = state.snapshot?.stats.windows.find(({ minutes }) => minutes === state.minutes);
  const faults = Object.entries(window?.faults ?? {});
  const cases = [...Map.groupBy(window?.degraded ?? [], ({ status, reason }) => `${status} ${reason}`).values()];
  return html`<section class="panel">
    <div class="head"><h2>${words.title}</h2><small>${table.minutes(state.minutes)}</small></div>
    ${cases.length === 0 ? html`<p class="empty">${words.none}</p>` : nothing}
    <ul class="cases">${cases.map((counts) => caseRow(state, counts))}</ul>
    ${faults.length === 0 ? nothing : html`<h3>${words.faults}</h3>`}
    <ul class="facts">${faults.map(([where, count]) => html`<li>${where.replaceAll('_', ' ')} <b>${formatNumber(count)}×</b></li>`)}</ul>
  </section>`;
}

type DegradedCount = NonNullable<State['snapshot']>['stats']['windows'][number]['degraded'][number];

/** Sources that lack the same thing for the same reason stand together. */
function caseRow(state: State, counts: readonly DegradedCount[]): TemplateResult | typeof nothing {
  const { degraded: words } = wordsOf(state);
  const [first] = counts;
  if (!first) return nothing;
  const { status, reason } = first;
  const sorted = [...counts].sort((a, b) => b.count - a.count);
  return html`<li>
    <span class="chip ${status === 'partial' ? 'warn' : 'bad'}">${words.statuses[status] ?? status}</span> <code>${reason}</code>
    <p>${words.reasons[reason] ?? ''}</p>
    <ul>${sorted.map(({ source, count }) => html`<li>${sourceTitle(source, state)} <b>${formatNumber(count)}×</b></li>`)}</ul>
  </li>`;
}
