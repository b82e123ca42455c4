/**
 * Money is a whole number of minor units and a currency. Nothing here is a float, and every operation stays within
 * ±(2^63−1) minor units, the range that every store and wire form can hold.
 */
export type Money = { readonly minor: bigint; readonly currency: string };

export const MINOR_MAX = 2n ** 63n - 1n;
export const MINOR_MIN = -MINOR_MAX;
