// Numbers as people read them. Every figure carries its unit, and what is not known is a dash.

export const NOTHING = '–';

const BYTES = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** Three digits that matter: `0.42 ms`, `12.3 ms`, `1.20 s`. */
export function formatMs(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return NOTHING;
  return ms < 999.5 ? `${threeDigits(ms)} ms` : `${threeDigits(ms / 1000)} s`;
}

export function formatNumber(value: number | null | undefined): string {
  return value === null || value === undefined ? NOTHING : value.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

export function formatRate(perSecond: number | null | undefined): string {
  if (perSecond === null || perSecond === undefined) return NOTHING;
  return perSecond >= 99.95 ? formatNumber(perSecond) : threeDigits(perSecond);
}

export function formatShare(share: number | null | undefined): string {
  return share === null || share === undefined
    ? NOTHING
    : `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
}

export function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(BYTES.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${threeDigits(bytes / 2 ** (10 * power))} ${BYTES[power]}`;
}

/** The two largest units: `3 d 4 h`, `12 min 5 s`. */
export function formatDuration(seconds: number): string {
  const parts: readonly [number, string][] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [Math.floor(seconds) % 60, 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  const shown = parts.slice(first < 0 ? -1 : first, first < 0 ? undefined : first + 2);
  return shown.map(([count, unit]) => `${count} ${unit}`).join(' ');
}

function threeDigits(value: number): string {
  if (value === 0 || value >= 99.95) return value.toFixed(0);
  return value.toFixed(value >= 9.995 ? 1 : 2);
}
