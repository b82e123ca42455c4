import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Embedded } from '../embedded/open.ts';
import { embeddedToken } from '../operations/handlers.ts';
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
} from '../operations/messages.ts';
import { moveClock } from '../operations/clock.ts';
import { WithoutToken } from './bearer.guard.ts';
import { IntakeController, WebhooksController } from './intake.controllers.ts';
import { problem, problemException } from './problem.ts';
import { requests, valid } from './requests.ts';

/** `Idempotency-Key` makes a repeated act recognisable as the same one. */
const operationIdHeader = 'idempotency-key';

@Controller('v1/transactions')
export class TransactionsController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(embeddedToken) private readonly embedded: Embedded,
  ) {}

  @Get()
  list(@Query() query: unknown) {
    return this.queries.execute(new ListTransactions(valid(requests.transactions, query)));
  }

  @Get(':id')
  show(@Param('id') id: string) {
    return this.queries.execute(new ShowTransaction(id));
  }

  @Post('resume')
  @HttpCode(200)
  resumeAll(@Body() body: unknown, @Headers(operationIdHeader) key?: string) {
    return this.commands.execute(new ResumeAll(valid(requests.resumeAll, body), this.operationId(key)));
  }

  @Post(':id/resume')
  @HttpCode(200)
  resume(@Param('id') id: string, @Body() body: unknown, @Headers(operationIdHeader) key?: string) {
    const act = { operation: 'resume', ...valid(requests.resume, body) } as const;
    return this.commands.execute(new ActOnTransaction(id, act, this.operationId(key)));
  }

  @Post(':id/cancel')
  @HttpCode(200)
  cancel(@Param('id') id: string, @Body() body: unknown, @Headers(operationIdHeader) key?: string) {
    const act = { operation: 'cancel', ...valid(requests.cancel, body) } as const;
    return this.commands.execute(new ActOnTransaction(id, act, this.operationId(key)));
  }

  @Post(':id/settle')
  @HttpCode(200)
  settle(@Param('id') id: string, @Body() body: unknown, @Headers(operationIdHeader) key?: string) {
    const act = { operation: 'settle', ...valid(requests.settle, body) } as const;
    return this.commands.execute(new ActOnTransaction(id, act, this.operationId(key)));
  }

  private operationId(key: string | undefined): string {
    return valid(requests.operationId, key) ?? this.embedded.ids.next();
  }
}

@Controller('v1/payments')
export class PaymentsController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  list(@Query() query: unknown) {
    return this.queries.execute(new ListPayments(valid(requests.payments, query)));
  }
}

@Controller('v1/parked')
export class ParkedController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  @Get()
  list(@Query() query: unknown) {
    return this.queries.execute(new ListParked(valid(requests.page, query)));
  }

  @Get(':id')
  show(@Param('id') id: string) {
    return this.queries.execute(new ShowParked(id));
  }

  @Post(':id/retry')
  @HttpCode(200)
  retry(@Param('id') id: string, @Body() body: unknown) {
    return this.commands.execute(new RetryParked(id, valid(requests.retry, body).by));
  }

  @Post(':id/discard')
  @HttpCode(200)
  discard(@Param('id') id: string, @Body() body: unknown) {
    return this.commands.execute(new DiscardParked(id, valid(requests.discard, body)));
  }
}

@Controller('v1')
export class OperationsController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(embeddedToken) private readonly embedded: Embedded,
  ) {}

  @Get('status')
  status() {
    return this.queries.execute(new ReadStatus());
  }

  @Post('clock/move')
  @HttpCode(200)
  moveClock() {
    return moveClock(this.embedded);
  }

  @Get('health/live')
  @WithoutToken()
  live() {
    return { status: 'live' };
  }

  @Get('health/ready')
  @WithoutToken()
  ready() {
    const { health } = this.embedded;
    const stopped = health.stopped().map(({ part, code }) => ({ part, code }));
    if (stopped.length === 0) return { status: 'ready', troubles: health.troubles().length };
    const parts = stopped.map(({ part }) => part).join(', ');
    throw problemException(problem(503, 'not-ready', `stopped for good: ${parts}`, { stopped }));
  }
}

export const controllers = [
  IntakeController,
  WebhooksController,
  TransactionsController,
  PaymentsController,
  ParkedController,
  OperationsController,
];
