import { Inject, type Type } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { Embedded } from '../embedded/open.ts';
import {
  ActOnTransaction,
  DiscardParked,
  ListParked,
  ListPayments,
  ListTransactions,
  ReadStatus,
  ResumeAll,
  RetryParked,
  ShowParked,
  ShowTransaction,
  TakeIn,
  TakePaymentWebhook,
} from './messages.ts';
import { discardParked, listParked, retryParked, showParked } from './parked.ts';
import { listPayments } from './payments.ts';
import { resumeAll } from './resume-all.ts';
import { readStatus } from './status.ts';
import { takeIn, takePaymentWebhook } from './take-in.ts';
import { actOnTransaction, listTransactions, showTransaction } from './transactions.ts';

/** Each calls one function; what they work on is handed in by the composition root. */
export const embeddedToken = Symbol('embedded');

abstract class OnEmbedded {
  constructor(@Inject(embeddedToken) protected readonly embedded: Embedded) {}
}

@CommandHandler(TakeIn)
class TakeInHandler extends OnEmbedded implements ICommandHandler<TakeIn> {
  execute({ object, bytes }: TakeIn) {
    return takeIn(this.embedded, object, bytes);
  }
}

@CommandHandler(TakePaymentWebhook)
class TakePaymentWebhookHandler extends OnEmbedded implements ICommandHandler<TakePaymentWebhook> {
  execute({ signature, bytes }: TakePaymentWebhook) {
    return takePaymentWebhook(this.embedded, signature, bytes);
  }
}

@CommandHandler(ActOnTransaction)
class ActOnTransactionHandler extends OnEmbedded implements ICommandHandler<ActOnTransaction> {
  execute({ id, act, operationId }: ActOnTransaction) {
    return actOnTransaction(this.embedded, id, act, operationId);
  }
}

@CommandHandler(ResumeAll)
class ResumeAllHandler extends OnEmbedded implements ICommandHandler<ResumeAll> {
  execute({ options, operationId }: ResumeAll) {
    return resumeAll(this.embedded, options, operationId);
  }
}

@CommandHandler(RetryParked)
class RetryParkedHandler extends OnEmbedded implements ICommandHandler<RetryParked> {
  execute({ parkedId, by }: RetryParked) {
    return retryParked(this.embedded, parkedId, by);
  }
}

@CommandHandler(DiscardParked)
class DiscardParkedHandler extends OnEmbedded implements ICommandHandler<DiscardParked> {
  execute({ parkedId, why }: DiscardParked) {
    return discardParked(this.embedded, parkedId, why);
  }
}

@QueryHandler(ListTransactions)
class ListTransactionsHandler extends OnEmbedded implements IQueryHandler<ListTransactions> {
  execute({ options }: ListTransactions) {
    return listTransactions(this.embedded, options);
  }
}

@QueryHandler(ShowTransaction)
class ShowTransactionHandler extends OnEmbedded implements IQueryHandler<ShowTransaction> {
  execute({ id }: ShowTransaction) {
    return showTransaction(this.embedded, id);
  }
}

@QueryHandler(ListPayments)
class ListPaymentsHandler extends OnEmbedded implements IQueryHandler<ListPayments> {
  execute({ options }: ListPayments) {
    return listPayments(this.embedded, options);
  }
}

@QueryHandler(ListParked)
class ListParkedHandler extends OnEmbedded implements IQueryHandler<ListParked> {
  execute({ options }: ListParked) {
    return listParked(this.embedded, options);
  }
}

@QueryHandler(ShowParked)
class ShowParkedHandler extends OnEmbedded implements IQueryHandler<ShowParked> {
  execute({ parkedId }: ShowParked) {
    return showParked(this.embedded, parkedId);
  }
}

@QueryHandler(ReadStatus)
class ReadStatusHandler extends OnEmbedded implements IQueryHandler<ReadStatus> {
  execute() {
    return readStatus(this.embedded);
  }
}

export const handlers: readonly Type[] = [
  TakeInHandler,
  TakePaymentWebhookHandler,
  ActOnTransactionHandler,
  ResumeAllHandler,
  RetryParkedHandler,
  DiscardParkedHandler,
  ListTransactionsHandler,
  ShowTransactionHandler,
  ListPaymentsHandler,
  ListParkedHandler,
  ShowParkedHandler,
  ReadStatusHandler,
];
