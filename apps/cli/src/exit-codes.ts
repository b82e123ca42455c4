/** What a script can tell from the exit code. */
export const exitCodes = { ok: 0, refused: 1, usage: 2, unreachable: 3 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const exitCodeHelp = `
Exit codes:
  0  done
  1  refused, or not found
  2  wrong usage or configuration
  3  no orchestrator is running on this folder, or it does not answer`;
