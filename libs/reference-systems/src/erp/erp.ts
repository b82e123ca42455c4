import { sameMoney, sumMoney, type Money } from '@q2c/kernel';
import type { Clock, Counterpart, CounterpartAnswer, CounterpartCommand, Effect, LookupAnswer } from '@q2c/ports';
import type { ErpDocument, ErpKind, ErpRecords } from './records.ts';

/**
 * Reference ERP: an honest small system with its own records and its own checks. It does NOT deduplicate: the same
 * order sent twice is booked twice. It can be asked by our reference. Amounts in commands are control totals.
 */

/** What goes wrong with one call. `late`: it takes effect `afterMs` later, when the caller has long given up. */
export type ErpFault =
  | { readonly kind: 'none' }
  | { readonly kind: 'unavailable' }
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'lost-answer' }
  | { readonly kind: 'late'; readonly afterMs: number };

export type ErpFaultPlan = (call: 'execute' | 'lookup', commands: readonly CounterpartCommand[]) => ErpFault;

export type ErpOptions = {
  readonly system: string;
  readonly records: ErpRecords;
  readonly clock: Clock;
  /** How late a call once sent may still take effect: what this ERP's operator promises. */
  readonly latestEffectMs: number;
  readonly faults?: ErpFaultPlan;
  /** What it makes of an amount that it was told: its own price list, or a charge that nobody else knows of. */
  readonly ownAmount?: OwnAmount;
};

export type OwnAmount = (kind: 'order' | 'invoice', quoteNumber: string, amount: Money) => Money;

type Line = { readonly productCode: unknown; readonly quantity: unknown; readonly amount: Money };

const kindOf: Readonly<Record<string, ErpKind>> = {
  BookOrder: 'order',
  PostInvoice: 'invoice',
  PostRevenue: 'journal',
};

const effectOf = ({ number, date, amount }: ErpDocument): Effect => ({ number, date, amount });
const refused = (code: string, detail: string): CounterpartAnswer => ({ kind: 'refused', code, detail });
const unavailable = {
  kind: 'technical',
  code: 'unavailable',
  detail: '503 Service Unavailable',
  mayHaveTakenEffect: false,
} as const;
const lost = {
  kind: 'technical',
  code: 'connection-reset',
  detail: 'the answer was lost',
  mayHaveTakenEffect: true,
} as const;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** `null` is a contact that was forgotten. It prints invoices: what is there it has to read. */
const contactText = (contact: unknown): string | undefined => {
  if (contact === null) return '';
  const { name, email } = contact as { readonly name?: unknown; readonly email?: unknown };
  return text(name) === '' || text(email) === '' ? undefined : `${text(name)} ${text(email)}`;
};

export const createReferenceErp = (options: ErpOptions): Counterpart => {
  const { records, clock, latestEffectMs, faults = () => ({ kind: 'none' }) } = options;
  const ownAmount: OwnAmount = options.ownAmount ?? ((_kind, _quoteNumber, amount) => amount);

  const bookOrder = async (reference: string, payload: CounterpartCommand['payload']): Promise<CounterpartAnswer> => {
    const total = payload['total'] as Money;
    const customer = text(payload['customerNumber']);
    if (await records.isOnCreditHold(customer)) return refused('credit-hold', `customer ${customer} is on credit hold`);
    const billTo = contactText(payload['billTo']);
    if (billTo === undefined)
      return refused('bill-to-unreadable', 'the bill-to contact has no name or no e-mail address');
    const lines = payload['lines'] as readonly Line[];
    const sum = sumMoney(
      lines.map(({ amount }) => amount),
      total.currency,
    );
    if (!sameMoney(sum, total))
      return refused('total-differs', `lines give ${sum.minor}, control total ${total.minor}`);
    const quoteNumber = text(payload['quoteNumber']);
    const order = await records.add({
      kind: 'order',
      reference,
      date: text(payload['orderDate']),
      amount: ownAmount('order', quoteNumber, sum),
      legalEntity: text(payload['legalEntity']),
      customerNumber: customer,
      lines: lines.map(
        ({ productCode, quantity, amount }) => `${text(productCode)} × ${text(quantity)} = ${amount.minor}`,
      ),
      billTo,
      basis: quoteNumber,
    });
    return { kind: 'succeeded', effect: effectOf(order) };
  };

  /** An invoice follows from an order, a journal from an invoice: what it says is the ERP's own, ours must equal it. */
  const follow = async (
    kind: 'invoice' | 'journal',
    basis: { readonly kind: ErpKind; readonly number: string },
    date: string,
    { commandId: reference, payload }: CounterpartCommand,
  ): Promise<CounterpartAnswer> => {
    const control = payload['amount'] as Money;
    const found = await records.byNumber(basis.kind, basis.number);
    if (found === undefined) return refused(`${basis.kind}-unknown`, `no ${basis.kind} ${basis.number}`);
    if (!sameMoney(found.amount, control))
      return refused(
        'total-differs',
        `${basis.kind} ${basis.number} is ${found.amount.minor}, control total ${control.minor}`,
      );
    const { legalEntity, customerNumber } = found;
    if (text(payload['legalEntity']) !== legalEntity)
      return refused('legal-entity-differs', `${basis.kind} ${basis.number} is ${legalEntity}'s`);
    const amount = kind === 'invoice' ? ownAmount(kind, found.basis, found.amount) : found.amount;
    const document = await records.add({
      ...{ kind, reference, date, amount, legalEntity, customerNumber },
      ...{ lines: [], billTo: '', basis: basis.number },
    });
    return { kind: 'succeeded', effect: effectOf(document) };
  };

  const act = (asked: CounterpartCommand): Promise<CounterpartAnswer> => {
    const { command, commandId, payload } = asked;
    switch (command) {
      case 'BookOrder':
        return bookOrder(commandId, payload);
      case 'PostInvoice':
        return follow(
          'invoice',
          { kind: 'order', number: text(payload['orderNumber']) },
          text(payload['invoiceDate']),
          asked,
        );
      case 'PostRevenue':
        return follow(
          'journal',
          { kind: 'invoice', number: text(payload['invoiceNumber']) },
          text(payload['postingDate']),
          asked,
        );
      default:
        return Promise.resolve(refused('operation-unknown', `this ERP has no ${command}`));
    }
  };

  const actAll = async (commands: readonly CounterpartCommand[]): Promise<readonly CounterpartAnswer[]> => {
    const answers: CounterpartAnswer[] = [];
    // One after the other: its number series are serial.
    for (const command of commands) answers.push(await act(command));
    return answers;
  };

  const find = async ({ command, commandId }: CounterpartCommand): Promise<LookupAnswer> => {
    const kind = kindOf[command];
    const [found] = kind === undefined ? [] : await records.byReference(kind, commandId);
    return found === undefined ? { kind: 'not-found' } : { kind: 'found', effect: effectOf(found) };
  };

  const after = <T>(ms: number, work: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => void clock.at(clock.now() + ms, () => void work().then(resolve, reject)));

  /** Runs a call under the fault the plan chose for it. */
  const under = async <A>(
    fault: ErpFault,
    commands: readonly CounterpartCommand[],
    work: () => Promise<readonly A[]>,
  ): Promise<readonly (A | typeof unavailable | typeof lost)[]> => {
    switch (fault.kind) {
      case 'none':
        return work();
      case 'unavailable':
        return commands.map(() => unavailable);
      case 'slow':
        return after(fault.ms, work);
      case 'lost-answer':
        await work();
        return commands.map(() => lost);
      case 'late':
        void after(fault.afterMs, work);
        return commands.map(() => lost);
    }
  };

  const lookupSafety = { kind: 'lookup', latestEffectMs } as const;
  return {
    system: options.system,
    operations: { BookOrder: lookupSafety, PostInvoice: lookupSafety, PostRevenue: lookupSafety },
    execute: (commands) => under(faults('execute', commands), commands, () => actAll(commands)),
    lookup: (commands) => under(faults('lookup', commands), commands, () => Promise.all(commands.map(find))),
  };
};
