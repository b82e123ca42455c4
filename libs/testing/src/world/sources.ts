import type { VirtualClock } from '@q2c/adapter-memory';
import { messageOf, type StreamName, type Tenant } from '@q2c/kernel';
import { objectStream, type IntakeMessage } from '@q2c/runtime';
import type { NoticeContent, NoticePlan, QuotePlan, Sending, WorldPlan } from '../oracle/index.ts';
import type { Random } from '../random.ts';
import type { Backends } from './backends.ts';
import type { Hosts } from './hosts.ts';
import type { Observer } from './observer.ts';
import { noticeBytes, quoteBytes } from './plan/encode.ts';
import { minuteMs } from './plan/world-plan.ts';
import { pause } from './ports/faulty-call.ts';

/**
 * The upstream systems: they publish to their topics, or post over HTTP and post again until they are answered. They
 * never forget and never fail: what is planned arrives.
 */
export type SourcesOptions = {
  readonly plan: WorldPlan;
  readonly backends: Backends;
  readonly clock: VirtualClock;
  readonly hosts: Hosts;
  readonly observer: Observer;
  readonly random: Random;
  readonly trace: (what: string) => void;
};

export const intakeTopic = (tenant: string, source: string, object: string): string =>
  `q2c.intake.${tenant}.${source}.${object}.v1`;

type Post = {
  readonly tenant: string;
  readonly source: string;
  readonly object: string;
  readonly bytes: Uint8Array;
  readonly sending: Omit<Sending, 'schemaVersion' | 'afterAcceptance'>;
};

/** What the payer sends who has an invoice in hand; without one, as it was planned. */
export const asPaid = (content: NoticeContent, invoiceNumber: string | null): NoticeContent =>
  invoiceNumber === null ? content : { ...content, reference: invoiceNumber };

/** The stream a plan's object lives in. */
export const streamOfObject = (category: string, tenant: string, source: string, number: string): StreamName =>
  objectStream(category, tenant as Tenant, source, number);

export const startSources = (options: SourcesOptions): void => {
  const { plan, backends, clock, hosts, observer, random, trace } = options;
  const answerLimitMs = 30_000;

  /** One request, sent again until somebody answers. The order of requests is nobody's promise. */
  const request = async (message: IntakeMessage): Promise<void> => {
    for (;;) {
      const running = hosts.running();
      if (running.length > 0) {
        const { orchestrator, clock: own } = random.pick(running);
        const answer = orchestrator.intake.take([{ ...message, takenAtMs: own.now() }]).then(
          ([taken]) => taken?.kind ?? 'nothing',
          (error: unknown) => ({ failed: messageOf(error) }),
        );
        const answered = await Promise.race([answer, pause(clock, answerLimitMs).then(() => undefined)]);
        if (typeof answered === 'string') {
          trace(`${message.object} ${answered} over HTTP`);
          return;
        }
      }
      await pause(clock, random.int(100, 20_000));
    }
  };

  const send = ({ tenant, source, object, bytes, sending }: Post): void => {
    trace(`${source} sends ${object} ${sending.copies}× via ${sending.via}`);
    for (let copy = 0; copy < sending.copies; copy += 1)
      if (sending.via === 'topic') {
        // Nothing is assumed of the key of an intake topic.
        const topic = intakeTopic(tenant, source, object);
        backends.broker().publish([{ topic, key: String(random.int(0, 5)), value: bytes, headers: {} }]);
      } else {
        const origin = { kind: 'http', name: `/v1/intake/${object}`, partition: null, offset: null } as const;
        void request({ tenant: tenant as Tenant, source, object, bytes, origin, takenAtMs: clock.now() });
      }
  };

  const schedule = (post: Post, acceptedIn: StreamName | null): void => {
    const at = (atMs: number): void => void clock.at(atMs, () => send(post));
    if (acceptedIn === null) at(Math.max(post.sending.atMs, clock.now()));
    else {
      const laterMs = random.int(1, 10 * minuteMs);
      observer.whenBegun(acceptedIn, () => at(Math.max(post.sending.atMs, clock.now() + laterMs)));
    }
  };

  /** The payer has the invoice of that quote, and gives its number. */
  const whenInvoiced = ({ tenant, source, variants: [first] }: QuotePlan, pay: (invoiceNumber: string) => void): void =>
    observer.first(
      streamOfObject('transaction', tenant, source, first?.content.quoteNumber ?? ''),
      'InvoicePosted',
      ({ data }) => {
        const { invoiceNumber } = JSON.parse(data) as { readonly invoiceNumber: string };
        clock.at(clock.now() + random.int(0, 20 * minuteMs), () => pay(invoiceNumber));
      },
    );
  const pay = ({ tenant, source, variants }: NoticePlan, invoiceNumber: string | null): void => {
    for (const { content, sendings } of variants)
      for (const sending of sendings) {
        const stream = streamOfObject('payment', tenant, source, content.paymentNumber);
        const bytes = noticeBytes(asPaid(content, invoiceNumber));
        const post = { tenant, source, object: 'payment-notice', bytes, sending };
        schedule(post, sending.afterAcceptance ? stream : null);
      }
  };

  for (const deal of plan.deals) {
    for (const { tenant, source, variants } of deal.quotes)
      for (const { content, sendings } of variants)
        for (const sending of sendings) {
          const stream = streamOfObject('transaction', tenant, source, content.quoteNumber);
          const bytes = quoteBytes(content, sending.schemaVersion);
          schedule({ tenant, source, object: 'quote', bytes, sending }, sending.afterAcceptance ? stream : null);
        }
    for (const notice of deal.notices) {
      const quote = deal.quotes[notice.invoiceOf ?? -1];
      if (quote === undefined) pay(notice, null);
      else whenInvoiced(quote, (invoiceNumber) => pay(notice, invoiceNumber));
    }
  }
  for (const { sendings, ...unreadable } of plan.unreadable)
    for (const sending of sendings) schedule({ ...unreadable, sending }, null);
};
