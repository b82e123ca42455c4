import type { WorldOptions } from '../world/world.ts';

/**
 * A bug that somebody might write, planted by wrapping a port or replacing a function at composition: product code
 * has no flags for it. The named checker has to find it within the first 300 seeds.
 */
export type AlterPorts = NonNullable<PlantedBug['bug']['ports']>;

export type PlantedBug = {
  readonly name: string;
  readonly caughtBy: string;
  readonly bug: NonNullable<WorldOptions['bug']>;
};

export const seedsPerBug = 300;
