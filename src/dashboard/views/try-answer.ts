// What came back: the parts with their items and why each is there, the packed context, and the call for one's own program.

import { html, nothing, type TemplateResult } from 'lit-html';
import { type Answer, type AnswerItem, type AnswerSource, toBody } from '../attempt.ts';
import { toSnippets } from '../call.ts';
import { formatMs, formatNumber } from '../format.ts';
import { type State, sourceNames, sourceTitle, wordsOf } from '../state.ts';
import { snippet } from './snippet.ts';

/** Finding nothing, and not being asked, are no faults of a source. */
const HEALTHY: ReadonlySet<string> = new Set(['ok', 'empty', 'skipped']);

export function tryAnswer(state: State): TemplateResult {
  const { outcome } = state.attempt;
  return html`<div class="answer">
    <div aria-live="polite">${outcomeView(state)}</div>
    ${outcome.kind === 'answered' ? answerParts(state, outcome) : nothing} ${callView(state)}
  </div>`;
}

function outcomeView(state: State): TemplateResult {
  const { attempt: words } = wordsOf(state);
  const { outcome } = state.attempt;
  switch (outcome.kind) {
    case 'none':
      return html`<p class="panel empty">${words.empty}</p>`;
    case 'running':
      return html`<p class="panel empty">${words.running}</p>`;
    case 'refused':
      return html`<p class="panel bad">${words.failed(outcome.status, outcome.message)}</p>`;
    case 'unreachable':
      return html`<p class="panel bad">${words.unreachable}</p>`;
    case 'answered':
      return summary(state, outcome.answer);
  }
}

function summary(state: State, answer: Answer): TemplateResult {
  const { attempt: words } = wordsOf(state);
  return html`<div class="panel">
    <p class="summary">
      <span>${words.took} <b>${formatMs(answer.prefetch_time_ms)}</b></span>
      <span>${words.tokens(formatNumber(answer.context_tokens))}</span>
      ${answer.cache_hit ? html`<span class="chip">${words.cached}</span>` : nothing}
      ${answer.degraded ? html`<span class="chip warn">${words.degraded}</span>` : nothing}
      <code>${answer.request_id}</code>
    </p>
    ${answer.warnings.length === 0 ? nothing : html`<h3>${words.warnings}</h3><ul class="warnings">${answer.warnings.map((text) => html`<li>${text}</li>`)}</ul>`}
  </div>`;
}

function answerParts(state: State, { answer, budget }: { answer: Answer; budget: number }): TemplateResult {
  const { attempt: words } = wordsOf(state);
  return html`${Object.entries(answer.sources).map(([name, source]) => part(state, { name, source }))}
    <details class="panel" open>
      <summary><h3>${words.context}</h3> <small>${words.contextNote(formatNumber(answer.context_tokens), formatNumber(budget))}</small></summary>
      ${snippet(state, { name: '', text: answer.context })}
    </details>
    <details class="panel"><summary><h3>${words.raw}</h3></summary>${snippet(state, { name: '', text: JSON.stringify(answer, undefined, 2) })}</details>`;
}

function part(state: State, { name, source }: { name: string; source: AnswerSource }): TemplateResult {
  const { attempt: words, degraded } = wordsOf(state);
  const { status, reason, took_ms: tookMs, items } = source;
  const place = sourceNames(state.snapshot).indexOf(name);
  return html`<details class="panel part" open>
    <summary>
      <h3 class="swatch c${place}">${sourceTitle(name, state)}</h3>
      <span class="chip ${HEALTHY.has(status) ? 'good' : 'warn'}">${degraded.statuses[status] ?? status}</span>
      <small>${words.items(items.length)}, ${formatMs(tookMs)}</small>
    </summary>
    ${reason === undefined ? nothing : html`<p class="hint"><code>${reason}</code> ${degraded.reasons[reason] ?? ''}</p>`}
    <ol>${items.map((item) => itemRow(state, item))}</ol>
  </details>`;
}

function itemRow(state: State, item: AnswerItem): TemplateResult {
  const { attempt: words } = wordsOf(state);
  const { text, name, group, score, tokens, ref: citedAs, citation } = item;
  return html`<li>
    <p class="meta">
      <b class="number" title=${words.score}>${score.toFixed(2)}</b><meter min="0" max="1" value=${score} aria-hidden="true"></meter>
      ${name === undefined ? nothing : html`<b>${name}</b>`} ${group === undefined ? nothing : html`<span class="chip">${group}</span>`}
      <small>${citedAs === undefined ? words.notPacked : `[${citedAs}]`}${tokens === undefined ? '' : `, ${words.tokens(formatNumber(tokens))}`}</small>
    </p>
    <p>${text}</p>
    ${citation ? html`<p class="hint">${citation.author}, ${citation.work}, ${citation.section}</p>` : nothing}
    ${whyView(state, item)}
  </li>`;
}

function whyView(
  state: State,
  { facts = [], fact_labels: labels = [], path = [], concept }: AnswerItem,
): TemplateResult {
  const { attempt: words } = wordsOf(state);
  const reasons = [
    ...facts.map((fact, place) => html`<span class="fact" title=${fact}>${labels[place] ?? fact}</span>`),
    ...(concept === undefined || concept === '' ? [] : [html`<span>${words.concept} <b>${concept}</b></span>`]),
    ...(path.length > 1 ? [html`<span>${words.path} ${path.join(' → ')}</span>`] : []),
  ];
  return html`<p class="why"><span>${words.why}:</span> ${reasons.length > 0 ? reasons : words.matched}</p>`;
}

function callView(state: State): TemplateResult | typeof nothing {
  const { attempt: words } = wordsOf(state);
  const body = toBody(state.attempt);
  if (!body) return nothing;
  const snippets = toSnippets({ method: 'POST', path: 'v1/prefetch', body: JSON.stringify(body) });
  return html`<details class="panel"><summary><h3>${words.call}</h3></summary>${snippets.map((each) => snippet(state, each))}</details>`;
}
