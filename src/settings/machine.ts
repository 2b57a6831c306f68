// What the process found out about its machine (or container), on which some defaults rest.

export type Machine = { readonly cores: number; readonly memoryBytes: number };
