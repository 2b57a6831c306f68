// Which pack and model answer, at the foot of the page.

import { html, nothing, type TemplateResult } from 'lit-html';
import { formatNumber } from '../format.ts';
import { modelOf, packOf, type State, wordsOf } from '../state.ts';

export function identity(state: State): TemplateResult | typeof nothing {
  const { snapshot } = state;
  if (!snapshot) return nothing;
  const { identity: words } = wordsOf(state);
  const pack = packOf(snapshot);
  const model = modelOf(snapshot);
  const device = snapshot.stats.identity?.device;
  return html`<footer>
    ${pack ? html`<p>${words.pack} <b>${pack.name} ${pack.version}</b> <code>${pack.content}</code> ${formatNumber(pack.items)} ${words.items}</p>` : nothing}
    ${model ? html`<p>${words.model} <b>${model.id}</b> <code>${model.revision}</code> ${model.dimension} ${words.dimensions}${device ? `, ${words.device} ${device}` : ''}</p>` : nothing}
    <p>${words.version} <b>${snapshot.version}</b></p>
  </footer>`;
}
