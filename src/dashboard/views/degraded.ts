// Degraded sources of the chosen window, each with what its reason means, and the faults that were caught.

import { html, nothing, type TemplateResult } from 'lit-html';
import { formatNumber } from '../format.ts';
import { type State, sourceTitle, wordsOf } from '../state.ts';

export function degraded(state: State): TemplateResult {
  const { degraded: words, table } = wordsOf(state);
  const window = state.snapshot?.stats.windows.find(({ minutes }) => minutes === state.minutes);
  const faults = Object.entries(window?.faults ?? {});
  const cases = [...(window?.degraded ?? [])].sort((a, b) => b.count - a.count);
  return html`<section class="panel">
    <div class="head"><h2>${words.title}</h2><small>${table.minutes(state.minutes)}</small></div>
    ${cases.length === 0 ? html`<p class="empty">${words.none}</p>` : nothing}
    <ul class="cases">
      ${cases.map(
        ({ source, status, reason, count }) => html`<li>
          <b>${sourceTitle(source, state)}</b>
          <span class="chip ${status === 'partial' ? 'warn' : 'bad'}">${words.statuses[status] ?? status}</span>
          <span>${formatNumber(count)}×</span> <code>${reason}</code>
          <p>${words.reasons[reason] ?? ''}</p>
        </li>`,
      )}
    </ul>
    ${faults.length === 0 ? nothing : html`<h3>${words.faults}</h3>`}
    <ul class="facts">${faults.map(([where, count]) => html`<li>${where.replaceAll('_', ' ')} <b>${formatNumber(count)}×</b></li>`)}</ul>
  </section>`;
}
