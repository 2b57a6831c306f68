// Waits for several beginnings at once, to the end of each: what one of them opened is never left without an owner.

/**
 * The values of all, or the first failure in the order given, and that only after every one has settled. `Promise.all`
 * rejects earlier: its caller then disposes of what it knows, and what is opened later keeps the process alive.
 */
export async function join<First, Second>(
  first: Promise<First>,
  second: Promise<Second>,
): Promise<readonly [First, Second]> {
  await Promise.allSettled([first, second]);
  return [await first, await second];
}
