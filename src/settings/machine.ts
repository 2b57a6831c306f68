// What the process found out about its machine (or container), on which some defaults rest.

export type Machine = { readonly cores: number; readonly memoryBytes: number };

/** More than this many workers only help where texts are embedded in bulk. */
export const DEFAULT_WORKERS = 4;
