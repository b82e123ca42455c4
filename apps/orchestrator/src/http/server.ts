import 'reflect-metadata';
import { Module, type DynamicModule, type LoggerService, type NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import type { Embedded } from '../embedded/open.ts';
import { embeddedToken, handlers } from '../operations/handlers.ts';
import { BearerGuard } from './bearer.guard.ts';
import { bodyMaxBytes, useBodyParsers } from './body.ts';
import { controllers } from './controllers.ts';
import { ProblemFilter } from './problem.filter.ts';
import { ResultInterceptor } from './result.interceptor.ts';

@Module({})
class HttpModule {
  static on(embedded: Embedded): DynamicModule {
    return {
      module: HttpModule,
      imports: [CqrsModule.forRoot()],
      controllers: [...controllers],
      providers: [{ provide: embeddedToken, useValue: embedded }, ...handlers],
    };
  }
}

/** What Nest says about itself, in our log. */
const nestLogger = (log: Logger): LoggerService => ({
  log: (message: unknown) => log.debug(String(message)),
  warn: (message: unknown) => log.warn(String(message)),
  error: (message: unknown) => log.error(String(message)),
  debug: (message: unknown) => log.debug(String(message)),
  verbose: (message: unknown) => log.debug(String(message)),
});

/** Real time, ms, after which a request that is still not there or not answered keeps nobody from stopping. */
const graceMs = 2_000;

export type Server = {
  readonly url: string;
  /** Takes no new requests, answers those it has, closes. */
  close(): Promise<void>;
};

/** Serves the operations API on a loopback address. Faults: `EADDRINUSE` and its like as they are. */
export const serve = async (embedded: Embedded, token: string, log: Logger): Promise<Server> => {
  const { host, port } = embedded.configuration;
  const adapter = new FastifyAdapter({ bodyLimit: bodyMaxBytes });
  // Nest types its options as instances of a class that it does not export.
  const nestOptions: unknown = { logger: nestLogger(log), abortOnError: false };
  const app = await NestFactory.create<NestFastifyApplication>(
    HttpModule.on(embedded),
    adapter,
    nestOptions as NestApplicationOptions,
  );
  useBodyParsers(app);
  app.useGlobalGuards(new BearerGuard(token));
  app.useGlobalInterceptors(new ResultInterceptor());
  app.useGlobalFilters(new ProblemFilter(adapter, log));
  let closing = false;
  // A connection that is busy when the server closes would stay open, idle, until the client lets go of it.
  adapter.getInstance().addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) void reply.header('connection', 'close');
    done();
  });
  adapter.getInstance().addHook('onResponse', (request, reply, done) => {
    // Without the query: what people search for is not for the log.
    const path = request.url.split('?', 1)[0];
    log.debug({ method: request.method, path, status: reply.statusCode, ms: reply.elapsedTime }, 'answered');
    done();
  });
  try {
    await app.listen(port, host);
  } catch (error) {
    await app.close();
    throw error;
  }
  return {
    url: await app.getUrl(),
    async close() {
      closing = true;
      const impatient = setTimeout(() => adapter.getHttpServer().closeAllConnections(), graceMs);
      await app.close();
      clearTimeout(impatient);
    },
  };
};
