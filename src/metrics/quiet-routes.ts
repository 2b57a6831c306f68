// Which routes machines call every few seconds: their requests are counted and timed, and are no news.

const QUIET = /^\/(health|metrics|v1\/stats|v1\/dashboard|dashboard|docs)(\/|$)/;

export function isQuietRoute(route: string): boolean {
  return QUIET.test(route);
}
