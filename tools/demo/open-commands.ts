import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** What a killed process left on its way, read from its files: commands without an answer, and their effects. */
export type Interrupted = { readonly open: number; readonly effectsWithoutAnswer: number };

export const interruptedIn = (data: string): Interrupted => {
  const events = new DatabaseSync(join(data, 'events.db'), { readOnly: true });
  const open = new Set<string>();
  const rows = events
    .prepare(
      "SELECT type, data FROM events WHERE type IN ('CommandRequested', 'CommandSettled', 'CommandParked') ORDER BY position",
    )
    .iterate();
  for (const { type, data: text } of rows) {
    const { commandId } = JSON.parse(String(text)) as { readonly commandId: string };
    if (type === 'CommandRequested') open.add(commandId);
    else open.delete(commandId);
  }
  events.close();
  const erp = new DatabaseSync(join(data, 'erp.db'), { readOnly: true });
  const references = erp.prepare('SELECT reference FROM documents').all();
  erp.close();
  return {
    open: open.size,
    effectsWithoutAnswer: references.filter((row) => open.has(String(row['reference']))).length,
  };
};
