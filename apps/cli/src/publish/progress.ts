import { grouped } from './report.ts';

/** A line on a terminal that is written over as things go on. */
export type Terminal = { readonly columns: number; readonly write: (text: string) => void };

export type Seen = { readonly records: number; readonly bytes: number; readonly totalBytes: number };

export type Progress = {
  saw(seen: Seen): void;
  /** Makes room for another line; the bar comes back below it. */
  clear(): void;
};

const betweenMs = 100;
const cells = 24;
/** Of a terminal that does not say how wide it is. */
const usualColumns = 80;
const clearLine = '\r\u001b[K';

export const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

export const barText = ({ records, bytes, totalBytes }: Seen, elapsedMs: number): string => {
  const share = totalBytes === 0 ? 1 : Math.min(1, bytes / totalBytes);
  const filled = Math.floor(share * cells);
  const rate = elapsedMs === 0 ? 0 : Math.round(records / (elapsedMs / 1000));
  return [
    `${'█'.repeat(filled)}${'░'.repeat(cells - filled)} ${String(Math.floor(share * 100)).padStart(3)} %`,
    `${grouped(records)} records`,
    `${megabytes(bytes)} of ${megabytes(totalBytes)} MB`,
    `${grouped(rate)} records/s`,
  ].join('  ');
};

/** Without a terminal it shows nothing. */
export const createProgress = (terminal: Terminal | undefined): Progress => {
  const startedAt = performance.now();
  let shownAt = -betweenMs;
  let shown = false;
  return {
    saw(seen) {
      const now = performance.now();
      if (terminal === undefined || now - startedAt - shownAt < betweenMs) return;
      shownAt = now - startedAt;
      shown = true;
      const columns = terminal.columns > 0 ? terminal.columns : usualColumns;
      terminal.write(`${clearLine}${barText(seen, shownAt).slice(0, columns - 1)}`);
    },
    clear() {
      if (!shown) return;
      shown = false;
      shownAt = -betweenMs;
      terminal?.write(clearLine);
    },
  };
};
