import { codeOf } from '@q2c/kernel';

/** The code of the fault that `act` throws; `undefined` when it throws none. */
export const codeOfThrown = (act: () => unknown): string | undefined => {
  try {
    act();
  } catch (error) {
    return codeOf(error);
  }
  return undefined;
};
