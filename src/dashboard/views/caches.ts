// Cache tiers with their hit rates in the chosen window, and every circuit breaker.

import { html, nothing, type TemplateResult } from 'lit-html';
import { formatBytes, formatNumber, formatShare, NOTHING } from '../format.ts';
import { type State, wordsOf } from '../state.ts';

const BREAKER_TONES: Readonly<Record<string, string>> = { closed: 'good', half_open: 'warn', open: 'bad' };

export function caches(state: State): TemplateResult {
  const { caches: words } = wordsOf(state);
  const breakers = Object.entries(state.snapshot?.stats.now.breakers ?? {});
  const chip = ([name, value]: [string, string]) =>
    html`<li>${name.replaceAll('_', ' ')} <span class="chip ${BREAKER_TONES[value] ?? ''}">${words.states[value] ?? value}</span></li>`;
  return html`<section class="panel">
    <h2>${words.title}</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">${words.cache}</th>
          ${[words.entries, words.size, words.hits, words.errors].map((name) => html`<th scope="col" class="number">${name}</th>`)}
        </tr>
      </thead>
      <tbody>${listTiers(state).map((tier) => tierRow(state, tier))}</tbody>
    </table>
    <h3>${words.breakers}</h3>
    <ul class="facts">${breakers.length === 0 ? html`<li>${NOTHING}</li>` : breakers.map(chip)}</ul>
  </section>`;
}

type Tier = {
  readonly cache: string;
  readonly tier: string;
  readonly size: { readonly entries: number; readonly bytes: number } | undefined;
  readonly hitRate: number | null | undefined;
  readonly errors: number | undefined;
};

/** Tiers that hold something, and tiers that were asked something. */
function listTiers({ snapshot, minutes }: State): Tier[] {
  if (!snapshot) return [];
  const sizes = snapshot.stats.now.caches;
  const counts = snapshot.stats.windows.find((window) => window.minutes === minutes)?.caches ?? [];
  const names = new Set([...sizes, ...counts].map(({ cache, tier }) => `${cache} ${tier}`));
  return [...names].map((name) => {
    const [cache = '', tier = ''] = name.split(' ');
    const isIt = (other: { cache: string; tier: string }) => other.cache === cache && other.tier === tier;
    const counted = counts.find(isIt);
    const errors = counted && (counted.results.error ?? 0) + (counted.results.torn ?? 0);
    return { cache, tier, size: sizes.find(isIt), hitRate: counted?.hit_rate, errors };
  });
}

function tierRow(state: State, { cache, tier, size, hitRate, errors }: Tier): TemplateResult {
  const { caches: words } = wordsOf(state);
  const share =
    typeof hitRate === 'number' ? html`<meter min="0" max="1" value=${hitRate} aria-hidden="true"></meter>` : nothing;
  return html`<tr>
    <th scope="row">${words.names[cache] ?? cache} <small>${words.tiers[tier] ?? tier}</small></th>
    <td class="number">${formatNumber(size?.entries)}</td>
    <td class="number">${size ? formatBytes(size.bytes) : NOTHING}</td>
    <td class="number">${share} ${formatShare(hitRate)}</td>
    <td class="number ${errors ? 'bad' : ''}">${formatNumber(errors)}</td>
  </tr>`;
}
