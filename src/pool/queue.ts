// The jobs that wait, in the order they will run. It settles nothing and refuses nothing.
//
//   query   [ cheapest and oldest first ............ ]  -> next
//   bulk    [ first in, first out .................. ]  -> next, when no query waits
//
// Queries are ordered by `cost - age * AGEING`. All ages grow alike, so the order of two waiting jobs never changes and
// each keeps the rank it came with. A bulk job older than its patience gets every fourth turn, so that it never starves.

import type { Lane } from './ports.ts';
import type { Ticket } from './ticket.ts';

/** Tokens per millisecond of waiting: the longest text (512) passes any text that came a second later. */
const AGEING = 0.5;
const BULK_PATIENCE_MS = 2_000;
const BULK_TURN = 4;

export class JobQueue {
  readonly #lanes: Readonly<Record<Lane, Ticket[]>> = { query: [], bulk: [] };
  #turn = 0;

  count(lane: Lane): number {
    return this.#lanes[lane].length;
  }

  /** Tokens that wait before a new job of this lane. */
  costBefore(lane: Lane): number {
    const query = sumCost(this.#lanes.query);
    return lane === 'query' ? query : query + sumCost(this.#lanes.bulk);
  }

  add(ticket: Ticket): void {
    const lane = this.#lanes[ticket.job.lane];
    const at = lane.findLastIndex((waiting) => rank(waiting) <= rank(ticket)) + 1;
    lane.splice(at, 0, ticket);
  }

  /** Removes and returns the next job. */
  take(now: number): Ticket | undefined {
    const { query, bulk } = this.#lanes;
    const [patient] = bulk;
    this.#turn = (this.#turn + 1) % BULK_TURN;
    const isBulkTurn = patient !== undefined && this.#turn === 0 && now - patient.enqueuedAt > BULK_PATIENCE_MS;
    return isBulkTurn ? bulk.shift() : (query.shift() ?? bulk.shift());
  }

  /** How many wait that could run with it: of the same lane and length. */
  countMates(ticket: Ticket): number {
    return this.#matesOf(ticket).length;
  }

  /** Removes and returns up to `count` jobs that run with it, in their order. */
  takeMates(ticket: Ticket, count: number): Ticket[] {
    const mates = this.#matesOf(ticket).slice(0, Math.max(count, 0));
    for (const mate of mates) this.remove(mate);
    return mates;
  }

  #matesOf(ticket: Ticket): Ticket[] {
    const { lane, tokenIds } = ticket.job;
    if (ticket.isAlone) return [];
    return this.#lanes[lane].filter((other) => !other.isAlone && other.job.tokenIds.length === tokenIds.length);
  }

  remove(ticket: Ticket): void {
    const lane = this.#lanes[ticket.job.lane];
    const at = lane.indexOf(ticket);
    if (at >= 0) lane.splice(at, 1);
  }

  /** Removes and returns the jobs for which it holds. */
  removeWhere(holds: (ticket: Ticket) => boolean): Ticket[] {
    const removed = [...this.#lanes.query, ...this.#lanes.bulk].filter(holds);
    for (const ticket of removed) this.remove(ticket);
    return removed;
  }

  /** Empties the queue. */
  takeAll(): Ticket[] {
    return [...this.#lanes.query.splice(0), ...this.#lanes.bulk.splice(0)];
  }
}

/** A job that a dead worker gave back keeps the age it had, and so comes early. */
function rank({ job, enqueuedAt }: Ticket): number {
  return job.lane === 'query' ? job.cost + enqueuedAt * AGEING : enqueuedAt;
}

function sumCost(tickets: readonly Ticket[]): number {
  return tickets.reduce((sum, { job }) => sum + job.cost, 0);
}
