import type { NoticePlan, ObjectPlan, QuotePlan } from './plan.ts';
import { objectKey, type ObjectKey, type ParkedEnding, type StaleEnding } from './ending.ts';

/**
 * Which of an object's variants may be accepted, and what then becomes of the others. The first to arrive is accepted;
 * held-back ones never are. Same version, other content: refused as a contradiction. Newer: refused as a revision.
 * Older: recorded as stale.
 */
export type Acceptance<Content> = {
  readonly key: ObjectKey;
  readonly content: Content;
  readonly parked: readonly ParkedEnding[];
  readonly stale: readonly StaleEnding[];
};

type Numbered = { readonly sourceVersion: bigint };

const acceptances = <Content extends Numbered>(
  plan: ObjectPlan<Content>,
  numberOf: (content: Content) => string,
  revisedCode: string,
): Acceptance<Content>[] => {
  const possible: Acceptance<Content>[] = [];
  for (const first of plan.variants) {
    if (first.sendings.every((sending) => sending.afterAcceptance)) continue;
    const key = objectKey(plan.tenant, plan.source, numberOf(first.content));
    const parked: ParkedEnding[] = [];
    const stale: StaleEnding[] = [];
    plan.variants.forEach((other, variant) => {
      if (other === first) return;
      const [accepted, later] = [first.content.sourceVersion, other.content.sourceVersion];
      if (later === accepted) parked.push({ object: key, code: 'input-contradicts', variant });
      else if (later > accepted) parked.push({ object: key, code: revisedCode, variant });
      else stale.push({ object: key, sourceVersion: later });
    });
    possible.push({ key, content: first.content, parked, stale });
  }
  return possible;
};

export const quoteAcceptances = (plan: QuotePlan) =>
  acceptances(plan, (quote) => quote.quoteNumber, 'quote-revised-after-acceptance');

export const noticeAcceptances = (plan: NoticePlan) =>
  acceptances(plan, (notice) => notice.paymentNumber, 'payment-revised');
