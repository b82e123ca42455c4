/**
 * Records a half-done history under process version 1: `npm run node -- libs/testing/scripts/record-history.ts`.
 * One transaction is invoiced and waits for its payment and its delivery, one waits for a person at its order.
 * Refuses to write over the file: a history that is written again proves nothing.
 */
import { quoteToCashProcess } from '@q2c/composition';
import { writeHistory } from '../src/history/history-file.ts';
import { quoteBytes, startMs } from '../src/history/inputs.ts';
import { openProduct } from '../src/history/product.ts';

const product = await openProduct(quoteToCashProcess(), startMs);
await product.holdCredit('C-Q-2', true);
for (const number of ['Q-1', 'Q-2']) await product.take('quote', 'crm', quoteBytes(number));
await product.pass(3_600_000);
writeHistory({ events: product.events(), documents: await product.documents() });
console.log(`${product.events().length} events`);
