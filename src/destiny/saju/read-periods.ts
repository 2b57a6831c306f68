// Finds the luck period, year and month that hold now, without a clock: only what the chart itself marks as current is used.
import type { Warnings } from '../warnings.ts';
import { type Column, readColumn } from './read-column.ts';
import type { PeriodInput, SajuInput } from './schema.ts';

type Periods = readonly PeriodInput[] | null | undefined;

/** `daeWoon.current` (a place in `list`, counted from 0, or the period itself), else the marked entry of `list` or `unse.daeun`. */
export function pickLuck(input: SajuInput, warnings: Warnings): Column | undefined {
  const current = input.daeWoon?.current;
  const list = input.daeWoon?.list ?? input.unse?.daeun;
  if (current === undefined || current === null) return pickCurrent(list, 'saju.daeWoon.list', warnings);
  const place = toPlace(current);
  if (place === undefined) return readPeriod(current as PeriodInput, 'saju.daeWoon.current', warnings); // a number is a place
  const period = list?.[place];
  if (period === undefined) {
    warnings.unknown('saju.daeWoon.current', place, 'place in the list of luck periods (counted from 0)');
    return undefined;
  }
  return readPeriod(period, `saju.daeWoon.list.${place}`, warnings);
}

function toPlace(current: number | PeriodInput): number | undefined {
  if (typeof current === 'number') return current;
  return typeof current === 'string' && /^\d{1,3}$/.test(current) ? Number(current) : undefined;
}

/** The first entry marked current, else the only entry. Several unmarked ones say nothing about now: none is taken. */
export function pickCurrent(periods: Periods, path: string, warnings: Warnings): Column | undefined {
  if (periods === undefined || periods === null || periods.length === 0) return undefined;
  const marked = periods.findIndex(isMarked);
  if (marked < 0 && periods.length > 1) {
    warnings.add(path, 'no entry is marked current: true, so none was used');
    return undefined;
  }
  const place = Math.max(marked, 0);
  const period = periods[place];
  return period === undefined ? undefined : readPeriod(period, `${path}.${place}`, warnings);
}

function isMarked(period: PeriodInput): boolean {
  return typeof period === 'object' && (period.current === true || period.isCurrent === true);
}

/** Ten gods stated inside periods are not checked: facts take the computed ones. */
function readPeriod(period: PeriodInput, path: string, warnings: Warnings): Column {
  return readColumn(period, path, { warnings, claims: [] });
}
