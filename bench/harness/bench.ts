// What a bench is: a question, a run, and an outcome of small tables and named figures. It decides nothing about printing.

export type Mode = 'full' | 'quick' | 'smoke';

export type BenchContext = {
  readonly root: string;
  readonly mode: Mode;
  /** A pack folder whose index is fresh and holds the vectors of `model`. */
  readonly pack: string;
  readonly model: string;
  readonly seed: number;
  /** Length of a soak; undefined runs none. */
  readonly minutes: number | undefined;
  /** The Python that has the packages of `bench/peers`. */
  readonly python: string | undefined;
  /** An empty folder that is removed at the end. */
  readonly scratch: string;
  /** The value for the mode of this run. */
  pick<T>(choices: Readonly<Record<Mode, T>>): T;
  /** A line of progress; never part of the result. */
  say(line: string): void;
};

/** One number of an outcome: compared with the last release, held against a goal, and shown in the README under `shown`. */
export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  readonly goal?: number;
  readonly shown?: string;
};

export type Cell = string | number;
export type Table = {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
};

export type Outcome = {
  readonly tables: readonly Table[];
  readonly figures: readonly Figure[];
  /** What a reader must know to read the numbers right. */
  readonly notes?: readonly string[];
};

export type Bench = {
  readonly name: string;
  readonly question: string;
  /** Runs only when it is named: it needs what not every machine has. */
  readonly isOnDemand?: boolean;
  run(context: BenchContext): Promise<Outcome>;
};

/** True where the goal is met, undefined where there is none. */
export function meetsGoal({ value, goal, better }: Figure): boolean | undefined {
  if (goal === undefined) return undefined;
  return better === 'lower' ? value <= goal : value >= goal;
}

/** Three digits are more than a shared machine can repeat. */
export function round(value: number): number {
  return value === 0 ? 0 : Number(value.toPrecision(3));
}
