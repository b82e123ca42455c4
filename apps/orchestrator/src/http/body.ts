import type { Server } from 'node:http';
import { RouteConfig, type NestFastifyApplication } from '@nestjs/platform-fastify';

/**
 * How bodies are read. A route that takes messages gets their bytes as they came, JSON as well: a signature is over them,
 * and what cannot be read is kept as it is. All other routes get parsed JSON.
 */

/** A body beyond this is not read at all; what is longer than a message may be, but not this long, is parked. */
export const bodyMaxBytes = 1_048_576;
const messageTypes = ['application/octet-stream', 'application/avro', 'avro/binary'];

const asBytes = { bodyAsBytes: true } as const;
export const BodyAsBytes = () => RouteConfig(asBytes);

export const useBodyParsers = (app: NestFastifyApplication): void => {
  const options = { bodyLimit: bodyMaxBytes };
  const parseJson = app.getHttpAdapter().getInstance().getDefaultJsonParser('error', 'error');
  app.useBodyParser(messageTypes, options, (_request, body, done) => done(null, body));
  app.useBodyParser<Server>('application/json', options, (request, body, done) => {
    const { bodyAsBytes } = request.routeOptions.config as Partial<typeof asBytes>;
    if (bodyAsBytes === true) done(null, body);
    else void parseJson(request, body.toString('utf8'), done);
  });
};
