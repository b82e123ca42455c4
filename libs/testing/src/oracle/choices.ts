/** Every way to take one item of each list. */
export const choices = <T>(lists: readonly (readonly T[])[]): T[][] => {
  let all: T[][] = [[]];
  for (const list of lists) {
    const longer: T[][] = [];
    for (const start of all) for (const item of list) longer.push([...start, item]);
    all = longer;
  }
  return all;
};
