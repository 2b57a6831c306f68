// The dimensions along which a saju chart is varied in search of given facts. All charts it makes are natural ones.
import type { Dimension } from '../witness.ts';
import { hourPair, monthPair, pairAt } from './natural-pillars.ts';
import type { SajuInput } from './schema.ts';

const NAMES = ['year', 'month', 'day', 'time'] as const;
const SIZES = { year: 60, month: 12, day: 60, time: 12, luck: 60, annual: 60, monthly: 60, direction: 2 } as const;

/** Four pillars always, and of the passing periods those that some key speaks of. */
export function listSajuDimensions(keys: readonly string[]): readonly Dimension[] {
  const periods = (['luck', 'annual', 'monthly'] as const).filter((period) =>
    keys.some((key) => key.startsWith(`saju.${period}.`) && key !== 'saju.luck.direction'),
  );
  const direction = keys.includes('saju.luck.direction') ? (['direction'] as const) : [];
  return [...NAMES, ...periods, ...direction].map((name) => ({ name, size: SIZES[name] }));
}

/** `state` holds a candidate per dimension, by name. */
export function buildSaju(state: ReadonlyMap<string, number>): SajuInput {
  const year = pairAt(state.get('year') ?? 0);
  const day = pairAt(state.get('day') ?? 0);
  const luck = state.get('luck');
  const direction = state.get('direction');
  const daeWoon = {
    ...(luck === undefined ? {} : { current: pairAt(luck).name }),
    ...(direction === undefined ? {} : { isForward: direction === 0 }),
  };
  return {
    yearPillar: year.name,
    monthPillar: monthPair(year, state.get('month') ?? 0).name,
    dayPillar: day.name,
    timePillar: hourPair(day, state.get('time') ?? 0).name,
    ...(luck === undefined && direction === undefined ? {} : { daeWoon }),
    ...buildPeriods(state),
  };
}

/** A single entry counts as the current one. */
function buildPeriods(state: ReadonlyMap<string, number>): Pick<SajuInput, 'unse'> {
  const periods = (['annual', 'monthly'] as const).flatMap((period) => {
    const index = state.get(period);
    return index === undefined ? [] : [[period, [pairAt(index).name]] as const];
  });
  return periods.length === 0 ? {} : { unse: Object.fromEntries(periods) };
}
