import type { Money } from '@q2c/kernel';

/** Minor units as decimal text: JSON numbers lose cents. */
export type AmountText = { readonly minor: string; readonly currency: string };

export const amountText = ({ minor, currency }: Money): AmountText => ({ minor: String(minor), currency });
