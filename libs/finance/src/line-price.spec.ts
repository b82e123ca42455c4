import { money } from '@q2c/kernel';
import { oneOffAmount, periodAmount } from './index.ts';

describe('the amount of a line', () => {
  it('is rounded once: three months of 0.335 are 1.01, not three times 0.34', () =>
    expect(periodAmount({ quantity: '1', unitPrice: '0.335', discount: '0' }, 3, 'EUR', 'half-up')).toEqual(
      money(101n, 'EUR'),
    ));
  it('has the places of its currency', () => {
    const line = { quantity: '2.5', unitPrice: '19.999', discount: '0.1' };
    // 2.5 × 19.999 × 0.9 = 44.99775
    expect(oneOffAmount(line, 'EUR', 'half-up')).toEqual(money(4_500n, 'EUR'));
    expect(oneOffAmount(line, 'JPY', 'half-up')).toEqual(money(45n, 'JPY'));
    expect(oneOffAmount(line, 'KWD', 'half-up')).toEqual(money(44_998n, 'KWD'));
    expect(oneOffAmount(line, 'KWD', 'down')).toEqual(money(44_997n, 'KWD'));
  });
  it('of a line given away is nothing', () =>
    expect(oneOffAmount({ quantity: '3', unitPrice: '10', discount: '1' }, 'EUR', 'half-up')).toEqual(
      money(0n, 'EUR'),
    ));
});
