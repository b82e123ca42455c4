import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openSqliteErpRecords } from '@q2c/reference-systems';

/** The credit department lets a customer of the reference ERP go: `npm run demo:release -- C-1018`. */
const { values, positionals } = parseArgs({
  options: { data: { type: 'string', default: '.q2c/demo' }, help: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [customer] = positionals;
const file = join(values.data, 'erp.db');
if (values.help || customer === undefined || positionals.length > 1) {
  console.error('usage: npm run demo:release -- [--data FOLDER] CUSTOMER');
  process.exitCode = values.help ? 0 : 2;
} else if (!existsSync(file)) {
  console.error(`there is no ${file}: run the demo first`);
  process.exitCode = 1;
} else {
  const records = openSqliteErpRecords({ file });
  const held = await records.isOnCreditHold(customer);
  await records.setCreditHold(customer, false);
  records.close();
  console.log(held ? `${customer} is no longer on credit hold` : `${customer} was not on credit hold`);
  process.exitCode = held ? 0 : 1;
}
