// Decides which members of a small tally stand out. One rule for elements, ten gods, sign elements and modalities.

/**
 * The members with the highest count, if that count reaches `least`. A tie of two is two dominant members; a wider tie
 * means that nothing stands out, so none is given.
 */
export function findDominant<T extends string>(counts: Readonly<Record<T, number>>, least: number): readonly T[] {
  let top = 0;
  let leaders: T[] = [];
  for (const member in counts) {
    const count = counts[member];
    if (count < least || count < top) continue;
    if (count > top) leaders = [];
    top = count;
    leaders.push(member);
  }
  return leaders.length <= 2 ? leaders : [];
}

/** The members that were not met at all. */
export function findLacking<T extends string>(counts: Readonly<Record<T, number>>): readonly T[] {
  const lacking: T[] = [];
  for (const member in counts) if (counts[member] === 0) lacking.push(member);
  return lacking;
}

/** A tally at zero for every member, in the order given. */
export function createTally<T extends string>(members: readonly T[]): Record<T, number> {
  return Object.fromEntries(members.map((member) => [member, 0])) as Record<T, number>; // one entry per member
}
