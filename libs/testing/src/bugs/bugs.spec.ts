import { checkers } from '../checkers/index.ts';
import { plantedBugs } from './index.ts';

describe('the planted bugs', () => {
  it('leave no checker of which nobody knows whether it can fail', () =>
    expect([...new Set(plantedBugs.map(({ caughtBy }) => caughtBy))].sort()).toEqual(
      checkers.map(({ name }) => name).sort(),
    ));

  it('have a name each', () => expect(new Set(plantedBugs.map(({ name }) => name)).size).toBe(plantedBugs.length));
});
