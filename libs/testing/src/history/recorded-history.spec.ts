import { quoteToCashProcess } from '@q2c/composition';
import { objectStream } from '@q2c/runtime';
import { bothVersions } from '../world/versions.ts';
import { readHistory } from './history-file.ts';
import { noticeBytes, quoteBytes, startMs } from './inputs.ts';
import { historyTenant, openProduct } from './product.ts';

const dayMs = 86_400_000;
const streamOf = (number: string) => objectStream('transaction', historyTenant, 'crm', number);

describe('a history that version 1 of the process left half done', () => {
  const open = async () => {
    const history = readHistory();
    const product = await openProduct(quoteToCashProcess(bothVersions, 2), startMs + dayMs, history);
    const typesOf = (number: string): string[] =>
      product
        .events()
        .filter(({ stream }) => stream === streamOf(number))
        .map(({ type }) => type);
    const prioritiesOf = (number: string): Set<string> =>
      new Set(
        product
          .events()
          .filter(({ stream, type }) => stream === streamOf(number) && type === 'CommandRequested')
          .map(({ data }) => (JSON.parse(data) as { readonly priority: string }).priority),
      );
    return { history, product, typesOf, prioritiesOf };
  };

  it('is half done: one waits for payment and delivery, one for a person', async () => {
    const { typesOf } = await open();
    expect(typesOf('Q-1')).toContain('InvoicePosted');
    expect(typesOf('Q-1')).not.toContain('RevenuePosted');
    expect(typesOf('Q-2').at(-1)).toBe('ExceptionRaised');
  });

  it('finishes as version 1 under code that starts transactions under version 2', async () => {
    const { history, product, typesOf, prioritiesOf } = await open();
    await product.pass(0);
    const resumed = await Promise.all([
      product.orchestrator.transact(streamOf('Q-2'), {
        input: { kind: 'operation', operation: 'resume', exceptionId: 'order', by: 'anna', note: 'released' },
        cause: 'operation/1',
        actor: 'person:anna',
        source: 'operations',
      }),
      product.take('quote', 'crm', quoteBytes('Q-3')),
      ...['Q-1', 'Q-2', 'Q-3'].map((number) =>
        product.take('payment-notice', 'bank', noticeBytes(`P-${number}`, number)),
      ),
    ]);
    expect(resumed[0]).toMatchObject({ kind: 'appended' });
    await product.pass(6 * dayMs);

    expect(product.faults).toEqual([]);
    for (const number of ['Q-1', 'Q-2', 'Q-3']) expect(typesOf(number)).toContain('TransactionCompleted');
    expect([prioritiesOf('Q-1'), prioritiesOf('Q-2'), prioritiesOf('Q-3')]).toEqual([
      new Set(['interactive']),
      new Set(['interactive']),
      new Set(['month-end']),
    ]);
    // One order, invoice and journal each, to the cent, and not a byte of what was recorded is another.
    const documents = await product.documents();
    expect(documents.map(({ kind, amount }) => `${kind} ${amount.minor}`).sort()).toEqual([
      ...Array.from({ length: 3 }, () => 'invoice 119000'),
      ...Array.from({ length: 3 }, () => 'journal 119000'),
      ...Array.from({ length: 3 }, () => 'order 119000'),
    ]);
    expect(product.events().slice(0, history.events.length)).toEqual(history.events);
  });

  it('needs the code of its version: without it its transactions are not guessed at', async () => {
    const product = await openProduct(quoteToCashProcess({ 2: bothVersions[2] }, 2), startMs + dayMs, readHistory());
    await product.take('payment-notice', 'bank', noticeBytes('P-Q-1', 'Q-1'));
    await product.pass(dayMs);
    expect(product.faults.join('\n')).toContain('process version 1, which this code does not hold');
  });
});
