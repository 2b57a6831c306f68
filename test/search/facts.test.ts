// Facts against items: what holds, how strongly it is spoken for, and how a theme turns a fact up.
import { beforeAll, describe, expect, test } from 'bun:test';
import { createFactSet } from '../../src/kernel/facts.ts';
import type { CompiledPack, CompiledPart } from '../../src/pack/compiled.ts';
import { createFactWeights, explainFacts, matchFacts } from '../../src/search/facts.ts';
import { PackIndex } from '../../src/search/pack-index.ts';
import { compileFixture } from '../fixtures/packs.ts';

let pack: CompiledPack;
let hints: CompiledPart;

beforeAll(async () => {
  pack = await compileFixture('open');
  const part = pack.parts.get('hints');
  if (!part) throw new Error('The fixture has no hints');
  hints = part;
});

function match(...facts: string[]) {
  return matchFacts(hints, { ids: new PackIndex(pack).readFacts(createFactSet(facts)).ids, weightOf: pack.factIdf });
}

function trueIds(...facts: string[]): string[] {
  const { isTrue } = match(...facts);
  return hints.items.filter((_, item) => isTrue[item]).map((item) => item.id);
}

describe('matchFacts', () => {
  test('holds an item true only when every condition has one true alternative', () => {
    expect(trueIds('plan.tier=gold')).toEqual([]);
    expect(trueIds('device=ios')).toEqual([]);
    expect(trueIds('plan.tier=gold', 'device=ios')).toEqual(['hints/gold-phone']);
    expect(trueIds('plan.tier=gold', 'device=android', 'plan.trial=true')).toEqual(['hints/gold-phone', 'hints/trial']);
  });

  test('counts a condition once when several of its alternatives are true', () => {
    const place = hints.items.findIndex((item) => item.id === 'hints/gold-phone');
    const one = match('plan.tier=gold', 'device=ios').conditionWeight[place];
    expect(match('plan.tier=gold', 'device=ios', 'device=android').conditionWeight[place]).toBe(one ?? -1);
  });

  test('holds nothing true of rules without facts, and passes over facts that the pack does not know', () => {
    expect(trueIds()).toEqual([]);
    expect(trueIds('plan.tier=platinum', 'weather=rain')).toEqual([]);
  });
});

describe('createFactWeights', () => {
  test('turns up the facts below a prefix of the theme and no others', () => {
    const weights = createFactWeights(pack, ['plan.tier']);
    const factor = (fact: string) =>
      (weights[pack.factIds.get(fact) ?? -1] ?? 0) / (pack.factIdf[pack.factIds.get(fact) ?? -1] ?? 1);
    expect(factor('plan.tier=gold')).toBeCloseTo(1.8, 5);
    expect(factor('plan.trial=true')).toBe(1);
    expect([...createFactWeights(pack, ['plan.t'])]).toEqual([...pack.factIdf]);
  });
});

describe('explainFacts', () => {
  test('names the true conditions, else the true facts that the item is about', async () => {
    const docs = pack.parts.get('docs') ?? hints;
    const index = new PackIndex(pack);
    const { isHeld } = index.readFacts(createFactSet(['plan.tier=gold', 'device=ios']));
    const { facts } = index.columns(docs);
    const explain = (id: string) =>
      docs.items.flatMap((found, item) =>
        found.id === id ? [explainFacts(facts, { item, isHeld }).map((fact) => index.factNames[fact])] : [],
      );
    expect([explain('docs/phone'), explain('docs/invoice'), explain('docs/refund')]).toEqual([
      [['device=ios']],
      [['plan.tier=gold']],
      [[]],
    ]);
  });
});
