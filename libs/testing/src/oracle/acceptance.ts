import { choices } from './choices.ts';
import type { NoticePlan, ObjectPlan, QuotePlan } from './plan.ts';
import { objectKey, type ObjectKey, type ParkedEnding, type StaleEnding } from './ending.ts';

/**
 * Which of an object's variants may be accepted, and what then becomes of the others. The first to arrive is accepted;
 * held-back ones never are. Same version, other content: refused as a contradiction. Newer: refused as a revision,
 * unless only its number is new. Older: recorded as stale, the first of each version; what contradicts that is refused.
 */
export type Acceptance<Content> = {
  readonly key: ObjectKey;
  readonly content: Content;
  readonly parked: readonly ParkedEnding[];
  readonly stale: readonly StaleEnding[];
};

type Numbered = { readonly sourceVersion: bigint };
type Variant = { readonly content: Numbered; readonly variant: number };
type Fates = Pick<Acceptance<never>, 'parked' | 'stale'>;

const sameContent = (a: Numbered, b: Numbered): boolean => {
  const text = (content: Numbered): string =>
    JSON.stringify({ ...content, sourceVersion: null }, (_key, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    );
  return text(a) === text(b);
};

/** What may become of variants of one older version: whichever comes first is recorded. */
const staleFates = (key: ObjectKey, variants: readonly Variant[]): Fates[] =>
  variants.map((first) => ({
    stale: [{ object: key, sourceVersion: first.content.sourceVersion }],
    parked: variants
      .filter((other) => other !== first)
      .map(({ variant }) => ({ object: key, code: 'input-contradicts', variant })),
  }));

const acceptances = <Content extends Numbered>(
  plan: ObjectPlan<Content>,
  numberOf: (content: Content) => string,
  revisedCode: string,
): Acceptance<Content>[] => {
  const possible: Acceptance<Content>[] = [];
  for (const first of plan.variants) {
    if (first.sendings.every((sending) => sending.afterAcceptance)) continue;
    const key = objectKey(plan.tenant, plan.source, numberOf(first.content));
    const accepted = first.content.sourceVersion;
    const parked: ParkedEnding[] = [];
    const older = new Map<bigint, Variant[]>();
    plan.variants.forEach((other, variant) => {
      if (other === first) return;
      const { content } = other;
      const version = content.sourceVersion;
      if (version < accepted) older.set(version, [...(older.get(version) ?? []), { content, variant }]);
      else if (version === accepted) parked.push({ object: key, code: 'input-contradicts', variant });
      else if (!sameContent(content, first.content)) parked.push({ object: key, code: revisedCode, variant });
    });
    for (const fates of choices([...older.values()].map((variants) => staleFates(key, variants))))
      possible.push({
        ...{ key, content: first.content },
        parked: [...parked, ...fates.flatMap((fate) => fate.parked)],
        stale: fates.flatMap(({ stale }) => stale),
      });
  }
  return possible;
};

export const quoteAcceptances = (plan: QuotePlan) =>
  acceptances(plan, (quote) => quote.quoteNumber, 'quote-revised-after-acceptance');

export const noticeAcceptances = (plan: NoticePlan) =>
  acceptances(plan, (notice) => notice.paymentNumber, 'payment-revised');
