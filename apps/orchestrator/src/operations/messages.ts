import { Command, Query } from '@nestjs/cqrs';
import type { Result } from '@q2c/kernel';
import type {
  Acted,
  Page,
  ParkedItem,
  PaymentItem,
  Refused,
  ResumedPage,
  StatusAnswer,
  TakenIn,
  TransactionDetail,
  TransactionItem,
} from './answers.ts';
import type { PageOptions } from './pages.ts';
import type { ListPaymentsOptions } from './payments.ts';
import type { ResumeAllOptions } from './resume-all.ts';
import type { IntakeObjectName, Told } from './take-in.ts';
import type { ListTransactionsOptions, TransactionAct } from './transactions.ts';

/** What the HTTP layer may ask for. Commands answer with a result, since a business no is a value. */

export class TakeIn extends Command<Result<Told, Refused>> {
  constructor(
    readonly object: IntakeObjectName,
    readonly bytes: Uint8Array,
  ) {
    super();
  }
}

export class TakePaymentWebhook extends Command<Result<TakenIn, Refused>> {
  constructor(
    readonly signature: string | undefined,
    readonly bytes: Uint8Array,
  ) {
    super();
  }
}

export class ActOnTransaction extends Command<Result<Acted, Refused>> {
  constructor(
    readonly id: string,
    readonly act: TransactionAct,
    readonly operationId: string,
  ) {
    super();
  }
}

export class ResumeAll extends Command<Result<ResumedPage, Refused>> {
  constructor(
    readonly options: ResumeAllOptions,
    readonly operationId: string,
  ) {
    super();
  }
}

export class RetryParked extends Command<Result<Acted, Refused>> {
  constructor(
    readonly parkedId: string,
    readonly by: string,
  ) {
    super();
  }
}

export class DiscardParked extends Command<Result<Acted, Refused>> {
  constructor(
    readonly parkedId: string,
    readonly why: { readonly by: string; readonly note: string },
  ) {
    super();
  }
}

export class ListTransactions extends Query<Page<TransactionItem>> {
  constructor(readonly options: ListTransactionsOptions) {
    super();
  }
}

export class ShowTransaction extends Query<Result<TransactionDetail, Refused>> {
  constructor(readonly id: string) {
    super();
  }
}

export class ListPayments extends Query<Page<PaymentItem>> {
  constructor(readonly options: ListPaymentsOptions) {
    super();
  }
}

export class ListParked extends Query<Page<ParkedItem>> {
  constructor(readonly options: PageOptions) {
    super();
  }
}

export class ShowParked extends Query<Result<ParkedItem, Refused>> {
  constructor(readonly parkedId: string) {
    super();
  }
}

export class ReadStatus extends Query<StatusAnswer> {}
